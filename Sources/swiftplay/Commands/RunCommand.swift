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

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("Run only tasks with one of these tags. Can be repeated.", valueName: "tags"))
    var tags: [String] = []

    @Option(
        name: .customLong("skip-tags"),
        help: ArgumentHelp("Skip tasks with one of these tags. Can be repeated.", valueName: "tags"))
    var skipTags: [String] = []

    @Flag(name: .customLong("force-handlers"), help: "Run notified handlers even on hosts where a task failed.")
    var forceHandlers = false

    @Option(
        name: .customLong("start-at-task"), help: ArgumentHelp("Start at the task with this name.", valueName: "name"))
    var startAtTask: String?

    @Flag(name: .long, help: "Ask before each task whether to run it.")
    var step = false

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

    func run() async throws {
        try await Session.report(output.talk) { session in
            var setup = try RunSetup(session)
            try setup.read(inventory, variables, reach, control, output)
            setup.readTags(tags, skipped: skipTags)
            if forceHandlers { setup.settings.forceHandlers = true }
            setup.settings.startAtTask = startAtTask
            setup.settings.steps = step
            let playbook = try setup.load(playbooks, isStrict: syntaxCheck && strict)
            if step, !Prompt.isPossible { throw Diagnostic.noTerminalToAsk }
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
