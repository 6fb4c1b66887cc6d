import Values

/// Arguments written as one text: `src=a dest="b c"`, or a command with options before or behind it.
///
/// Source: Ansible's page "Playbook syntax" and the behaviour of ansible-core 2.18: words are split at blanks outside
/// of quotes and of `{{ }}`, `{% %}`, `{# #}`.
struct FreeForm {
    struct Pair {
        let name: String
        let value: String
        /// Line and columns of name and value in the text, counted from 1.
        let line: Int
        let nameColumn: Int
        let valueColumn: Int
    }

    /// The pairs in the order of the text.
    private(set) var pairs: [Pair] = []
    /// The words that are no pairs, put together again as they stood; `nil` if there are none.
    private(set) var rest: String?
    /// Where the words of ``rest`` begin in it, and where they stand in the text.
    private(set) var anchors: [Anchor] = []

    struct Anchor {
        let line: Int
        let column: Int
        let word: FreeFormWords.Word
    }

    /// Names that commands take as options; all other `a=b` belong to the command.
    static let commandOptions: Set<String> = [
        "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends",
    ]

    /// - Parameter isCommand: Whether only ``commandOptions`` are pairs.
    /// - Throws: ``FreeFormWords/Unbalanced`` if a quote or a template is not closed.
    init(_ text: String, isCommand: Bool) throws(FreeFormWords.Unbalanced) {
        for word in try FreeFormWords(text).words { take(word, isCommand: isCommand) }
    }

    private mutating func take(_ word: FreeFormWords.Word, isCommand: Bool) {
        let decoded = word.text.decodingEscapes
        guard decoded.contains("=") else { return append(word.text, word) }
        guard let sign = decoded.firstUnescapedEqualsSign else {
            return append(decoded.replacing("\\=", with: "="), word)
        }
        let name = String(decoded[..<sign])
        if isCommand, !Self.commandOptions.contains(name) { return append(word.text, word) }
        let value = decoded[decoded.index(after: sign)...].trimmed
        let offset = name.unicodeScalars.count + 1 + (value.isQuoted ? 1 : 0)
        pairs.append(
            Pair(
                name: name.trimmed, value: value.unquoted, line: word.line, nameColumn: word.column,
                valueColumn: word.column + offset))
    }

    private mutating func append(_ text: String, _ word: FreeFormWords.Word) {
        var front = rest ?? ""
        if !front.isEmpty, !front.hasSuffix("\n") { front += " " }
        let lines = front.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        anchors.append(Anchor(line: lines.count, column: (lines.last?.count ?? 0) + 1, word: word))
        rest = front + text
    }
}

extension String {
    /// The first `=` that is neither the first character nor behind a backslash.
    fileprivate var firstUnescapedEqualsSign: Index? {
        var previous: Character?
        for index in indices {
            if self[index] == "=", let previous, previous != "\\" { return index }
            previous = self[index]
        }
        return nil
    }

    fileprivate var isQuoted: Bool {
        guard count > 1, let first, first == last, first == "'" || first == "\"" else { return false }
        return dropLast().last != "\\"
    }

    fileprivate var unquoted: String { isQuoted ? String(dropFirst().dropLast()) : self }

    /// With the escapes that Python's strings know replaced by what they stand for.
    var decodingEscapes: String {
        guard contains("\\") else { return self }
        var decoded = String.UnicodeScalarView()
        var scalars = unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard scalar == "\\", let (character, length) = scalars.escaped else {
                decoded.append(scalar)
                continue
            }
            decoded.append(character)
            scalars = scalars.dropFirst(length)
        }
        return String(decoded)
    }
}

extension Substring.UnicodeScalarView {
    /// What the escape behind a backslash stands for, and how long it is.
    fileprivate var escaped: (Unicode.Scalar, Int)? {
        guard let first else { return nil }
        if let plain = Self.plainEscapes[first] { return (plain, 1) }
        guard let digits = Self.digitCounts[first] else { return nil }
        let number = dropFirst().prefix(digits)
        guard number.count == digits, let code = UInt32(String(number), radix: 16),
            let scalar = Unicode.Scalar(code)
        else { return nil }
        return (scalar, 1 + digits)
    }

    private static let plainEscapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        "v": "\u{B}",
    ]
    private static let digitCounts: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
}
