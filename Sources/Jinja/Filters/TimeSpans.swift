import Values

extension Filter {
    /// Spans of time as text, `1h 30m`, in one unit.
    static var timeSpans: [Filter] {
        TimeUnit.allCases.map { unit in
            Filter("to_\(unit.rawValue)", "year=none, month=none") { (input, bound, _) throws(Fault) in
                try TimeSpan(bound[0], bound[1]).count(of: unit, in: input)
            }
        } + [
            Filter("to_time_unit", "unit='ms', year=none, month=none") { (input, bound, _) throws(Fault) in
                let name = try bound.text(0)
                guard let unit = TimeUnit(named: name) else {
                    throw Fault.failed("unknown unit of time", "`\(name)` is not a unit of time.")
                }
                return try TimeSpan(bound[1], bound[2]).count(of: unit, in: input)
            }
        ]
    }
}

private enum TimeUnit: String, CaseIterable {
    case milliseconds, seconds, minutes, hours, days, weeks, months, years

    private static let names: [String: TimeUnit] = [
        "ms": .milliseconds, "millisecond": .milliseconds, "msec": .milliseconds, "msecond": .milliseconds,
        "s": .seconds, "sec": .seconds, "second": .seconds, "m": .minutes, "min": .minutes, "minute": .minutes,
        "h": .hours, "hour": .hours, "d": .days, "day": .days, "w": .weeks, "week": .weeks, "mo": .months,
        "month": .months, "y": .years, "year": .years,
    ]

    /// The unit of a name in singular or plural. Short names have no plural, but `s` is one.
    init?(named name: String) {
        let singular = String(name.reversed().drop { $0 == "s" }.reversed())
        let isLong = singular.utf8.count > 2
        guard let unit = Self.names[isLong ? singular : name] else { return nil }
        self = unit
    }
}

/// What years and months are taken to last, in days.
private struct TimeSpan {
    private let year: Double
    private let month: Double

    init(_ year: Object, _ month: Object) throws(Fault) {
        self.year = year.isNone ? 365 : try year.requiredNumber()
        self.month = month.isNone ? 30 : try month.requiredNumber()
    }

    private func milliseconds(_ unit: TimeUnit) -> Double {
        switch unit {
        case .milliseconds: 1
        case .seconds: 1000
        case .minutes: 60_000
        case .hours: 3_600_000
        case .days: 86_400_000
        case .weeks: 604_800_000
        case .months: month * 86_400_000
        case .years: year * 86_400_000
        }
    }

    func count(of unit: TimeUnit, in input: Object) throws(Fault) -> Object {
        let text = try input.requiredString(by: "to_\(unit.rawValue)")
        if text == "0" { return .int(0) }
        var total = 0.0
        for word in Python.splitOnBlanks(text, limit: -1, fromRight: false) {
            guard let match = try Patterns.first("^(-?\\d+)(\\w+)", in: word), let count = Double(match.text(1) ?? ""),
                let unit = TimeUnit(named: match.text(2) ?? "")
            else {
                throw Fault.failed("invalid time span", "`\(word)` is not a number with a unit of time.")
            }
            total += count * milliseconds(unit)
        }
        return .float(Python.rounded(total / milliseconds(unit), digits: 12))
    }
}
