import Values

/// The escapes of Python's string literals.
enum StringEscapes {
    /// The text a literal's inside stands for; an unknown escape stands for itself, backslash included.
    static func decode(_ literal: String) -> String {
        var result = String.UnicodeScalarView()
        let scalars = Array(literal.unicodeScalars)
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "\\", index + 1 < scalars.count else {
                result.append(scalars[index])
                index += 1
                continue
            }
            index = decodeEscape(scalars, at: index + 1, into: &result)
        }
        return String(result)
    }

    private static let simple: [Unicode.Scalar: Unicode.Scalar] = [
        "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}",
        "f": "\u{0C}", "v": "\u{0B}",
    ]
    private static let digitsOf: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

    /// Decodes what stands behind a backslash; answers where to go on.
    private static func decodeEscape(
        _ scalars: [Unicode.Scalar], at index: Int, into result: inout String.UnicodeScalarView
    ) -> Int {
        let letter = scalars[index]
        if letter == "\n" { return index + 1 }
        if let plain = simple[letter] {
            result.append(plain)
            return index + 1
        }
        if let digits = digitsOf[letter], let scalar = scalar(scalars, from: index + 1, digits: digits, radix: 16) {
            result.append(scalar)
            return index + 1 + digits
        }
        let octal = scalars[index...].prefix(3).prefix { ("0"..."7").contains($0) }.count
        if octal > 0, let scalar = scalar(scalars, from: index, digits: octal, radix: 8) {
            result.append(scalar)
            return index + octal
        }
        result.append("\\")
        result.append(letter)
        return index + 1
    }

    private static func scalar(_ scalars: [Unicode.Scalar], from: Int, digits: Int, radix: Int) -> Unicode.Scalar? {
        guard from + digits <= scalars.count else { return nil }
        let text = String(scalars: scalars[from..<(from + digits)])
        return UInt32(text, radix: radix).flatMap(Unicode.Scalar.init)
    }
}
