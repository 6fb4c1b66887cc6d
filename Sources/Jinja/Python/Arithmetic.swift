#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Python {
    static func calculate(
        _ sign: Sign, _ left: Object, _ right: Object, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        if case .undefined(let undefined) = left { throw undefined.fault }
        if case .undefined(let undefined) = right { throw undefined.fault }
        if sign == .modulo, let format = left.string { return .string(try PercentFormat.apply(format, right)) }
        if let left = left.integer, let right = right.integer { return try integers(sign, left, right) }
        if let left = left.number, let right = right.number { return .float(try floats(sign, left, right)) }
        switch sign {
        case .add: if let sum = try add(left, right, evaluation) { return sum }
        case .multiply: if let product = try repeated(left, right, evaluation) { return product }
        case .subtract:
            if case .instance(let instance) = left, let result = instance.subtracting(right) { return result }
        default: break
        }
        throw unsuited(sign, left, right)
    }

    private static func unsuited(_ sign: Sign, _ left: Object, _ right: Object) -> Fault {
        let isMixed = sign == .add && (left.isString != right.isString)
        return Fault.failed(
            "an operator that does not fit its operands",
            "`\(sign.rawValue)` does not work on \(left.kindInWords) and \(right.kindInWords).",
            help: isMixed ? "join text with `~`, or turn text into a number with `| int`" : nil)
    }

    // MARK: Numbers

    private static func integers(_ sign: Sign, _ left: Int, _ right: Int) throws(Fault) -> Object {
        switch sign {
        case .add: return .int(try fitting(left.addingReportingOverflow(right)))
        case .subtract: return .int(try fitting(left.subtractingReportingOverflow(right)))
        case .multiply: return .int(try fitting(left.multipliedReportingOverflow(by: right)))
        case .divide: return .float(Double(left) / Double(try divisor(right)))
        case .floorDivide: return .int(floorDivide(left, try divisor(right)))
        case .modulo: return .int(modulo(left, try divisor(right)))
        case .power: return try power(left, right)
        default: throw unsuited(sign, .int(left), .int(right))
        }
    }

    private static func floats(_ sign: Sign, _ left: Double, _ right: Double) throws(Fault) -> Double {
        switch sign {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide: return left / (try divisor(right))
        case .floorDivide: return (left / (try divisor(right))).rounded(.down)
        case .modulo:
            let rest = fmod(left, try divisor(right))
            return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
        case .power: return pow(left, right)
        default: throw unsuited(sign, .float(left), .float(right))
        }
    }

    private static func divisor<Number: Numeric>(_ number: Number) throws(Fault) -> Number {
        guard number != 0 else { throw Fault.failed("a division by zero", "The number to divide by is zero.") }
        return number
    }

    /// Integers are 64 bits wide for now; what does not fit is an error, never a wrong number.
    static func fitting(_ result: (partialValue: Int, overflow: Bool)) throws(Fault) -> Int {
        guard !result.overflow else {
            throw Fault.failed("an integer that is too large", "The result lies beyond \(Int.min) … \(Int.max).")
        }
        return result.partialValue
    }

    static func floorDivide(_ left: Int, _ right: Int) -> Int {
        let (quotient, rest) = left.dividingFullWidthSafely(right)
        return rest != 0 && (rest < 0) != (right < 0) ? quotient - 1 : quotient
    }

    static func modulo(_ left: Int, _ right: Int) -> Int {
        let (_, rest) = left.dividingFullWidthSafely(right)
        return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
    }

    private static func power(_ base: Int, _ exponent: Int) throws(Fault) -> Object {
        guard exponent >= 0 else { return .float(pow(Double(try divisor(base)), Double(exponent))) }
        var result = 1
        var factor = base
        var remaining = exponent
        while remaining > 0 {
            if remaining & 1 == 1 { result = try fitting(result.multipliedReportingOverflow(by: factor)) }
            remaining >>= 1
            if remaining > 0 { factor = try fitting(factor.multipliedReportingOverflow(by: factor)) }
        }
        return .int(result)
    }

    static func negated(_ operand: Object, isMinus: Bool) throws(Fault) -> Object {
        switch operand {
        case .undefined(let undefined): throw undefined.fault
        case .float(let double): return .float(isMinus ? -double : double)
        default: break
        }
        guard let integer = operand.integer else {
            throw Fault.failed("a sign that does not fit", "\(operand.kindInWords.capitalizedFirst) has no sign.")
        }
        return .int(isMinus ? try fitting(0.subtractingReportingOverflow(integer)) : integer)
    }

    // MARK: Texts and lists

    private static func add(_ left: Object, _ right: Object, _ evaluation: Evaluation) throws(Fault) -> Object? {
        switch (left, right) {
        case (.list(let left), .list(let right)): return .list(try left.all() + right.all())
        case (.tuple(let left), .tuple(let right)): return .tuple(left.items + right.items)
        case (.instance(let instance), let other): return instance.adding(other)
        case (let other, .instance(let instance)): return instance.adding(other)
        default: break
        }
        guard let left = left.string, let right = right.string else { return nil }
        try evaluation.spend(output: left.utf8.count + right.utf8.count)
        return .string(left + right)
    }

    private static func repeated(_ left: Object, _ right: Object, _ evaluation: Evaluation) throws(Fault) -> Object? {
        guard let count = right.integer else {
            return left.integer == nil ? nil : try repeated(right, left, evaluation)
        }
        let times = max(0, count)
        if let text = left.string {
            try evaluation.spend(output: try fitting(times.multipliedReportingOverflow(by: text.utf8.count)))
            return .string(String(repeating: text, count: times))
        }
        guard let items = try left.sequenceItems() else { return nil }
        try evaluation.spend(output: try fitting(times.multipliedReportingOverflow(by: items.count * 16)))
        let all = Array(repeatElement(items, count: times).joined())
        if case .tuple = left { return .tuple(all) }
        return .list(all)
    }
}

extension Int {
    /// Quotient and remainder; the one case that overflows wraps around.
    fileprivate func dividingFullWidthSafely(_ divisor: Int) -> (quotient: Int, remainder: Int) {
        if self == .min, divisor == -1 { return (.min, 0) }
        return quotientAndRemainder(dividingBy: divisor)
    }
}

extension Python {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
    static func logarithm(_ value: Double, decimal: Bool = false) -> Double { decimal ? log10(value) : log(value) }
}
