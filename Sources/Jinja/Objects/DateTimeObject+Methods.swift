import Values

/// What a `datetime`, `date` or `time` can be asked.
extension DateTimeObject {
    func method(_ name: String) -> Object? {
        switch name {
        case "strftime":
            return function(name, "format") { [time] bound, _ throws(Fault) in
                .string(TimeFormat.formatDate(try bound.text(0), time))
            }
        case "isoformat":
            return function(name, part == .both ? "sep='T', timespec='auto'" : "timespec='auto'") {
                [self] bound, _ throws(Fault) in
                .string(try isoFormat(bound))
            }
        case "replace":
            let names = ["year", "month", "day", "hour", "minute", "second", "microsecond"]
            return function(name, names.map { "\($0)=none" }.joined(separator: ", ")) { [self] bound, _ throws(Fault) in
                .instance(DateTimeObject(try replaced(bound), part))
            }
        default: break
        }
        return part == .time ? nil : calendarMethod(name) ?? (part == .both ? clockMethod(name) : nil)
    }

    private func calendarMethod(_ name: String) -> Object? {
        switch name {
        case "weekday": function(name, "") { [time] _, _ in .int(time.weekday) }
        case "isoweekday": function(name, "") { [time] _, _ in .int(time.weekday + 1) }
        case "toordinal": function(name, "") { [time] _, _ in .int(time.ordinal) }
        case "isocalendar": function(name, "") { [self] _, _ in .tuple(isoCalendar) }
        case "timetuple": function(name, "") { [self] _, _ in .tuple(timeTuple) }
        case "ctime": function(name, "") { [time] _, _ in .string(TimeFormat.format("%a %b %e %H:%M:%S %Y", time)) }
        default: nil
        }
    }

    private func clockMethod(_ name: String) -> Object? {
        switch name {
        case "date": function(name, "") { [time] _, _ in .instance(DateTimeObject(time.naive.midnight, .date)) }
        case "time": function(name, "") { [time] _, _ in .instance(DateTimeObject(time.naive, .time)) }
        case "timetz": function(name, "") { [time] _, _ in .instance(DateTimeObject(time, .time)) }
        case "timestamp":
            function(name, "") { [time] _, _ in .float(Double(time.epoch) + Double(time.microsecond) / 1e6) }
        case "astimezone":
            function(name, "") { [time] _, _ in
                var local = CivilTime.local(PointInTime(seconds: time.epoch))
                local.microsecond = time.microsecond
                return .instance(DateTimeObject(local))
            }
        case "utcoffset":
            function(name, "") { [time] _, _ in
                time.offset.map { .instance(TimeDeltaObject($0 * 1_000_000)) } ?? Object.none
            }
        case "tzname": function(name, "") { [time] _, _ in time.zoneName.map { .string($0) } ?? Object.none }
        case "dst": function(name, "") { _, _ in .none }
        default: nil
        }
    }

    private func function(
        _ name: String, _ declaration: String, _ body: @escaping (Bound, Evaluation) throws(Fault) -> Object
    ) -> Object {
        .instance(FunctionObject(name, declaration, body))
    }

    // MARK: Forms

    private func isoFormat(_ bound: Bound) throws(Fault) -> String {
        guard part != .date else { return time.isoDate }
        let clock = try isoTime(try bound.text(part == .both ? 1 : 0))
        return part == .time ? clock : time.isoDate + (try bound.text(0)) + clock
    }

    private func isoTime(_ precision: String) throws(Fault) -> String {
        let clock = [time.hour, time.minute, time.second].map { String($0).zeroFilled(2) }.joined(separator: ":")
        let zone = time.offset.map { TimeFormat.zone($0, colon: ":") } ?? ""
        switch precision {
        case "auto": return time.isoTime
        case "hours": return clock.prefix(2) + zone
        case "minutes": return clock.prefix(5) + zone
        case "seconds": return clock + zone
        case "milliseconds": return clock + "." + String(time.microsecond / 1000).zeroFilled(3) + zone
        case "microseconds": return clock + "." + String(time.microsecond).zeroFilled(6) + zone
        default:
            throw Fault.failed("unknown precision", "`\(precision)` is not a part of a time.")
        }
    }

    private func replaced(_ bound: Bound) throws(Fault) -> CivilTime {
        let fields: [WritableKeyPath<CivilTime, Int>] = [
            \.year, \.month, \.day, \.hour, \.minute, \.second, \.microsecond,
        ]
        var replaced = time
        for (index, field) in fields.enumerated() {
            if let number = try bound.optionalInt(index) { replaced[keyPath: field] = number }
        }
        guard replaced.exists else {
            throw Fault.failed("invalid date or time", "There is no such date or time.")
        }
        return replaced
    }

    private var isoCalendar: TupleObject {
        let week = time.isoWeek
        return TupleObject(
            [.int(week.year), .int(week.week), .int(time.weekday + 1)], fields: ["year", "week", "weekday"],
            kind: "datetime.IsoCalendarDate")
    }

    private var timeTuple: TupleObject {
        let numbers = [
            time.year, time.month, time.day, time.hour, time.minute, time.second, time.weekday, time.dayOfYear,
            time.offset == nil ? -1 : 0,
        ]
        let names = ["year", "mon", "mday", "hour", "min", "sec", "wday", "yday", "isdst"]
        return TupleObject(numbers.map { .int($0) }, fields: names.map { "tm_" + $0 }, kind: "time.struct_time")
    }
}

extension CivilTime {
    /// Days since the last one of the year 0, as Python counts them.
    fileprivate var ordinal: Int { dayNumber + 719_163 }

    fileprivate var midnight: CivilTime {
        var time = self
        (time.hour, time.minute, time.second, time.microsecond) = (0, 0, 0, 0)
        return time
    }

    /// Seconds since 1970 began in Greenwich; without a zone, of a clock of this machine.
    fileprivate var epoch: Int { faceSeconds - (offset ?? Self.localOffset(of: self)) }

    /// Seconds the local zone is east of Greenwich at this time of its own clock.
    private static func localOffset(of time: CivilTime) -> Int {
        let guess = local(PointInTime(seconds: time.faceSeconds)).offset ?? 0
        return local(PointInTime(seconds: time.faceSeconds - guess)).offset ?? guess
    }
}
