/// Words, numbers and strings.
extension JSONParser {
    mutating func word() throws(JSONError) -> Value {
        let start = position
        while let byte = peek, isWordByte(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let constant = constant(text) { return constant }
        guard let number = JSONNumber.value(of: text) else {
            position = start
            throw failure("a value is expected")
        }
        return number
    }

    private func constant(_ text: String) -> Value? {
        switch text {
        case "true": .bool(true)
        case "false": .bool(false)
        case "null": .null
        case "NaN": .double(.nan)
        case "Infinity": .double(.infinity)
        case "-Infinity": .double(-.infinity)
        default: nil
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        var content: [UInt8] = []
        var runStart = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                content.append(contentsOf: bytes[runStart..<position])
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content.append(contentsOf: bytes[runStart..<position])
                try escape(into: &content)
                runStart = position
            case 0..<0x20: throw failure("a control character in a string")
            default:
                if byte & 0xC0 == 0x80 { continuations += 1 }
                position += 1
            }
        }
        throw failure("a string is not closed")
    }

    private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
        position += 1
        guard let kind = peek else { throw failure("a string is not closed") }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: Array(String(try codePoint()).utf8))
        default:
            position -= 2
            throw failure("an unknown escape sequence in a string")
        }
    }

    /// The scalar of `\uXXXX` or of two such halves.
    ///
    /// A half without its other stands for a byte that is not UTF-8 if it is one of those that Python makes of such
    /// (see HostText); any other is a replacement character.
    private mutating func codePoint() throws(JSONError) -> Unicode.Scalar {
        let first = try unit()
        guard first & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(first & 0xFF80 == 0xDC80 ? 0x10FF00 + first & 0xFF : first) ?? "\u{FFFD}" }
        let restart = position
        position += 2
        let second = try unit()
        guard second & 0xFC00 == 0xDC00 else {
            position = restart
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF)) ?? "\u{FFFD}"
    }

    private mutating func unit() throws(JSONError) -> UInt32 {
        let end = position + 4
        guard end <= bytes.count,
            let unit = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
            bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
        else { throw failure("four hexadecimal digits are expected after \\u") }
        position = end
        return unit
    }
}

/// Numbers as JSON writes them.
enum JSONNumber {
    /// `nil` if the text is no JSON number. An integer of more digits than Python reads stays text, so that none is lost.
    static func value(of text: String) -> Value? {
        var scanner = ByteScanner(text)
        _ = scanner.skip(anyOf: "-")
        if !scanner.skip(anyOf: "0") {
            guard scanner.peek != UInt8(ascii: "0"), skipDigits(&scanner) else { return nil }
        }
        if scanner.isAtEnd {
            let isNegative = text.utf8.first == UInt8(ascii: "-")
            return Value(digits: isNegative ? text.dropFirst() : text[...], isNegative: isNegative) ?? .string(text)
        }
        if scanner.skip(anyOf: "."), !skipDigits(&scanner) { return nil }
        if scanner.skip(anyOf: "eE") {
            _ = scanner.skip(anyOf: "+-")
            guard skipDigits(&scanner) else { return nil }
        }
        return scanner.isAtEnd ? Double(text).map { .double($0) } : nil
    }

    private static func skipDigits(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.position
        scanner.skip { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return scanner.position > start
    }
}
