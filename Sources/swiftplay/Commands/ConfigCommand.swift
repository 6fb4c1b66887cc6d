import ArgumentParser
import Values

/// `swiftplay config`: what each setting is, and who says so.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show the effective settings from ansible.cfg and the environment.",
        discussion: """
            Examples:
              swiftplay config --changed
              swiftplay config list
              swiftplay config view
            """)

    enum Action: String, CaseIterable, ExpressibleByArgument {
        case dump, list, view
    }

    @Argument(
        help: "dump: every setting and where it comes from; list: what each setting means; view: the file itself.")
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
            case .list: session.terminal.write(list(configuration))
            case .view: session.terminal.write(try configuration.path.map { try SourceFile.read($0).text } ?? "")
            }
        }
    }

    private func shown(_ configuration: AnsibleConfiguration) -> [any DeclaredSetting] {
        let settings: [any DeclaredSetting] = all ? AnsibleConfiguration.declared : Settings.all
        return settings.filter { !onlyChanged || configuration.written($0) != nil }
    }

    private func list(_ configuration: AnsibleConfiguration) -> String {
        var writer = YAMLWriter()
        writer.sortsKeys = false
        return writer.write(.map(Mapping(shown(configuration).map { (.string($0.name), $0.description) })))
    }

    private func dump(_ configuration: AnsibleConfiguration) -> String {
        let lines = shown(configuration).map { setting in
            "\(setting.name)(\(configuration.origin(of: setting))) = "
                + JSONWriter(ensuresASCII: false).write(setting.value(in: configuration)) + "\n"
        }
        return (configuration.path.map { "CONFIG_FILE() = \"\($0)\"\n" } ?? "") + lines.joined()
    }
}

extension DeclaredSetting {
    /// In the keys of `ansible-config list`.
    fileprivate var description: Value {
        var fields: Mapping = ["description": .string(help), "default": usual]
        if !expectation.isEmpty { fields["type"] = .string(expectation) }
        if !variables.isEmpty { fields["env"] = .list(variables.map { ["name": .string($0)] }) }
        if !keys.isEmpty { fields["ini"] = .list(keys.map(Self.entry)) }
        if let option { fields["cli"] = [["name": .string(option)]] }
        return .map(fields)
    }

    private static func entry(_ key: String) -> Value {
        let section = key.prefix { $0 != "." }
        return ["section": .string(String(section)), "key": .string(String(key.dropFirst(section.count + 1)))]
    }
}
