extension Double {
    /// The text of Python's `repr`: the shortest digits that read back alike, `1e+16` from there on, `1e-05`.
    package var pythonText: String {
        guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
        guard self != 0 else { return sign == .minus ? "-0.0" : "0.0" }
        let (digits, exponent) = magnitude.shortestDigits
        let text = -4 <= exponent && exponent < 16 ? Self.fixed(digits, exponent) : Self.scientific(digits, exponent)
        return self < 0 ? "-" + text : text
    }

    /// The significant digits, and the power of ten of the first one. For positive numbers.
    private var shortestDigits: (digits: String, exponent: Int) {
        let parts = description.split(separator: "e", maxSplits: 1)
        let mantissa = parts[0].split(separator: ".", maxSplits: 1)
        let whole = mantissa[0]
        let all = String(whole) + (mantissa.count > 1 ? String(mantissa[1]) : "")
        let zeros = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(zeros))
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (digits, whole.count - 1 - zeros + power)
    }

    private static func fixed(_ digits: String, _ exponent: Int) -> String {
        guard exponent >= 0 else { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        let padding = String(repeating: "0", count: Swift.max(0, exponent + 2 - digits.count))
        let padded = digits + padding
        return padded.prefix(exponent + 1) + "." + padded.dropFirst(exponent + 1)
    }

    private static func scientific(_ digits: String, _ exponent: Int) -> String {
        let fraction = digits.dropFirst()
        let size = String(abs(exponent))
        return String(digits.prefix(1)) + (fraction.isEmpty ? "" : "." + fraction) + "e" + (exponent < 0 ? "-" : "+")
            + (size.count < 2 ? "0" : "") + size
    }
}
