import Values

/// A Python `timedelta`.
final class TimeDeltaObject: Instance {
    let microseconds: Int

    init(_ microseconds: Int) { self.microseconds = microseconds }

    private var days: Int { Python.floorDivide(microseconds, 86_400_000_000) }
    private var seconds: Int { Python.floorDivide(microseconds, 1_000_000) - days * 86_400 }
    private var fraction: Int { Python.modulo(microseconds, 1_000_000) }

    override var typeName: String { "timedelta" }
    override var isTrue: Bool { microseconds != 0 }

    override var repr: String {
        let parts = [("days", days), ("seconds", seconds), ("microseconds", fraction)].filter { $0.1 != 0 }
        return "datetime.timedelta(\(parts.isEmpty ? "0" : parts.map { "\($0)=\($1)" }.joined(separator: ", ")))"
    }

    override var text: String {
        let clock =
            "\(seconds / 3600):" + String(seconds / 60 % 60).zeroFilled(2) + ":" + String(seconds % 60).zeroFilled(2)
        let tail = fraction > 0 ? "." + String(fraction).zeroFilled(6) : ""
        return (days == 0 ? "" : "\(days) day\(days.magnitude == 1 ? "" : "s"), ") + clock + tail
    }

    override func attribute(_ name: String) -> Object? {
        switch name {
        case "days": .int(days)
        case "seconds": .int(seconds)
        case "microseconds": .int(fraction)
        case "total_seconds":
            .instance(FunctionObject(name, "") { [microseconds] _, _ in .float(Double(microseconds) / 1e6) })
        default: nil
        }
    }

    private func peer(_ other: Object) -> TimeDeltaObject? {
        if case .instance(let instance) = other { instance as? TimeDeltaObject } else { nil }
    }

    override func isEqual(to other: Object) -> Bool { peer(other)?.microseconds == microseconds }

    override func order(against other: Object) -> Int? { peer(other).map { (microseconds - $0.microseconds).signum() } }

    override func calculating(_ sign: Sign, _ other: Object, isLeft: Bool) throws(Fault) -> Object? {
        if let other = peer(other) { return try calculating(sign, with: other) }
        guard sign == .multiply || sign == .divide && isLeft || sign == .floorDivide && isLeft else { return nil }
        if let number = other.integer {
            switch sign {
            case .multiply: return Self.of(try Python.fitting(microseconds.multipliedReportingOverflow(by: number)))
            case .floorDivide where number != 0: return Self.of(Python.floorDivide(microseconds, number))
            default: break
            }
        }
        guard let number = other.number else { return nil }
        let result =
            sign == .multiply ? Double(microseconds) * number : Double(microseconds) / (try Python.divisor(number))
        return Int(exactly: result.rounded(.toNearestOrEven)).flatMap { sign == .floorDivide ? nil : Self.of($0) }
    }

    private func calculating(_ sign: Sign, with other: TimeDeltaObject) throws(Fault) -> Object? {
        switch sign {
        case .add: return Self.of(microseconds + other.microseconds)
        case .subtract: return Self.of(microseconds - other.microseconds)
        case .divide: return .float(Double(microseconds) / (try Python.divisor(Double(other.microseconds))))
        case .floorDivide where other.microseconds != 0:
            return .int(Python.floorDivide(microseconds, other.microseconds))
        case .modulo where other.microseconds != 0: return Self.of(Python.modulo(microseconds, other.microseconds))
        default: return nil
        }
    }

    private static func of(_ microseconds: Int) -> Object { .instance(TimeDeltaObject(microseconds)) }
}
