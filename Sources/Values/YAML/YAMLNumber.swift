/// YAML 1.1 numbers as PyYAML reads them: `0644` is octal, `0o644` text, `1:30` ninety, `1e3` text, `1.0e+3` a float.
enum YAMLNumber {
    /// Whether plain text is an integer or a float; `nil` if it is neither.
    static func kind(of text: String) -> YAMLScalar.Kind? {
        var scanner = ByteScanner(text)
        let isSigned = scanner.skip(anyOf: "+-")
        if scanner.skip(anyOf: ".") { return isPointFirst(&scanner, isSigned) ? .float : nil }
        guard let first = scanner.peek, isDigit(first) else { return nil }
        if first == UInt8(ascii: "0"), isBased(scanner) { return .integer }
        scanner.skip(while: isDigitOrGap)
        let isSexagesimal = scanner.skipSexagesimals()
        if scanner.isAtEnd {
            return first != UInt8(ascii: "0") || (scanner.position == (isSigned ? 2 : 1)) ? .integer : nil
        }
        guard scanner.skip(anyOf: ".") else { return nil }
        scanner.skip(while: isDigitOrGap)
        if !isSexagesimal, !scanner.isAtEnd { scanner.skipExponent() }
        return scanner.isAtEnd ? .float : nil
    }

    /// The integer; text that keeps its digits where it has more than Python reads; `nil` if it is none.
    static func integer(_ text: String) -> Value? {
        let isNegative = text.hasPrefix("-")
        var digits = text.replacing("_", with: "").trimmed[...]
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        guard let first = digits.utf8.first, isDigit(first) else { return nil }
        if digits.contains(":") { return sexagesimal(digits).map { .int(isNegative ? -$0 : $0) } }
        let (number, radix) = based(digits)
        guard !number.isEmpty, number.utf8.allSatisfy({ isDigit($0, radix: radix) }) else { return nil }
        return Value(digits: number, radix: radix, isNegative: isNegative) ?? .string(text)
    }

    static func float(_ text: String) -> Value? {
        let isNegative = text.hasPrefix("-")
        var digits = text.replacing("_", with: "").lowercased().trimmed[...]
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        let size: Double?
        switch digits {
        // Without a point only behind an explicit tag.
        case ".inf", "inf", "infinity": size = .infinity
        case ".nan", "nan": size = .nan
        case _ where digits.contains(":"): size = sexagesimal(digits)
        default: size = decimal(digits)
        }
        return size.map { .double(isNegative ? -$0 : $0) }
    }

    private static func decimal(_ digits: Substring) -> Double? {
        guard let first = digits.utf8.first, isDigit(first) || first == UInt8(ascii: ".") else { return nil }
        return digits.contains("x") ? nil : Double(digits)
    }

    private static func based(_ digits: Substring) -> (Substring, radix: Int) {
        if digits.hasPrefix("0b") { return (digits.dropFirst(2), 2) }
        if digits.hasPrefix("0x") { return (digits.dropFirst(2), 16) }
        // `0o` is text unless a tag says otherwise.
        return (digits.hasPrefix("0o") ? digits.dropFirst(2) : digits, digits.hasPrefix("0") ? 8 : 10)
    }

    private static func sexagesimal(_ digits: Substring) -> Int? {
        var sum = 0
        for part in digits.split(separator: ":") {
            guard let number = Int(part) else { return nil }
            let (shifted, overflow) = sum.multipliedReportingOverflow(by: 60)
            let (next, carry) = shifted.addingReportingOverflow(number)
            guard !overflow, !carry else { return nil }
            sum = next
        }
        return sum
    }

    private static func sexagesimal(_ digits: Substring) -> Double? {
        var sum = 0.0
        var base = 1.0
        for part in digits.split(separator: ":").reversed() {
            guard let number = Double(part) else { return nil }
            sum += number * base
            base *= 60
        }
        return sum
    }

    /// `.5`, `.inf`, `.nan`: what may follow a leading point. Only infinity may have a sign.
    private static func isPointFirst(_ scanner: inout ByteScanner, _ isSigned: Bool) -> Bool {
        let rest = scanner.rest
        if ["inf", "Inf", "INF"].contains(rest) { return true }
        guard !isSigned else { return false }
        if ["nan", "NaN", "NAN"].contains(rest) { return true }
        guard let first = scanner.peek, isDigit(first) else { return false }
        scanner.skip(while: isDigitOrGap)
        if !scanner.isAtEnd { scanner.skipExponent() }
        return scanner.isAtEnd
    }

    /// `0b1`, `0x1f`, `017`: a zero with a base and digits of that base up to the end.
    private static func isBased(_ scanner: ByteScanner) -> Bool {
        var scanner = scanner
        _ = scanner.skip(anyOf: "0")
        let radix = scanner.skip(anyOf: "b") ? 2 : scanner.skip(anyOf: "x") ? 16 : 8
        guard !scanner.isAtEnd else { return false }
        scanner.skip { $0 == UInt8(ascii: "_") || isDigit($0, radix: radix) }
        return scanner.isAtEnd
    }

    private static func isDigit(_ byte: UInt8) -> Bool { isDigit(byte, radix: 10) }

    private static func isDigitOrGap(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || isDigit(byte) }

    private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) < radix
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
        default: false
        }
    }
}

/// Walks over the bytes of a short text.
struct ByteScanner {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }
    var peek: UInt8? { isAtEnd ? nil : bytes[position] }
    var rest: String { String(decoding: bytes[position...], as: UTF8.self) }

    mutating func skip(anyOf set: StaticString) -> Bool {
        guard let byte = peek, set.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        position += 1
        return true
    }

    mutating func skip(while matches: (UInt8) -> Bool) {
        while let byte = peek, matches(byte) { position += 1 }
    }

    /// Takes up to `most` digits and returns them as a number; `nil` if there are fewer than `least`.
    mutating func number(_ least: Int, _ most: Int) -> Int? {
        let start = position
        while position - start < most, let byte = peek, byte >= 48, byte <= 57 { position += 1 }
        guard position - start >= least else { return nil }
        return bytes[start..<position].reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    /// Takes `:30` as often as it comes; each part is below sixty.
    mutating func skipSexagesimals() -> Bool {
        let start = position
        while peek == UInt8(ascii: ":") {
            let before = position
            position += 1
            let isTens = skip(anyOf: "012345")
            guard skip(anyOf: "0123456789") || isTens else {
                position = before
                break
            }
        }
        return position > start
    }

    /// Takes `e+10`; the sign is a must, as in PyYAML. Leaves the position unchanged if there is none.
    mutating func skipExponent() {
        let start = position
        guard skip(anyOf: "eE"), skip(anyOf: "+-"), number(1, .max) != nil else {
            position = start
            return
        }
    }
}
