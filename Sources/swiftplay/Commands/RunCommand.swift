import ArgumentParser
import Playbook
import Runner
import Values

/// `swiftplay run`: applies playbooks, or with `--check` tells what would change.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run playbooks.",
        discussion: """
            Examples:
              swiftplay run site.yml -i inventory/prod
              swiftplay run site.yml --check --diff --limit web1
              swiftplay run deploy.yml -e version=1.4 -t service
            """)

    @Argument(help: "Playbook files.", completion: .file(extensions: ["yml", "yaml"]))
    var playbooks: [String]

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Connection options") var reach: ReachOptions
    @OptionGroup(title: "Run options") var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    @OptionGroup var tasks: TaskOptions

    @Flag(name: .customLong("flush-cache"), help: "Discard the facts cached by earlier runs.")
    var flushCache = false

    @Flag(name: .customLong("syntax-check"), help: "Check the playbooks without contacting a host.")
    var syntaxCheck = false

    @Flag(help: "With --syntax-check: also report mistakes that may never matter, and fail if there are any.")
    var strict = false

    @Flag(name: .customLong("list-hosts"), help: "List the hosts of each play.")
    var listHosts = false

    @Flag(name: .customLong("list-tasks"), help: "List the tasks.")
    var listTasks = false

    @Flag(name: .customLong("list-tags"), help: "List the tags.")
    var listTags = false

    private var written: WrittenOptions {
        WrittenOptions(
            variables: variables, hosts: inventory, folders: .ofPlaybooks(playbooks),
            run: .init(reach: reach, control: control, output: output, tasks: tasks))
    }

    func run() async throws {
        try await Session.report(output.talk) { session in
            let setup = try RunSetup(session, written)
            let playbook = try setup.load(playbooks, isStrict: syntaxCheck && strict)
            if tasks.step, !Prompt.isPossible { throw Diagnostic.noTerminalToAsk }
            if syntaxCheck {
                try setup.tell(playbook.plays, of: playbook, isStrict: strict)
                return session.terminal.write(playbooks.map { "\nplaybook: \($0)\n" }.joined())
            }
            if listHosts || listTasks || listTags {
                return try PlayListing(playbook, setup: setup).show(hosts: listHosts, tasks: listTasks, tags: listTags)
            }
            if flushCache { setup.forgetFacts() }
            try await setup.perform(playbook, named: playbooks[0])
        }
    }
}

extension Diagnostic {
    fileprivate static let noTerminalToAsk = Diagnostic(
        "prompt", "no terminal to ask on", detail: "With --step, you are asked before each task.")
}
