import ArgumentParser

/// The command that the first words of a call name, and what is left for it.
struct NamedCommand {
    private(set) var type: any ParsableCommand.Type = Swiftplay.self
    private(set) var arguments: ArraySlice<String>

    /// Follows the words from command to command.
    init(_ words: [String]) {
        arguments = words[...]
        while let word = arguments.first, let next = Self.command(word, of: type) {
            type = next
            arguments.removeFirst()
        }
    }

    /// Whether no more words can name a command below it.
    var isLast: Bool { type.configuration.subcommands.isEmpty }

    /// Whether it is one of those that people wait for.
    var reachesHosts: Bool { type is RunCommand.Type || type is ExecCommand.Type }

    private static func command(_ word: String, of type: any ParsableCommand.Type) -> (any ParsableCommand.Type)? {
        type.configuration.subcommands.first { $0.configuration.commandName == word }
    }
}
