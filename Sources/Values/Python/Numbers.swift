extension Python {
    /// `int(text, base)`; `nil` if the text is no integer.
    package static func integer(of text: String, base: Int = 10) -> BigInteger? {
        var digits = westernDigits(strip(text)).lowercased()
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        guard !digits.isEmpty else { return nil }
        var base = base
        let known = radixes.first { digits.hasPrefix($0.prefix) && (base == $0.radix || base == 0) }
        if let known {
            digits.removeFirst(digits.utf8.dropFirst(2).first == UInt8(ascii: "_") ? 3 : 2)
            base = known.radix
        }
        guard (2...36).contains(base == 0 ? 10 : base), let last = digits.last, last != "_", digits.first != "_",
            !digits.contains("__"), digits.first != "-", digits.first != "+"
        else { return nil }
        let plain = digits.filter { $0 != "_" }
        // As in source text, where the base is not said.
        if base == 0, plain.hasPrefix("0"), plain.contains(where: { $0 != "0" }) { return nil }
        return BigInteger(plain, radix: base == 0 ? 10 : base, isNegative: isNegative)
    }

    /// `float(text)`; `nil` if the text is no number.
    package static func float(of text: String) -> Double? {
        let plain = westernDigits(strip(text)).lowercased()
        let isNegative = plain.hasPrefix("-")
        let unsigned = isNegative || plain.hasPrefix("+") ? plain.dropFirst() : plain[...]
        let magnitude: Double?
        switch unsigned {
        case "inf", "infinity": magnitude = .infinity
        case "nan": magnitude = .nan
        default: magnitude = isDecimal(unsigned) ? double(unsigned.filter { $0 != "_" }) : nil
        }
        return magnitude.map { isNegative ? -$0 : $0 }
    }

    /// Digits with a point, an exponent or both, as text has them: with zeros in front, and underscores between digits.
    private static func isDecimal(_ unsigned: Substring) -> Bool {
        let parts = unsigned.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        let sides = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.contains(where: { !$0.isEmpty }), sides.allSatisfy({ $0.isEmpty || isDigits($0) }) else {
            return false
        }
        guard parts.count > 1 else { return true }
        return isDigits(parts[1].hasPrefix("-") || parts[1].hasPrefix("+") ? parts[1].dropFirst() : parts[1])
    }

    private static func isDigits(_ text: Substring) -> Bool {
        let groups = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        return groups.allSatisfy { !$0.isEmpty && $0.allSatisfy(isDigit) }
    }

    /// The standard library wants digits on both sides of the point.
    private static func double(_ plain: String) -> Double? {
        let padded = plain.hasPrefix(".") ? "0" + plain : plain
        return Double(padded.hasSuffix(".") ? padded + "0" : padded.replacing(".e", with: ".0e"))
    }

    /// A number as Python source writes it, without a sign: no leading zeros, underscores between digits.
    package static func number(literal text: String) -> Value? {
        let lower = text.lowercased()
        for (prefix, radix) in radixes where lower.hasPrefix(prefix) {
            // An underscore may stand behind the prefix, too.
            return joined("0" + lower.dropFirst(2), isHexadecimal).flatMap { BigInteger($0, radix: radix) }
                .map { Value($0) }
        }
        guard let first = text.utf8.first, isDigit(first) || first == UInt8(ascii: "."),
            let plain = joined(text, isDigit)
        else { return nil }
        if plain.utf8.allSatisfy(isDigit) {
            let isOctalLike = plain.count > 1 && plain.hasPrefix("0") && plain.contains { $0 != "0" }
            return isOctalLike ? nil : BigInteger(plain, radix: 10).map { Value($0) }
        }
        let isDecimal = plain.utf8.allSatisfy { isDigit($0) || ".eE+-".utf8.contains($0) }
        let mantissa = plain.utf8.prefix { $0 | 32 != UInt8(ascii: "e") }
        guard isDecimal, mantissa.contains(where: isDigit) else { return nil }
        return double(plain).map { .double($0) }
    }

    /// Without its underscores; `nil` if one of them is not between digits.
    private static func joined(_ text: String, _ isDigit: (UInt8) -> Bool) -> String? {
        let underscore = UInt8(ascii: "_")
        guard text.utf8.contains(underscore) else { return text }
        let bytes = Array(text.utf8)
        for index in bytes.indices where bytes[index] == underscore {
            guard index > 0, index + 1 < bytes.count, isDigit(bytes[index - 1]), isDigit(bytes[index + 1])
            else { return nil }
        }
        return text.filter { $0 != "_" }
    }

    private static let radixes: [(prefix: String, radix: Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
    }

    /// Digits of other scripts count as those of ours.
    private static func westernDigits(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 128 }) { return text }
        return text.unicodeScalars.reduce(into: "") { out, scalar in
            if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                out += String(Int(value))
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Value {
    /// What the value is where Ansible wants an integer: a number without a fraction, or the text of one. Source: arguments
    /// and keywords of the type `int` of ansible-core 2.18, which read text as a decimal number.
    package var wholeNumber: Int? {
        switch self {
        case .int(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .double(let number): return Int(exactly: number)
        default: break
        }
        // Python's `Decimal` passes over underscores wherever they are.
        guard let plain = text?.trimmed.filter({ $0 != "_" }), plain == plain.trimmed else { return nil }
        return Python.integer(of: plain)?.small ?? Python.float(of: plain).flatMap(Int.init(exactly:))
    }

    /// What the value is where Ansible wants a number, as Python's `float` has it.
    package var decimalNumber: Double? {
        switch self {
        case .int(let number): Double(number)
        case .big(let number): number.double
        case .double(let number): number
        case .bool(let flag): flag ? 1 : 0
        default: text.flatMap(Python.float)
        }
    }
}
