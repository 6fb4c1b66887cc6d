import Values

// Text of strangers – hosts, files, names – may come to people only through these.
extension String {
    /// The text without anything that a terminal or a CI system would obey, or that a reader could not see: control
    /// characters but line breaks and tabs, marks that turn the direction of writing, invisible characters and bytes
    /// that are no UTF-8 stand as `\x1b` or `\u202e`, and commands to CI systems begin with an escape.
    package var harmless: String {
        guard mayDoHarm else { return self }
        var shown = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if scalar.isHarmful(behind: previous) {
                shown.append(contentsOf: scalar.escaped.unicodeScalars)
            } else {
                shown.append(scalar)
            }
            previous = scalar
        }
        return String(shown).split(separator: "\n", omittingEmptySubsequences: false).map(\.withoutCommands)
            .joined(separator: "\n")
    }

    /// The same on one line, for names: nobody may write a line of the report by calling a task so.
    package var harmlessName: String { harmless.replacing("\n", with: "\\n") }

    /// Whether there is a byte that needs a second look. Most texts have none.
    private var mayDoHarm: Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            if byte < 0x20 && byte != 10 && byte != 9 || byte >= 0x7F { return true }
            if byte == previous, byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return true }
            previous = byte
        }
        return false
    }

    /// The text without `##[name]` and `##vso[…]`, which Azure, TeamCity and old versions of GitHub obey anywhere.
    ///
    /// - Parameter escape: What stands for the first of the two signs.
    func withoutCommands(as escape: String) -> String {
        guard contains("##") else { return self }
        return replacing(/##(?=[A-Za-z]*\[)/, with: escape + "#")
    }

    /// A document of JSON, in which two such signs stand only in texts, without such commands.
    var harmlessJSON: String { withoutCommands(as: "\\u0023") }

    /// The last part of a path.
    var fileName: String { split(separator: "/").last.map(String.init) ?? self }
}

extension Substring {
    /// The line without a command to a CI system, also not `::name …::` at its beginning, which GitHub obeys.
    fileprivate var withoutCommands: String {
        let text = String(self).withoutCommands(as: "\\u0023")
        let content = text.drop(while: \.isWhitespace)
        let words = content.dropFirst(2)
        guard content.hasPrefix("::"), words.first?.isLetter == true, words.contains("::") else { return text }
        return text[..<content.startIndex] + "\\u003a" + content.dropFirst()
    }
}

extension Unicode.Scalar {
    /// Whether a terminal obeys it, or a person does not see it. An emoji may be joined and be given its colour.
    fileprivate func isHarmful(behind previous: Unicode.Scalar?) -> Bool {
        if value < 0x7F { return value < 0x20 && value != 10 && value != 9 }
        if value <= 0x9F || value == 0x2028 || value == 0x2029 || value >= Self.firstByte { return true }
        guard properties.isDefaultIgnorableCodePoint else { return false }
        let isOfEmoji = value == 0x200D || (0xFE0E...0xFE0F).contains(value)
        return !(isOfEmoji && previous.map { $0.properties.isEmoji || $0.value == 0xFE0F } == true)
    }

    /// From here on scalars stand for bytes that are no UTF-8: see `HostText.swift`.
    private static let firstByte: UInt32 = 0x10FF00

    fileprivate var escaped: String {
        let (code, prefix, width) =
            switch value {
            case Self.firstByte...: (value & 0xFF, "\\x", 2)
            case ...0xFF: (value, "\\x", 2)
            case ...0xFFFF: (value, "\\u", 4)
            default: (value, "\\U", 8)
            }
        return prefix + String(code, radix: 16).zeroFilled(width)
    }

    /// What stands for it in an excerpt, where each scalar has one column.
    var inExcerpt: Unicode.Scalar {
        if value < 0x20 { return " " }
        return isHarmful(behind: nil) ? "\u{FFFD}" : self
    }
}
