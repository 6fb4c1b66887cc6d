/// Text of the form `key=value other="two words"`, with or without free words between: arguments of a task in one text,
/// a command with options before or behind it, `-e`, terms of lookups.
///
/// Source: Ansible's page "Playbook syntax" and the behaviour of ansible-core 2.18 (`parse_kv`).
package struct KeyValueText: Sendable {
    package struct Pair: Sendable {
        package let name: String
        /// Without quotes around it; escapes such as `\n` and `\x41` are decoded.
        package let value: String
        /// Line and columns of name and value in the text, counted from 1.
        package let line: Int
        package let nameColumn: Int
        package let valueColumn: Int
    }

    /// The pairs in the order of the text.
    package private(set) var pairs: [Pair] = []
    /// The words that are no pairs, put together again as they stood; `nil` if there are none.
    package private(set) var rest: String?
    /// Where the words of ``rest`` begin in it, and where they stand in the text.
    package private(set) var anchors: [Anchor] = []

    package struct Anchor: Sendable {
        package let line: Int
        package let column: Int
        package let word: KeyValueWords.Word
    }

    /// Names that commands take as options; all other `a=b` belong to the command.
    private static let commandOptions: Set<String> = [
        "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends",
    ]

    /// - Parameter isCommand: Whether only options of commands are pairs.
    /// - Throws: ``KeyValueWords/Unbalanced`` if a quote or a template is not closed.
    package init(_ text: String, isCommand: Bool = false) throws(KeyValueWords.Unbalanced) {
        for word in try KeyValueWords(text).words { take(word, isCommand: isCommand) }
    }

    private mutating func take(_ word: KeyValueWords.Word, isCommand: Bool) {
        let decoded = StringEscapes.decode(word.text)
        guard decoded.utf8.contains(UInt8(ascii: "=")) else { return append(word.text, word) }
        guard let sign = decoded.firstUnescapedEqualsSign else {
            return append(decoded.replacingScalars("\\=", with: "="), word)
        }
        let name = String(decoded.unicodeScalars[..<sign])
        if isCommand, !Self.commandOptions.contains(name) { return append(word.text, word) }
        let value = String(decoded.unicodeScalars[sign...].dropFirst()).trimmed
        let offset = name.unicodeScalars.count + 1 + (value.isQuoted ? 1 : 0)
        pairs.append(
            Pair(
                name: name.trimmed, value: value.unquoted, line: word.line, nameColumn: word.column,
                valueColumn: word.column + offset))
    }

    private mutating func append(_ text: String, _ word: KeyValueWords.Word) {
        var front = rest ?? ""
        if !front.isEmpty, front.utf8.last != UInt8(ascii: "\n") { front += " " }
        let lines = front.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        anchors.append(Anchor(line: lines.count, column: (lines.last?.count ?? 0) + 1, word: word))
        rest = front + text
    }
}

extension String {
    /// The first `=` that is neither the first character nor behind a backslash.
    fileprivate var firstUnescapedEqualsSign: Index? {
        var previous: Unicode.Scalar?
        for index in unicodeScalars.indices {
            if unicodeScalars[index] == "=", let previous, previous != "\\" { return index }
            previous = unicodeScalars[index]
        }
        return nil
    }

    /// Whether the same quotes stand around the whole, the closing one not behind a backslash.
    fileprivate var isQuoted: Bool {
        guard unicodeScalars.count > 1, let first = utf8.first, first == utf8.last else { return false }
        return (first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")) && utf8.dropLast().last != UInt8(ascii: "\\")
    }

    /// The text without the quotes that enclose it, as Ansible's `unquote`.
    package var unquoted: String { isQuoted ? String(unicodeScalars.dropFirst().dropLast()) : self }
}
