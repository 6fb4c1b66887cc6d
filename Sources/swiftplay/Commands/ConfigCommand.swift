import ArgumentParser
import Values

/// `swiftplay config`: what each setting is, and who says so.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the effective settings from ansible.cfg and the environment.",
        discussion: """
            Examples:
              swiftplay config --changed
              swiftplay config view
            """)

    enum Action: String, CaseIterable, ExpressibleByArgument {
        case dump, view
    }

    @Argument(help: "dump: every setting and where it comes from; view: the file itself.")
    var action = Action.dump

    @Flag(
        name: [.customLong("changed"), .customLong("only-changed")],
        help: "Show only settings that the file or the environment sets.")
    var onlyChanged = false

    @Flag(name: .long, help: "Also show Ansible settings that have no effect here.")
    var all = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let configuration = try session.configuration()
            switch action {
            case .dump: session.terminal.write(dump(configuration))
            case .view: session.terminal.write(try configuration.path.map { try SourceFile.read($0).text } ?? "")
            }
        }
    }

    private func dump(_ configuration: AnsibleConfiguration) -> String {
        let settings: [any DeclaredSetting] = all ? AnsibleConfiguration.declared : Settings.all
        let shown = settings.filter { !onlyChanged || configuration.written($0) != nil }
        let lines = shown.map { setting in
            "\(setting.name)(\(configuration.origin(of: setting))) = "
                + JSONWriter(ensuresASCII: false).write(setting.value(in: configuration)) + "\n"
        }
        return (configuration.path.map { "CONFIG_FILE() = \"\($0)\"\n" } ?? "") + lines.joined()
    }
}
