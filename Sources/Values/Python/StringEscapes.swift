/// What stands behind backslashes: `\n`, `\x41`, `\u00e9`, `\\` and their kin. Unknown escapes stay as they are.
package enum StringEscapes {
    /// Those of Python's string literals, with octal digits and line breaks.
    package static func decodeLiteral(_ text: String) -> String { decode(text, isLiteral: true) }

    /// The same; `nil` where Python takes the text for no literal, because digits are missing or a name is meant.
    package static func literal(_ text: String) -> String? {
        var rest = text.unicodeScalars[...]
        while let first = rest.popFirst() {
            guard first == "\\", let kind = rest.first else { continue }
            if kind == "N" || hexadecimalDigits[kind] != nil && coded(rest) == nil { return nil }
            rest = rest.dropFirst()
        }
        return decodeLiteral(text)
    }

    /// Those that Ansible decodes in `key=value` text, which has neither octal digits nor continued lines.
    package static func decode(_ text: String) -> String { decode(text, isLiteral: false) }

    private static func decode(_ text: String, isLiteral: Bool) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let first = rest.popFirst() {
            guard first == "\\", let escape = coded(rest) ?? (isLiteral ? literal(rest) : nil) else {
                result.append(first)
                continue
            }
            if let scalar = escape.scalar { result.append(scalar) }
            rest = rest.dropFirst(escape.length)
        }
        return String(result)
    }

    /// What the letters behind a backslash stand for, and how many they are.
    private typealias Escape = (scalar: Unicode.Scalar?, length: Int)

    private static func coded(_ letters: Substring.UnicodeScalarView) -> Escape? {
        guard let kind = letters.first else { return nil }
        if let simple = simple[kind] { return (simple, 1) }
        guard let digits = hexadecimalDigits[kind] else { return nil }
        return scalar(letters.dropFirst().prefix(digits), radix: 16, digits: digits).map { ($0, digits + 1) }
    }

    private static func literal(_ letters: Substring.UnicodeScalarView) -> Escape? {
        if letters.first == "\n" { return (nil, 1) }
        let octal = letters.prefix(3).prefix { ("0"..."7").contains($0) }
        return scalar(octal, radix: 8, digits: octal.count).map { ($0, octal.count) }
    }

    private static func scalar(
        _ letters: Substring.UnicodeScalarView, radix: Int, digits: Int
    ) -> Unicode.Scalar? {
        guard digits > 0, letters.count == digits, letters.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        return UInt32(String(letters), radix: radix).flatMap(Unicode.Scalar.init)
    }

    private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
        "v": "\u{B}",
    ]
    private static let hexadecimalDigits: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
}
