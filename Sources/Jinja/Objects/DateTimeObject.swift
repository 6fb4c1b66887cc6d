import Values

/// A Python `datetime`, or the `date` or `time` in it.
final class DateTimeObject: Instance {
    enum Part: String {
        case both = "datetime"
        case date, time
    }

    let time: CivilTime
    let part: Part

    init(_ time: CivilTime, _ part: Part = .both) {
        self.time = time
        self.part = part
    }

    override var typeName: String { part.rawValue }

    override var text: String {
        switch part {
        case .both: "\(time.isoDate) \(time.isoTime)"
        case .date: time.isoDate
        case .time: time.isoTime
        }
    }

    override var repr: String {
        var parts = part == .time ? [] : [time.year, time.month, time.day]
        if part != .date { parts += clock }
        var shown = parts.map { String($0) }
        if let offset = time.offset {
            let zone = offset == 0 ? "timezone.utc" : "timezone(\(TimeDeltaObject(offset * 1_000_000).repr))"
            shown.append("tzinfo=datetime.\(zone)")
        }
        return "datetime.\(part.rawValue)(\(shown.joined(separator: ", ")))"
    }

    private var clock: [Int] {
        let tail = time.microsecond > 0 ? [time.second, time.microsecond] : time.second > 0 ? [time.second] : []
        return [time.hour, time.minute] + tail
    }

    override func attribute(_ name: String) throws(Fault) -> Object? {
        switch (name, part) {
        case ("year", .both), ("year", .date): .int(time.year)
        case ("month", .both), ("month", .date): .int(time.month)
        case ("day", .both), ("day", .date): .int(time.day)
        case ("hour", .both), ("hour", .time): .int(time.hour)
        case ("minute", .both), ("minute", .time): .int(time.minute)
        case ("second", .both), ("second", .time): .int(time.second)
        case ("microsecond", .both), ("microsecond", .time): .int(time.microsecond)
        case ("tzinfo", .both), ("tzinfo", .time): time.zoneName.map { .string($0) } ?? Object.none
        default: method(name)
        }
    }

    // MARK: Comparing and calculating

    /// Microseconds since 1970, of the clock face or, with a zone, in Greenwich.
    private var microseconds: Int { (time.faceSeconds - (time.offset ?? 0)) * 1_000_000 + time.microsecond }

    /// The other one if it is of the same kind, and either both know their zone or neither does.
    private func peer(_ other: Object) -> DateTimeObject? {
        guard case .instance(let instance) = other, let date = instance as? DateTimeObject else { return nil }
        return date.part == part && (date.time.offset == nil) == (time.offset == nil) ? date : nil
    }

    override func isEqual(to other: Object) -> Bool { peer(other)?.microseconds == microseconds }

    override func order(against other: Object) -> Int? { peer(other).map { (microseconds - $0.microseconds).signum() } }

    override func calculating(_ sign: Sign, _ other: Object, isLeft: Bool) -> Object? {
        guard part != .time, case .instance(let instance) = other else { return nil }
        if let delta = instance as? TimeDeltaObject {
            if sign == .add { return moved(by: delta.microseconds) }
            return sign == .subtract && isLeft ? moved(by: -delta.microseconds) : nil
        }
        guard sign == .subtract, isLeft, let other = peer(other) else { return nil }
        return .instance(TimeDeltaObject(microseconds - other.microseconds))
    }

    private func moved(by distance: Int) -> Object? {
        let day = 86_400_000_000
        let distance = part == .date ? Python.floorDivide(distance, day) * day : distance
        let moved = time.faceSeconds * 1_000_000 + time.microsecond + distance
        let seconds = Python.floorDivide(moved, 1_000_000)
        var result = CivilTime(seconds: seconds)
        (result.microsecond, result.offset, result.zone) = (moved - seconds * 1_000_000, time.offset, time.zone)
        return result.exists ? .instance(DateTimeObject(result, part)) : nil
    }
}
