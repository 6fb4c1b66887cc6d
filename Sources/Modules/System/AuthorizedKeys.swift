import ModuleKit
import Values

/// The text of an authorized_keys file (sshd(8)), and the keys in it.
struct AuthorizedKeys: Sendable, Hashable {
    /// A line that allows a key.
    struct Entry: Sendable, Hashable {
        var options: String?
        var kind: String
        var key: String
        var comment: String?

        var line: String { [options, kind, key, comment].compactMap { $0 }.joined(separator: " ") }

        /// `nil` for a comment, an empty line, and what is no key.
        init?(_ line: String) {
            let words = Self.words(line.trimmed)
            guard !line.trimmed.hasPrefix("#"), let index = words.prefix(2).firstIndex(where: Self.isKind),
                words.count > index + 1
            else { return nil }
            options = index == 1 ? words[0] : nil
            kind = words[index]
            key = words[index + 1]
            comment = words.count > index + 2 ? words[(index + 2)...].joined(separator: " ") : nil
        }

        private static func isKind(_ word: String) -> Bool {
            ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"].contains { word.hasPrefix($0) }
        }

        /// Words separated by spaces; options may hold spaces between quotes.
        private static func words(_ line: String) -> [String] {
            var words: [String] = []
            var (word, isQuoted, previous) = ("", false, Character(" "))
            for character in line {
                if character == "\"", previous != "\\" { isQuoted.toggle() }
                if character.isWhitespace, !isQuoted {
                    if !word.isEmpty { words.append(word) }
                    word = ""
                } else {
                    word.append(character)
                }
                previous = character
            }
            return word.isEmpty ? words : words + [word]
        }
    }

    private(set) var lines: [String]

    init(_ text: String) { lines = text.split(whereSeparator: \.isNewline).map(String.init) }

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// Allows a key: once, and with these options and this comment.
    mutating func allow(_ entry: Entry) {
        let indices = lines.indices.filter { Entry(lines[$0])?.key == entry.key }
        guard let first = indices.first else { return lines.append(entry.line) }
        if Entry(lines[first]) != entry { lines[first] = entry.line }
        for index in indices.dropFirst().reversed() { lines.remove(at: index) }
    }

    mutating func forbid(_ entry: Entry) { lines.removeAll { Entry($0)?.key == entry.key } }

    /// Forbids all keys but these.
    mutating func forbidOthers(than entries: [Entry]) {
        let kept = Set(entries.map(\.key))
        lines.removeAll { line in Entry(line).map { !kept.contains($0.key) } ?? false }
    }
}
