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

    @Argument(help: "Files of plays.", completion: .file(extensions: ["yml", "yaml"]))
    var playbooks: [String]

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Reaching hosts") var reach: ReachOptions
    @OptionGroup(title: "The run") var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("Only tasks with one of these tags. Repeats.", valueName: "tags"))
    var tags: [String] = []

    @Option(
        name: .customLong("skip-tags"),
        help: ArgumentHelp("No tasks with one of these tags. Repeats.", valueName: "tags"))
    var skipTags: [String] = []

    @Flag(name: .customLong("force-handlers"), help: "Run notified handlers even on hosts where a task failed.")
    var forceHandlers = false

    @Option(
        name: .customLong("start-at-task"), help: ArgumentHelp("Begin with the task of this name.", valueName: "name"))
    var startAtTask: String?

    @Flag(name: .long, help: "Ask before each task whether to run it.")
    var step = false

    @Flag(name: .customLong("flush-cache"), help: "Forget the facts that earlier runs kept.")
    var flushCache = false

    @Flag(name: .customLong("syntax-check"), help: "Check the playbooks without contacting a host.")
    var syntaxCheck = false

    @Flag(help: "With --syntax-check: show all that may be wrong, and fail if there is something.")
    var strict = false

    @Flag(name: .customLong("list-hosts"), help: "Show the hosts of each play.")
    var listHosts = false

    @Flag(name: .customLong("list-tasks"), help: "Show the tasks.")
    var listTasks = false

    @Flag(name: .customLong("list-tags"), help: "Show the tags.")
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
        "prompt", "there is no terminal to ask at", detail: "With --step a person is asked before each task.")
}
