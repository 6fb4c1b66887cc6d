import Values

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
        if sign == .modulo, let format = left.string { return .string(try PercentFormat.apply(format, right)) }
        if case .undefined(let undefined) = right { throw undefined.fault }
        if let left = left.integer, let right = right.integer, let result = try integers(sign, left, right) {
            return result
        }
        if let left = left.wideInteger, let right = right.wideInteger, let result = try integers(sign, left, right) {
            return result
        }
        if let left = left.number, let right = right.number { return .float(try floats(sign, left, right)) }
        switch sign {
        case .add: if let sum = try add(left, right, evaluation) { return sum }
        case .multiply: if let product = try repeated(left, right, evaluation) { return product }
        default: break
        }
        if case .instance(let instance) = left, let result = try instance.calculating(sign, right, isLeft: true) {
            return result
        }
        if case .instance(let instance) = right, let result = try instance.calculating(sign, left, isLeft: false) {
            return result
        }
        throw unsuited(sign, left, right)
    }

    private static func unsuited(_ sign: Sign, _ left: Object, _ right: Object) -> Fault {
        let isMixed = sign == .add && (left.isString != right.isString)
        return Fault.failed(
            "unsupported operand types",
            "`\(sign.rawValue)` does not work on \(left.kindInWords) and \(right.kindInWords).",
            help: isMixed ? "concatenate with `~`, or convert a string to a number with `| int`" : nil)
    }

    // MARK: Numbers

    private static func floats(_ sign: Sign, _ left: Double, _ right: Double) throws(Fault) -> Double {
        switch sign {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide: return left / (try divisor(right))
        case .floorDivide: return floorDivided(left, by: try divisor(right)).quotient
        case .modulo: return floorDivided(left, by: try divisor(right)).remainder
        case .power:
            guard left != 0 || right >= 0 else { return try divisor(left) }
            let result = pow(left, right)
            guard result.isFinite || !left.isFinite || !right.isFinite else {
                throw Fault.failed("power out of range", "The result is too large or not a real number.")
            }
            return result
        default: throw unsuited(sign, .float(left), .float(right))
        }
    }

    /// Quotient and remainder of floats as Python has them: from the exact remainder, so that the two agree.
    private static func floorDivided(_ left: Double, by right: Double) -> (quotient: Double, remainder: Double) {
        var remainder = fmod(left, right)
        var quotient = (left - remainder) / right
        if remainder == 0 {
            remainder = Double(signOf: right, magnitudeOf: 0)
        } else if (right < 0) != (remainder < 0) {
            remainder += right
            quotient -= 1
        }
        guard quotient != 0 else { return (Double(signOf: left / right, magnitudeOf: 0), remainder) }
        let whole = quotient.rounded(.down)
        return (quotient - whole > 0.5 ? whole + 1 : whole, remainder)
    }

    static func negated(_ operand: Object, isMinus: Bool) throws(Fault) -> Object {
        switch operand {
        case .undefined(let undefined): throw undefined.fault
        case .float(let double): return .float(isMinus ? -double : double)
        case .instance(let instance):
            if let result = try instance.calculating(.multiply, .int(isMinus ? -1 : 1), isLeft: true) { return result }
        default: break
        }
        guard let integer = operand.wideInteger else {
            throw Fault.failed("bad operand for a sign", "\(operand.kindInWords.capitalizedFirst) cannot have a sign.")
        }
        return Object(isMinus ? -integer : integer)
    }

    // MARK: Texts and lists

    private static func add(_ left: Object, _ right: Object, _ evaluation: Evaluation) throws(Fault) -> Object? {
        switch (left, right) {
        case (.list(let left), .list(let right)): return .list(try left.all() + right.all())
        case (.tuple(let left), .tuple(let right)): return .tuple(left.items + right.items)
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

extension Python {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
    static func logarithm(_ value: Double, decimal: Bool = false) -> Double { decimal ? log10(value) : log(value) }
}
