import Values

/// A Python `datetime`.
final class DateTimeObject: Instance {
    let time: CivilTime

    init(_ time: CivilTime) {
        var time = time
        time.offset = nil
        time.zone = ""
        self.time = time
    }

    override var typeName: String { "datetime" }
    override var text: String { time.isoText.replacing("T", with: " ") }

    override var repr: String {
        var parts = [time.year, time.month, time.day, time.hour, time.minute]
        if time.second > 0 || time.microsecond > 0 { parts.append(time.second) }
        if time.microsecond > 0 { parts.append(time.microsecond) }
        return "datetime.datetime(\(parts.map(String.init).joined(separator: ", ")))"
    }

    override func attribute(_ name: String) throws(Fault) -> Object? {
        switch name {
        case "year": .int(time.year)
        case "month": .int(time.month)
        case "day": .int(time.day)
        case "hour": .int(time.hour)
        case "minute": .int(time.minute)
        case "second": .int(time.second)
        case "microsecond": .int(time.microsecond)
        default: method(name)
        }
    }

    private func method(_ name: String) -> Object? {
        switch name {
        case "strftime":
            function(name, "format") { [time] bound, _ throws(Fault) in
                .string(TimeFormat.format(try bound.text(0), time))
            }
        case "isoformat":
            function(name, "sep='T'") { [time] bound, _ throws(Fault) in
                .string(time.isoText.replacing("T", with: try bound.text(0)))
            }
        case "timestamp":
            function(name, "") { [time] _, _ in
                .float(Double(time.faceSeconds - CivilTime.localOffset(of: time)) + Double(time.microsecond) / 1e6)
            }
        case "weekday": function(name, "") { [time] _, _ in .int(time.weekday) }
        case "isoweekday": function(name, "") { [time] _, _ in .int(time.weekday + 1) }
        case "date":
            function(name, "") { [time] _, _ in
                .string(TimeFormat.format("%Y-%m-%d", time))
            }
        case "time": function(name, "") { [time] _, _ in .string(String(time.isoText.dropFirst(11))) }
        default: nil
        }
    }

    private func function(
        _ name: String, _ declaration: String, _ body: @escaping (Bound, Evaluation) throws(Fault) -> Object
    ) -> Object {
        .instance(FunctionObject(name, declaration, body))
    }

    private var microseconds: Int { time.faceSeconds * 1_000_000 + time.microsecond }

    override func isEqual(to other: Object) -> Bool {
        guard case .instance(let instance) = other, let date = instance as? DateTimeObject else { return false }
        return date.time == time
    }

    override func order(against other: Object) -> Int? {
        guard case .instance(let instance) = other, let date = instance as? DateTimeObject else { return nil }
        return (microseconds - date.microseconds).signum()
    }

    override func adding(_ other: Object) -> Object? {
        guard case .instance(let instance) = other, let delta = instance as? TimeDeltaObject else { return nil }
        return moved(by: delta.microseconds)
    }

    override func subtracting(_ other: Object) -> Object? {
        guard case .instance(let instance) = other else { return nil }
        if let delta = instance as? TimeDeltaObject { return moved(by: -delta.microseconds) }
        return (instance as? DateTimeObject).map { .instance(TimeDeltaObject(microseconds - $0.microseconds)) }
    }

    private func moved(by distance: Int) -> Object {
        let moved = microseconds + distance
        let seconds = Python.floorDivide(moved, 1_000_000)
        var time = CivilTime(seconds: seconds)
        time.microsecond = moved - seconds * 1_000_000
        return .instance(DateTimeObject(time))
    }
}

extension CivilTime {
    /// Seconds the local zone is east of Greenwich at this time of its own clock.
    static func localOffset(of time: CivilTime) -> Int {
        let guess = local(PointInTime(seconds: time.faceSeconds)).offset ?? 0
        return local(PointInTime(seconds: time.faceSeconds - guess)).offset ?? guess
    }
}

/// A Python `timedelta`.
final class TimeDeltaObject: Instance {
    let microseconds: Int

    init(_ microseconds: Int) { self.microseconds = microseconds }

    private var days: Int { Python.floorDivide(microseconds, 86_400_000_000) }
    private var seconds: Int { Python.floorDivide(microseconds, 1_000_000) - days * 86_400 }
    private var fraction: Int { Python.modulo(microseconds, 1_000_000) }

    override var typeName: String { "timedelta" }
    override var isTrue: Bool { microseconds != 0 }
    override var repr: String { "datetime.timedelta(days=\(days), seconds=\(seconds))" }

    override var text: String {
        let clock =
            "\(seconds / 3600):" + TimeFormat.padded(seconds / 60 % 60, 2) + ":" + TimeFormat.padded(seconds % 60, 2)
        let tail = fraction > 0 ? "." + TimeFormat.padded(fraction, 6) : ""
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

    override func isEqual(to other: Object) -> Bool {
        guard case .instance(let instance) = other, let delta = instance as? TimeDeltaObject else { return false }
        return delta.microseconds == microseconds
    }

    override func order(against other: Object) -> Int? {
        guard case .instance(let instance) = other, let delta = instance as? TimeDeltaObject else { return nil }
        return (microseconds - delta.microseconds).signum()
    }

    override func adding(_ other: Object) -> Object? {
        guard case .instance(let instance) = other else { return nil }
        if let date = instance as? DateTimeObject { return date.adding(.instance(self)) }
        return (instance as? TimeDeltaObject).map { .instance(TimeDeltaObject(microseconds + $0.microseconds)) }
    }

    override func subtracting(_ other: Object) -> Object? {
        guard case .instance(let instance) = other, let delta = instance as? TimeDeltaObject else { return nil }
        return .instance(TimeDeltaObject(microseconds - delta.microseconds))
    }
}
