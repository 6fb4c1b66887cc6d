import ArgumentParser
import Values

/// The options of the command that a call names, to find what a shortened, joined or misspelt one stands for.
struct OptionNames {
    /// The long ones.
    private let names: [String]
    /// Letters of options that take a value, and of those that take none.
    private let valued: Set<Character>
    private let plain: Set<Character>

    init(for words: [String]) {
        let help = Swiftplay.helpMessage(for: NamedCommand(words).type)
        names = Array(Set(help.matches(of: /--[a-z][a-z-]*/).map { String($0.output) })).sorted()
        let short = help.matches(of: /\n +-([A-Za-z])(?:,| )[^\n<]*(<)?/)
        valued = Set(short.filter { $0.2 != nil }.compactMap { $0.1.first })
        plain = Set(short.filter { $0.2 == nil }.compactMap { $0.1.first })
    }

    /// The words with a shortened option in full, or joined ones apart; `nil` if the complaint is about something else.
    func completed(_ words: [String], after complaint: String) -> [String]? {
        guard let option = Self.unknown(in: complaint) else { return nil }
        guard option.hasPrefix("--") else { return apart(words, option) }
        let meant = names.filter { $0.hasPrefix(option) }
        guard meant.count == 1, let name = meant.first else { return nil }
        let end = words.firstIndex(of: "--") ?? words.endIndex
        let index = words[..<end].firstIndex { $0 == option || $0.hasPrefix(option + "=") }
        guard let index else { return nil }
        var words = words
        words[index] = name + words[index].dropFirst(option.count)
        return words
    }

    /// `-ea=1` as `-e a=1`, `-vf5` as `-v -f 5`.
    private func apart(_ words: [String], _ option: String) -> [String]? {
        let end = words.firstIndex(of: "--") ?? words.endIndex
        for (index, word) in words[..<end].enumerated() where word.hasPrefix(option.prefix(2)) {
            guard let parts = parts(of: word) else { continue }
            return Array(words[..<index]) + parts + words[(index + 1)...]
        }
        return nil
    }

    /// Letters without values, then one with its value; `nil` for anything else.
    private func parts(of word: String) -> [String]? {
        var flags: [String] = []
        var rest = word.dropFirst()
        while let letter = rest.popFirst(), letter != "-" {
            if valued.contains(letter) { return rest.isEmpty ? nil : flags + ["-\(letter)", String(rest)] }
            guard plain.contains(letter) else { return nil }
            flags.append("-\(letter)")
        }
        return nil
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
