import ArgumentParser
import Playbook
import Values

/// `swiftplay exec`: one module or command on the hosts of a pattern, without a playbook.
struct ExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run one command or module on hosts.",
        discussion: """
            Examples:
              swiftplay exec web -- uptime
              swiftplay exec all -b -- sh -c 'df -h /; free -m'
              swiftplay exec db -m service -a 'name=postgresql state=started' -b --check
            """)

    @Argument(help: "Target hosts: names, groups and wildcards, joined by `:`, `:&` and `:!`.")
    var pattern: String

    @Argument(parsing: .postTerminator, help: "A program and its arguments, after `--`.")
    var command: [String] = []

    @Option(
        name: [.customShort("m", allowingJoined: true), .customLong("module-name"), .customLong("module")],
        help: ArgumentHelp(\.playbook.moduleName, valueName: "name"), completion: ModuleDocumentation.completion)
    var module: String?

    @Option(
        name: [.customShort("a", allowingJoined: true), .customLong("args")], parsing: .unconditional,
        help: ArgumentHelp(\.playbook.moduleArguments, valueName: "args"))
    var arguments: String?

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Connection options") var reach: ReachOptions
    @OptionGroup(title: "Run options") var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    @Flag(name: [.customShort("o"), .customLong("one-line")], help: "Print one line per host.")
    var oneLine = false

    @Option(
        name: [.customShort("t", allowingJoined: true), .long],
        help: ArgumentHelp("Also write the result of each host to a file in this directory.", valueName: "folder"))
    var tree: String?

    @Option(
        name: [.customShort("B", allowingJoined: true), .long],
        help: ArgumentHelp("Run in the background, for at most this many seconds.", valueName: "seconds"))
    var background: Int?

    @Option(
        name: [.customShort("P", allowingJoined: true), .long],
        help: ArgumentHelp("With -B, how often to poll for the result; 0 not to wait.", valueName: "seconds"))
    var poll: Int?

    @Option(
        name: .customLong("task-timeout"),
        help: ArgumentHelp(\.playbook.taskTimeout, valueName: "seconds"))
    var taskTimeout: Int?

    @Option(
        name: .customLong("playbook-dir"),
        help: ArgumentHelp("The directory whose group_vars, host_vars and roles are used.", valueName: "folder"))
    var playbookFolder: String?

    @Flag(name: .customLong("list-hosts"), help: "List the hosts and do nothing else.")
    var listHosts = false

    mutating func validate() throws {
        if !command.isEmpty, module != nil {
            throw ValidationError("Give either a command after `--` or a module, not both.")
        }
    }

    func run() async throws {
        try await Session.report(output.talk) { session in
            let setup = try RunSetup(session, written)
            if listHosts { return try HostListing(setup).show(pattern) }
            try await setup.perform(try setup.load(try play(setup.configuration)), named: "__adhoc_playbook__")
        }
    }

    private var written: WrittenOptions {
        WrittenOptions(
            variables: variables, hosts: inventory, folders: .option(playbookFolder, fallback: "."),
            run: .init(
                reach: reach, control: control, output: output, adHoc: AdHocOutput(oneLine: oneLine, tree: tree),
                taskTimeout: taskTimeout))
    }

    private func play(_ configuration: AnsibleConfiguration) throws -> AdHocPlay {
        let module = configuration[\.playbook.moduleName, option: module]
        let arguments = configuration[\.playbook.moduleArguments, option: arguments]
        if command.isEmpty, arguments == nil,
            AdHocPlay.needsArguments(module)
        {
            throw Diagnostic.nothingToRun(module)
        }
        return AdHocPlay(
            pattern: pattern, module: module, arguments: arguments, command: command, background: background,
            poll: poll)
    }
}

extension Diagnostic {
    fileprivate static func nothingToRun(_ module: String) -> Diagnostic {
        Diagnostic(
            "exec", "nothing to run", detail: "The module `\(module)` needs a command.",
            help: "give it after `--` or with -a, or name another module with -m")
    }
}
