extension ServiceCommandLine {
    /// What all commands are for.
    static func help() -> String {
        let width = ServiceCommand.all.map(\.name.count).max() ?? 0
        let commands = ServiceCommand.all.map { "  \(padded($0.name, width))  \($0.summary)" }
        return """
            Serves a dense Keras network over HTTP.

            usage: model-service COMMAND [OPTION…]

            commands:
            \(commands.joined(separator: "\n"))

            options:
              --help      this text, or that of a command
              --version   the version
            """
    }

    /// How one command is called.
    static func help(_ command: ServiceCommand) -> String {
        let heads = command.options.map { "--\($0.name) \($0.value)" }
        let width = heads.map(\.count).max() ?? 0
        let options = zip(heads, command.options).map { head, option in
            let fallback = option.fallback.map { $0.isEmpty ? "" : " [\($0)]" } ?? ""
            return "  \(padded(head, width))  \(option.help)\(fallback)"
        }
        let operands = command.operands.map { " \($0)" }.joined()
        let example = command.options.first.map {
            "\nEach option can also be set by an environment variable: --\($0.name) by \($0.variable)."
        }
        return """
            \(command.summary)

            usage: model-service \(command.name)\(command.options.isEmpty ? "" : " [OPTION…]")\(operands)
            \(options.isEmpty ? "" : "\noptions:\n\(options.joined(separator: "\n"))\n")\(example ?? "")
            """
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
