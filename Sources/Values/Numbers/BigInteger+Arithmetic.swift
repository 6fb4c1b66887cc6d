extension BigInteger: Comparable {
    package static func < (left: BigInteger, right: BigInteger) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        let order = order(left.limbs, right.limbs)
        return left.isNegative ? order > 0 : order < 0
    }

    package static prefix func - (operand: BigInteger) -> BigInteger {
        BigInteger(limbs: operand.limbs, isNegative: !operand.isNegative)
    }

    package static func + (left: BigInteger, right: BigInteger) -> BigInteger {
        if left.isNegative == right.isNegative {
            return BigInteger(limbs: sum(left.limbs, right.limbs), isNegative: left.isNegative)
        }
        if order(left.limbs, right.limbs) < 0 {
            return BigInteger(limbs: difference(right.limbs, left.limbs), isNegative: right.isNegative)
        }
        return BigInteger(limbs: difference(left.limbs, right.limbs), isNegative: left.isNegative)
    }

    package static func - (left: BigInteger, right: BigInteger) -> BigInteger { left + -right }

    package static func * (left: BigInteger, right: BigInteger) -> BigInteger {
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
    package func floorDivided(by divisor: BigInteger) -> (quotient: BigInteger, remainder: BigInteger) {
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

    static func shifted(_ limbs: [UInt32], by bits: Int) -> [UInt32] {
        var shifted = [UInt32](repeating: 0, count: bits / 32)
        var carry: UInt64 = 0
        for limb in limbs {
            carry |= UInt64(limb) << UInt64(bits % 32)
            shifted.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        return shifted + [UInt32(truncatingIfNeeded: carry)]
    }

    static func multiply(_ limbs: inout [UInt32], by factor: UInt32, adding addend: UInt32) {
        var carry = UInt64(addend)
        for index in limbs.indices {
            carry += UInt64(limbs[index]) * UInt64(factor)
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    /// Divides in place and gives the remainder.
    static func divide(_ limbs: inout [UInt32], by divisor: UInt32) -> UInt32 {
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
