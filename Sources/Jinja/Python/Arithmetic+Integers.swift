import Values

/// Whole numbers: in 64 bits where they fit, else as wide as they are.
extension Python {
    /// `nil` for a sign that is none of arithmetic.
    static func integers(_ sign: Sign, _ left: Int, _ right: Int) throws(Fault) -> Object? {
        let narrow: (partialValue: Int, overflow: Bool)
        switch sign {
        case .add: narrow = left.addingReportingOverflow(right)
        case .subtract: narrow = left.subtractingReportingOverflow(right)
        case .multiply: narrow = left.multipliedReportingOverflow(by: right)
        case .floorDivide where right != 0 && right != -1: return .int(floorDivide(left, right))
        case .modulo where right != 0 && right != -1: return .int(modulo(left, right))
        default: return try integers(sign, BigInteger(left), BigInteger(right))
        }
        if !narrow.overflow { return .int(narrow.partialValue) }
        return try integers(sign, BigInteger(left), BigInteger(right))
    }

    static func integers(_ sign: Sign, _ left: BigInteger, _ right: BigInteger) throws(Fault) -> Object? {
        switch sign {
        case .add: return Object(left + right)
        case .subtract: return Object(left - right)
        case .multiply: return Object(try product(left, right))
        case .divide: return .float(try double(left) / (try double(try divisor(right))))
        case .floorDivide: return Object(left.floorDivided(by: try divisor(right)).quotient)
        case .modulo: return Object(left.floorDivided(by: try divisor(right)).remainder)
        case .power: return try power(left, right)
        default: return nil
        }
    }

    private static func product(_ left: BigInteger, _ right: BigInteger) throws(Fault) -> BigInteger {
        guard left.bitCount + right.bitCount <= BigInteger.mostBits else {
            throw Fault(
                .budget, "integer too large",
                "Integers of more than \(BigInteger.mostBits) bits are not supported.")
        }
        return left * right
    }

    private static func power(_ base: BigInteger, _ exponent: BigInteger) throws(Fault) -> Object {
        guard !exponent.isNegative else {
            return .float(power(try double(try divisor(base)), try double(exponent)))
        }
        var result = BigInteger(1)
        var factor = base
        // Beyond 63 bits only powers of 0, 1 and -1 are short enough.
        var remaining = exponent.small ?? (exponent.isOdd ? Int.max : Int.max - 1)
        while remaining > 0 {
            if remaining & 1 == 1 { result = try product(result, factor) }
            remaining >>= 1
            if remaining > 0 { factor = try product(factor, factor) }
        }
        return Object(result)
    }

    /// `round(integer, precision)`: with a negative precision to tens, hundreds …, halves to the even one.
    static func rounded(_ integer: BigInteger, _ precision: Int) throws(Fault) -> BigInteger {
        guard precision < 0 else { return integer }
        guard precision > -BigInteger.mostDigits else { return BigInteger(0) }
        guard let unit = try power(BigInteger(10), BigInteger(-precision)).wideInteger else { return integer }
        let (quotient, rest) = integer.floorDivided(by: unit)
        let twice = rest + rest
        let goesUp = twice == unit ? quotient.isOdd : twice > unit
        return (goesUp ? quotient + BigInteger(1) : quotient) * unit
    }

    /// The floating-point number an integer becomes next to one.
    static func double(_ integer: BigInteger) throws(Fault) -> Double {
        let double = integer.double
        if double.isFinite { return double }
        throw Fault.failed("integer too large", "The integer is too large for a float.")
    }

    private static func divisor(_ integer: BigInteger) throws(Fault) -> BigInteger {
        _ = try divisor(integer.limbs.isEmpty ? 0 : 1)
        return integer
    }

    static func divisor(_ number: Double) throws(Fault) -> Double {
        guard number != 0 else { throw Fault.failed("division by zero", "The divisor is zero.") }
        return number
    }

    /// A size in bytes or elements that is about to be used; what does not fit is an error.
    static func fitting(_ result: (partialValue: Int, overflow: Bool)) throws(Fault) -> Int {
        guard !result.overflow else {
            throw Fault.failed("integer too large", "The result is not within \(Int.min) … \(Int.max).")
        }
        return result.partialValue
    }
}
