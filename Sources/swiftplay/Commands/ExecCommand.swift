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

    @Argument(help: "Which hosts: names, groups, wildcards, joined by `:`, `:&` and `:!`.")
    var pattern: String

    @Argument(parsing: .postTerminator, help: "A program and its arguments, behind `--`.")
    var command: [String] = []

    @Option(
        name: [.customShort("m"), .customLong("module-name"), .customLong("module")],
        help: ArgumentHelp("A module.", valueName: "name"))
    var module: String?

    @Option(
        name: [.customShort("a"), .customLong("args")], parsing: .unconditional,
        help: ArgumentHelp("Its arguments: key=value, JSON, or free text.", valueName: "args"))
    var arguments: String?

    @OptionGroup(title: "Hosts") var inventory: InventoryOptions
    @OptionGroup(title: "Variables") var variables: VariableOptions
    @OptionGroup(title: "Reaching hosts") var reach: ReachOptions
    @OptionGroup(title: "The run") var control: ControlOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func validate() throws {
        if !command.isEmpty, module != nil {
            throw ValidationError("Give a command behind `--` or a module, not both.")
        }
        if command.isEmpty, module == nil, arguments == nil {
            throw ValidationError("Give a command behind `--`, or a module with -m.")
        }
    }

    func run() async throws {
        try await Session.report { session in
            var setup = try RunSetup(session)
            setup.isAdHoc = true
            try setup.read(inventory, variables, reach, control, output)
            let play = AdHocPlay(pattern: pattern, module: module ?? "command", arguments: arguments, command: command)
            try await setup.perform(try setup.load(play))
        }
    }
}
