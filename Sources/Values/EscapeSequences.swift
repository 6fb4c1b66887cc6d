/// The escapes that Ansible decodes in `key=value` text: `\n`, `\x41`, `\u00e9`, `\\` and their kin.
package enum EscapeSequences {
    /// Other backslashes stay as they are.
    package static func decode(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let first = rest.popFirst() {
            guard first == "\\", let (scalar, width) = escape(rest) else {
                result.append(first)
                continue
            }
            result.append(scalar)
            rest = rest.dropFirst(width)
        }
        return String(result)
    }

    /// What the letters behind a backslash stand for, and how many they are.
    private static func escape(_ letters: Substring.UnicodeScalarView) -> (Unicode.Scalar, Int)? {
        guard let kind = letters.first else { return nil }
        if let simple = simple(kind) { return (simple, 1) }
        guard let digits = hexadecimalDigits(kind) else { return nil }
        let code = String(letters.dropFirst().prefix(digits))
        guard code.utf8.count == digits, let value = UInt32(code, radix: 16), let scalar = Unicode.Scalar(value) else {
            return nil
        }
        return (scalar, digits + 1)
    }

    private static func simple(_ letter: Unicode.Scalar) -> Unicode.Scalar? {
        switch letter {
        case "\\", "'", "\"": letter
        case "a": "\u{7}"
        case "b": "\u{8}"
        case "f": "\u{C}"
        case "n": "\n"
        case "r": "\r"
        case "t": "\t"
        case "v": "\u{B}"
        default: nil
        }
    }

    private static func hexadecimalDigits(_ letter: Unicode.Scalar) -> Int? {
        switch letter {
        case "x": 2
        case "u": 4
        case "U": 8
        default: nil
        }
    }
}
