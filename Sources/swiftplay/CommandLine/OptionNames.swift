import ArgumentParser
import Values

/// The long options of the command that a call names, to find what a shortened or misspelt one stands for.
struct OptionNames {
    private let names: [String]

    init(for words: [String]) {
        let help = Swiftplay.helpMessage(for: Self.command(words))
        names = Array(Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })).sorted()
    }

    /// Follows the words from command to command.
    private static func command(_ words: [String]) -> any ParsableCommand.Type {
        var found: any ParsableCommand.Type = Swiftplay.self
        for word in words {
            let next = found.configuration.subcommands.first { $0.configuration.commandName == word }
            guard let next else { break }
            found = next
        }
        return found
    }

    /// The words with a shortened option in full; `nil` if the complaint is about something else.
    func completed(_ words: [String], after complaint: String) -> [String]? {
        guard let option = Self.unknown(in: complaint), option.hasPrefix("--") else { return nil }
        let meant = names.filter { $0.hasPrefix(option) }
        guard meant.count == 1, let name = meant.first else { return nil }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        let place = words[..<end].firstIndex { $0 == option || $0.hasPrefix(option + "=") }
        guard let place else { return nil }
        var words = words
        words[place] = name + words[place].dropFirst(option.count)
        return words
    }

    /// A message of the parser, with a suggestion only where a name is near.
    func corrected(_ message: String) -> String {
        guard let option = Self.unknown(in: message) else { return message }
        var message = message.replacing(/\.? ?Did you mean '[^']*'\?/, with: "")
        if let near = Suggestion.nearest(to: option, among: names) {
            message = message.replacing(
                "Unknown option '\(option)'", with: "Unknown option '\(option)'. Did you mean '\(near)'?")
        }
        return message
    }

    private static func unknown(in message: String) -> String? {
        message.firstMatch(of: /Unknown option '(-[^' ]*)/).map { String($0.1) }
    }
}
