/// A Python `int` that does not fit 64 bits. Sign and magnitude; the magnitude has no zero limbs at its end.
struct BigInteger: Sendable, Hashable {
    /// Bits of the largest number that is calculated with; more would only serve to exhaust time.
    static let mostBits = 1 << 15
    /// Digits of the largest number that is written as text or read from it, as in Python.
    static let mostDigits = 4300

    let isNegative: Bool
    /// The magnitude, least significant first.
    let limbs: [UInt32]

    init(limbs: [UInt32], isNegative: Bool) {
        var limbs = limbs
        while limbs.last == 0 { limbs.removeLast() }
        self.limbs = limbs
        self.isNegative = isNegative && !limbs.isEmpty
    }

    init(_ integer: Int) {
        let magnitude = integer.magnitude
        self.init(
            limbs: [UInt32(truncatingIfNeeded: magnitude), UInt32(truncatingIfNeeded: magnitude >> 32)],
            isNegative: integer < 0)
    }

    /// The whole part of a finite number.
    init(_ double: Double) {
        let whole = double.magnitude.rounded(.down)
        if let small = Int(exactly: whole) {
            self.init(double < 0 ? -small : small)
        } else {
            let significand = BigInteger(Int(whole.significandBitPattern | 1 << 52))
            self.init(limbs: Self.shifted(significand.limbs, by: Int(whole.exponent) - 52), isNegative: double < 0)
        }
    }

    /// Digits without a sign.
    init?(_ digits: some StringProtocol, radix: Int, isNegative: Bool = false) {
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
    var small: Int? {
        guard limbs.count <= 2 else { return nil }
        let magnitude = limbs.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
        if isNegative { return magnitude <= UInt64(Int.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }

    var bitCount: Int { limbs.last.map { limbs.count * 32 - $0.leadingZeroBitCount } ?? 0 }
    var isOdd: Bool { limbs.first.map { $0 & 1 == 1 } ?? false }

    /// The nearest floating-point number; `nil` if all are smaller.
    var double: Double? {
        let excess = bitCount - 64
        guard excess > 0 else {
            let magnitude = limbs.reversed().reduce(UInt64(0)) { $0 << 32 | UInt64($1) }
            return Double(magnitude) * (isNegative ? -1 : 1)
        }
        // The lowest bit of 64 stands for all that are cut off, so that rounding sees them.
        var top = (0..<64).reduce(UInt64(0)) { $0 | (bit(excess + $1) ? 1 << UInt64($1) : 0) }
        if (0..<excess).contains(where: bit) { top |= 1 }
        let value = Double(sign: .plus, exponent: excess, significand: Double(top))
        return value.isFinite ? (isNegative ? -value : value) : nil
    }

    private func bit(_ index: Int) -> Bool { limbs[index / 32] >> UInt32(index % 32) & 1 == 1 }

    /// The digits without a sign.
    func digits(radix: Int) -> String {
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
    var text: String? {
        guard bitCount <= Self.mostDigits * 10 / 3 + 1 else { return nil }
        let digits = digits(radix: 10)
        return digits.utf8.count <= Self.mostDigits ? (isNegative ? "-" : "") + digits : nil
    }
}

// MARK: - Calculating

extension BigInteger: Comparable {
    static func < (left: BigInteger, right: BigInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let order = order(left.limbs, right.limbs)
        return left.isNegative ? order > 0 : order < 0
    }

    static prefix func - (operand: BigInteger) -> BigInteger {
        BigInteger(limbs: operand.limbs, isNegative: !operand.isNegative)
    }

    static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(limbs: sum(left.limbs, right.limbs), isNegative: left.isNegative)
        }
        if order(left.limbs, right.limbs) < 0 {
            return BigInteger(limbs: difference(right.limbs, left.limbs), isNegative: right.isNegative)
        }
        return BigInteger(limbs: difference(left.limbs, right.limbs), isNegative: left.isNegative)
    }

    static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

    static func * (left: BigInteger, right: BigInteger) -> BigInteger {
        guard !left.limbs.isEmpty, !right.limbs.isEmpty else { return BigInteger(0) }
        var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (low, digit) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (high, other) in right.limbs.enumerated() {
                carry += UInt64(digit) * UInt64(other) + UInt64(product[low + high])
                product[low + high] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            product[low + right.limbs.count] = UInt32(truncatingIfNeeded: carry)
        }
        return BigInteger(limbs: product, isNegative: left.isNegative != right.isNegative)
    }

    /// Quotient and remainder as Python has them: the quotient rounded down. The divisor is not zero.
    func floorDivided(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
        let (limbs, rest) = Self.divide(limbs, by: divisor.limbs)
        let quotient = BigInteger(limbs: limbs, isNegative: isNegative != divisor.isNegative)
        let remainder = BigInteger(limbs: rest, isNegative: isNegative)
        guard !rest.isEmpty, isNegative != divisor.isNegative else { return (quotient, remainder) }
        return (quotient - BigInteger(1), remainder + divisor)
    }
}

// MARK: - Magnitudes

extension BigInteger {
    private static func order(_ left: [UInt32], _ right: [UInt32]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for (one, other) in zip(left.reversed(), right.reversed()) where one != other { return one < other ? -1 : 1 }
        return 0
    }

    private static func sum(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var carry: UInt64 = 0
        var sum: [UInt32] = []
        for index in 0...max(left.count, right.count) {
            carry += UInt64(index < left.count ? left[index] : 0) + UInt64(index < right.count ? right[index] : 0)
            sum.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        return sum
    }

    /// `left` is not less than `right`.
    private static func difference(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var borrow: Int64 = 0
        var difference = left
        for index in left.indices {
            borrow += Int64(left[index]) - Int64(index < right.count ? right[index] : 0)
            difference[index] = UInt32(truncatingIfNeeded: borrow)
            borrow >>= 32
        }
        while difference.last == 0 { difference.removeLast() }
        return difference
    }

    private static func shifted(_ limbs: [UInt32], by bits: Int) -> [UInt32] {
        var shifted = [UInt32](repeating: 0, count: bits / 32)
        var carry: UInt64 = 0
        for limb in limbs {
            carry |= UInt64(limb) << UInt64(bits % 32)
            shifted.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        return shifted + [UInt32(truncatingIfNeeded: carry)]
    }

    private static func multiply(_ limbs: inout [UInt32], by factor: UInt32, adding addend: UInt32) {
        var carry = UInt64(addend)
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * UInt64(factor)
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    /// Divides in place and gives the remainder.
    private static func divide(_ limbs: inout [UInt32], by divisor: UInt32) -> UInt32 {
        var rest: UInt64 = 0
        for index in limbs.indices.reversed() {
            rest = rest << 32 | UInt64(limbs[index])
            limbs[index] = UInt32(rest / UInt64(divisor))
            rest %= UInt64(divisor)
        }
        while limbs.last == 0 { limbs.removeLast() }
        return UInt32(rest)
    }

    /// Bit by bit: such divisions are rare and the numbers short.
    private static func divide(_ limbs: [UInt32], by divisor: [UInt32]) -> (quotient: [UInt32], rest: [UInt32]) {
        var quotient = [UInt32](repeating: 0, count: limbs.count)
        var rest: [UInt32] = []
        for index in (0..<(limbs.count * 32)).reversed() {
            multiply(&rest, by: 2, adding: limbs[index / 32] >> UInt32(index % 32) & 1)
            while rest.last == 0 { rest.removeLast() }
            guard order(rest, divisor) >= 0 else { continue }
            rest = difference(rest, divisor)
            quotient[index / 32] |= 1 << UInt32(index % 32)
        }
        return (quotient, rest)
    }
}
