/// A Python `int` of any size. Sign and magnitude; the magnitude has no zero limbs at its end.
package struct BigInteger: Sendable, Hashable {
    /// Bits of the largest number that is calculated with; more would only serve to exhaust time.
    package static let mostBits = 1 << 15
    /// Digits of the largest number that is written as text or read from it, as in Python.
    package static let mostDigits = 4300

    package let isNegative: Bool
    /// The magnitude, least significant first.
    package let limbs: [UInt32]

    package init(limbs: [UInt32], isNegative: Bool) {
        var limbs = limbs
        while limbs.last == 0 { limbs.removeLast() }
        self.limbs = limbs
        self.isNegative = isNegative && !limbs.isEmpty
    }

    package init(_ integer: Int) {
        let magnitude = integer.magnitude
        self.init(
            limbs: [UInt32(truncatingIfNeeded: magnitude), UInt32(truncatingIfNeeded: magnitude >> 32)],
            isNegative: integer < 0)
    }

    /// The whole part of a finite number.
    package init(_ double: Double) {
        let whole = double.magnitude.rounded(.down)
        if let small = Int(exactly: whole) {
            self.init(double < 0 ? -small : small)
        } else {
            let significand = BigInteger(Int(whole.significandBitPattern | 1 << 52))
            self.init(limbs: Self.shifted(significand.limbs, by: Int(whole.exponent) - 52), isNegative: double < 0)
        }
    }

    /// Digits without a sign.
    package init?(_ digits: some StringProtocol, radix: Int, isNegative: Bool = false) {
        guard !digits.isEmpty, radix & (radix - 1) == 0 || digits.utf8.count <= Self.mostDigits else { return nil }
        guard digits.utf8.count <= Self.mostBits / 4 else { return nil }
        var limbs: [UInt32] = []
        for digit in digits {
            guard let value = digit.hexDigitValue ?? Self.letter(digit), value < radix else { return nil }
            Self.multiply(&limbs, by: UInt32(radix), adding: UInt32(value))
        }
        self.init(limbs: limbs, isNegative: isNegative)
    }

    private static func letter(_ digit: Character) -> Int? {
        guard let ascii = digit.asciiValue, (97...122).contains(ascii | 32) else { return nil }
        return Int(ascii | 32) - 87
    }

    /// The same number if it fits 64 bits.
    package var small: Int? {
        guard limbs.count <= 2 else { return nil }
        let magnitude = limbs.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        if isNegative { return magnitude <= UInt64(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    package var bitCount: Int { limbs.last.map { limbs.count * 32 - $0.leadingZeroBitCount } ?? 0 }
    package var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

    /// The nearest floating-point number; infinity if all are smaller.
    package var double: Double {
        let excess = bitCount - 64
        guard excess > 0 else {
            let magnitude = limbs.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
            return Double(magnitude) * (isNegative ? -1 : 1)
        }
        // The lowest bit of 64 stands for all that are cut off, so that rounding sees them.
        var top = (0..<64).reduce(UInt64(0)) { $0 | (bit(excess + $1) ? 1 << UInt64($1) : 0) }
        if (0..<excess).contains(where: bit) { top |= 1 }
        return Double(sign: isNegative ? .minus : .plus, exponent: excess, significand: Double(top))
    }

    private func bit(_ index: Int) -> Bool { limbs[index / 32] >> UInt32(index % 32) & 1 == 1 }

    /// The digits without a sign.
    package func digits(radix: Int) -> String {
        guard !limbs.isEmpty else { return "0" }
        var rest = limbs
        var digits: [UInt8] = []
        while !rest.isEmpty {
            let digit = Self.divide(&rest, by: UInt32(radix))
            digits.append(UInt8(digit < 10 ? 48 + digit : 87 + digit))
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    /// The text of `str()`; `nil` if it would have too many digits.
    package var text: String? {
        guard bitCount <= Self.mostDigits * 10 / 3 + 1 else { return nil }
        let text = description
        return text.utf8.count <= Self.mostDigits + (isNegative ? 1 : 0) ? text : nil
    }
}

extension BigInteger: CustomStringConvertible {
    package var description: String { (isNegative ? "-" : "") + digits(radix: 10) }
}

extension Value {
    /// The integer in its narrowest form.
    package init(_ integer: BigInteger) { self = integer.small.map { .int($0) } ?? .big(integer) }

    /// The integer that digits without a sign write; `nil` if they write none, or are more than Python reads.
    package init?(digits: some StringProtocol, radix: Int = 10, isNegative: Bool = false) {
        if let small = Int(digits, radix: radix) {
            self = .int(isNegative ? -small : small)
        } else if let integer = BigInteger(digits, radix: radix, isNegative: isNegative) {
            self.init(integer)
        } else {
            return nil
        }
    }
}
