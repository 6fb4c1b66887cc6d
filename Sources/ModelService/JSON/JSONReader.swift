/// What is wrong with a JSON text, and where.
struct JSONMistake: Error, Equatable {
    let offset: Int
    let message: String
}

/// Reads JSON (RFC 8259) from front to back, one token at a time: whoever knows what must come builds nothing else.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    func mistake(_ message: String) -> JSONMistake {
        JSONMistake(offset: offset, message: message)
    }

    /// The next byte that is not white space, unread; nothing at the end.
    mutating func peek() -> UInt8? {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            case let byte: return byte
            }
        }
        return nil
    }

    /// Passes over a byte, if it is the next one.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: byte) else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar) throws(JSONMistake) {
        guard take(byte) else { throw mistake("`\(byte)` is missing") }
    }

    /// Nothing may follow the outermost value.
    mutating func expectEnd() throws(JSONMistake) {
        guard peek() == nil else { throw mistake("something follows the value") }
    }

    mutating func word(_ word: StaticString) throws(JSONMistake) {
        let end = offset + word.utf8CodeUnitCount
        guard matches(word, at: offset) else { throw mistake("this is no value") }
        offset = end
    }

    /// A number; whether it fits where it goes is for the caller to say.
    mutating func number() throws(JSONMistake) -> Double {
        _ = peek()
        let start = offset
        let isNegative = takeNow(UInt8(ascii: "-"))
        var digits: UInt64 = 0
        var exponent = 0
        let whole = takeDigits(&digits)
        guard whole > 0, whole == 1 || bytes[offset - whole] != UInt8(ascii: "0") else {
            throw mistake("this is no number")
        }
        var count = whole
        if takeNow(UInt8(ascii: ".")) {
            let fraction = takeDigits(&digits)
            guard fraction > 0 else { throw mistake("a number has no digits after its point") }
            exponent = -fraction
            count += fraction
        }
        exponent += try takeExponent()
        // Exact in binary: both numbers have no rounding, so the result has one (Clinger 1990).
        if count <= 19, digits < 1 << 53, exponent >= -22, exponent <= 22 {
            let value = exponent < 0 ? Double(digits) / powersOfTen[-exponent] : Double(digits) * powersOfTen[exponent]
            return isNegative ? -value : value
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw mistake("the number is out of range") }
        return value
    }

    /// A string with its escapes resolved.
    mutating func string() throws(JSONMistake) -> String {
        try expect("\"")
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            guard bytes[offset] >= 0x20 else { throw mistake("a string has a control character") }
            offset += 1
        }
        var text = [UInt8](bytes[start..<offset])
        while !takeNow(UInt8(ascii: "\"")) { try takeCharacter(into: &text) }
        guard let string = String(validating: text, as: UTF8.self) else { throw mistake("a string is not UTF-8") }
        return string
    }

    /// Whether the next value is this string, written without escapes; it is passed over if so.
    mutating func take(key: StaticString) -> Bool {
        guard peek() == UInt8(ascii: "\"") else { return false }
        let length = key.utf8CodeUnitCount
        guard matches(key, at: offset + 1), offset + length + 1 < bytes.count,
            bytes[offset + length + 1] == UInt8(ascii: "\"")
        else { return false }
        offset += length + 2
        return true
    }
}

extension JSONReader {
    private func matches(_ text: StaticString, at start: Int) -> Bool {
        let text = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return start + text.count <= bytes.count && text.elementsEqual(bytes[start..<start + text.count])
    }

    private mutating func takeNow(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// - Returns: How many digits there were; their value wraps after nineteen, which the caller checks.
    private mutating func takeDigits(_ value: inout UInt64) -> Int {
        let start = offset
        while offset < bytes.count, case let digit = bytes[offset] &- 0x30, digit < 10 {
            value = value &* 10 &+ UInt64(digit)
            offset += 1
        }
        return offset - start
    }

    private mutating func takeExponent() throws(JSONMistake) -> Int {
        guard takeNow(UInt8(ascii: "e")) || takeNow(UInt8(ascii: "E")) else { return 0 }
        let isNegative = takeNow(UInt8(ascii: "-"))
        if !isNegative { _ = takeNow(UInt8(ascii: "+")) }
        var value: UInt64 = 0
        guard case let count = takeDigits(&value), count > 0 else { throw mistake("a number has an empty exponent") }
        let bounded = count < 6 ? Int(value) : 100_000
        return isNegative ? -bounded : bounded
    }

    private mutating func takeCharacter(into text: inout [UInt8]) throws(JSONMistake) {
        guard offset < bytes.count else { throw mistake("a string does not end") }
        let byte = bytes[offset]
        guard byte >= 0x20 else { throw mistake("a string has a control character") }
        offset += 1
        guard byte == UInt8(ascii: "\\") else { return text.append(byte) }
        guard offset < bytes.count else { throw mistake("a string does not end") }
        let escape = bytes[offset]
        offset += 1
        switch Unicode.Scalar(escape) {
        case "\"", "\\", "/": text.append(escape)
        case "b": text.append(0x08)
        case "f": text.append(0x0C)
        case "n": text.append(0x0A)
        case "r": text.append(0x0D)
        case "t": text.append(0x09)
        case "u": text += String(Character(try takeScalar())).utf8
        default: throw mistake("a string has an unknown escape")
        }
    }

    /// A scalar of four digits, or of two pairs of surrogates.
    private mutating func takeScalar() throws(JSONMistake) -> Unicode.Scalar {
        let first = try takeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, takeNow(UInt8(ascii: "\\")), takeNow(UInt8(ascii: "u")), case let second = try takeUnit(),
            (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + second - 0xDC00)
        else { throw mistake("a string has half a surrogate pair") }
        return scalar
    }

    private mutating func takeUnit() throws(JSONMistake) -> UInt32 {
        let end = min(offset + 4, bytes.count)
        guard let unit = UInt32(String(decoding: bytes[offset..<end], as: UTF8.self), radix: 16), end == offset + 4,
            bytes[offset] != UInt8(ascii: "+"), bytes[offset] != UInt8(ascii: "-")
        else { throw mistake("an escape needs four hexadecimal digits") }
        offset = end
        return unit
    }
}

private let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
