extension PythonLiteral {
    mutating func word() -> Tree? {
        switch takeName() {
        case "True": .scalar(true)
        case "False": .scalar(false)
        case "None": .scalar(.null)
        case "true" where readsJSON: .scalar(true)
        case "false" where readsJSON: .scalar(false)
        case "null" where readsJSON: .scalar(.null)
        default: nil
        }
    }

    private mutating func takeName() -> String {
        let start = index
        while let byte = peek, byte.isOfWord { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    mutating func number() -> Tree? {
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative || peek == UInt8(ascii: "+") {
            index += 1
            skipBlanks()
        }
        let start = index
        while let byte = peek, byte.isOfWord || byte == UInt8(ascii: ".") || isSignOfExponent(byte, from: start) {
            index += 1
        }
        switch Python.number(literal: String(decoding: bytes[start..<index], as: UTF8.self)) {
        case .int(let value)?: return .scalar(.int(isNegative ? -value : value))
        case .big(let value)?: return .scalar(Value(isNegative ? -value : value))
        case .double(let value)?: return .scalar(.double(isNegative ? -value : value))
        default: return nil
        }
    }

    private func isSignOfExponent(_ byte: UInt8, from start: Int) -> Bool {
        (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && index > start
            && bytes[index - 1] | 0x20 == UInt8(ascii: "e")
    }

    /// One string, or several behind each other, which are one.
    mutating func strings() -> Tree? {
        var text = ""
        while stringBegins {
            guard let next = string() else { return nil }
            text += next
            skipBlanks()
        }
        return .scalar(.string(text))
    }

    var stringBegins: Bool { bytes[index...].prefix(2).drop { $0.isPrefix }.first?.isQuote == true }

    private mutating func string() -> String? {
        let isRaw = peek.map { $0 | 0x20 } == UInt8(ascii: "r")
        if peek?.isPrefix == true { index += 1 }
        guard let quote = peek else { return nil }
        let isTriple = isTriple(quote)
        index += isTriple ? 3 : 1
        let start = index
        while let byte = peek {
            if byte == UInt8(ascii: "\\") {
                index = Swift.min(index + 2, bytes.count)
            } else if isTriple ? self.isTriple(quote) : byte == quote {
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                index += isTriple ? 3 : 1
                return isRaw ? text : StringEscapes.literal(text)
            } else if !isTriple, byte == .lineFeed {
                return nil
            } else {
                index += 1
            }
        }
        return nil
    }

    private func isTriple(_ quote: UInt8) -> Bool { bytes[index...].starts(with: [quote, quote, quote]) }
}

extension UInt8 {
    fileprivate var isQuote: Bool { self == UInt8(ascii: "'") || self == UInt8(ascii: "\"") }
    /// Of a string: `u` says nothing, `r` leaves backslashes as they are.
    fileprivate var isPrefix: Bool { self | 0x20 == UInt8(ascii: "u") || self | 0x20 == UInt8(ascii: "r") }
    /// A letter, a digit, an underscore, or part of a character beyond ASCII.
    fileprivate var isOfWord: Bool {
        (self | 0x20 >= 97 && self | 0x20 <= 122) || (self >= 48 && self <= 57) || self == 95 || self >= 128
    }
}
