import OrderedCollections
import Values

extension Filter {
    /// Filters of community.general that playbooks use.
    static var community: [Filter] {
        [
            Filter("json_query", "expr") { (input, bound, evaluation) throws(Fault) in
                try JMESPath(try bound.text(0)).search(input, evaluation)
            },
            Filter("dict_kv", "key") { (input, bound, _) throws(Fault) in
                .dict(DictObject([try bound[0].key(): input]))
            },
            Filter("dict", "") { (input, _, _) throws(Fault) in
                let dict = DictObject()
                for pair in try Python.iterate(input) {
                    let pair = try Python.iterate(pair)
                    guard pair.count == 2 else {
                        throw Fault.failed("a mapping from something else", "Pairs are needed.")
                    }
                    try dict.set(try pair[0].key(), pair[1])
                }
                return .dict(dict)
            },
            Filter("version_sort", "reverse=false") { (input, bound, _) throws(Fault) in
                var fault: Fault?
                let sorted = try Python.iterate(input).map { (item) throws(Fault) in (try Python.text(item), item) }
                    .sorted {
                        do throws(Fault) {
                            return try Version.order($0.0, $1.0, kind: "loose") < 0
                        } catch {
                            fault = fault ?? error
                            return false
                        }
                    }
                if let fault { throw fault }
                return .list(try bound.flag(0) ? sorted.reversed().map(\.1) : sorted.map(\.1))
            },
            Filter("random_mac", "seed=none", randomMAC),
            Filter("counter", "") { (input, _, _) throws(Fault) in
                let counts = DictObject()
                for item in try Python.iterate(input) {
                    let key = try item.key()
                    try counts.set(key, .int((try counts.get(key)?.integer ?? 0) + 1))
                }
                return .dict(counts)
            },
        ] + TimeUnit.allCases.map(duration)
    }

    private static func duration(_ unit: TimeUnit) -> Filter {
        Filter("to_\(unit.rawValue)", "year=365, month=30") { (input, bound, _) throws(Fault) in
            let days = (year: try number(bound[0]), month: try number(bound[1]))
            let milliseconds = try TimeUnit.milliseconds(of: input, days)
            return unit == .timeUnit ? .float(milliseconds) : .float(milliseconds / unit.milliseconds(days))
        }
    }

    @Sendable private static func randomMAC(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let prefix = try Python.text(input).lowercased()
        let parts = prefix.split(separator: ":")
        guard !parts.isEmpty, parts.count <= 5, parts.allSatisfy({ $0.count == 2 && UInt8($0, radix: 16) != nil })
        else {
            throw Fault.failed("a prefix that is no address", "`\(prefix)` is not the beginning of a MAC address.")
        }
        // Ten hexadecimal digits of which the first is not zero, as the original makes them, so that seeds agree.
        var source = try RandomSource(seed: bound[0])
        let digits = Array(String(68_719_476_736 + source.below(1_099_511_627_775 - 68_719_476_736 + 1), radix: 16))
        let tail = (0..<(6 - parts.count)).map { String(digits[($0 * 2)..<($0 * 2 + 2)]) }
        return .string((parts.map(String.init) + tail).joined(separator: ":"))
    }
}

/// Units of `to_seconds` and its kin: `1h 30m`.
enum TimeUnit: String, CaseIterable {
    case milliseconds, seconds, minutes, hours, days, weeks, months, years
    case timeUnit = "time_unit"

    func milliseconds(_ days: (year: Double, month: Double)) -> Double {
        switch self {
        case .milliseconds, .timeUnit: 1
        case .seconds: 1000
        case .minutes: 60_000
        case .hours: 3_600_000
        case .days: 86_400_000
        case .weeks: 604_800_000
        case .months: days.month * 86_400_000
        case .years: days.year * 86_400_000
        }
    }

    private static let names: [String: TimeUnit] = [
        "ms": .milliseconds, "msec": .milliseconds, "msecs": .milliseconds, "millisecond": .milliseconds,
        "milliseconds": .milliseconds, "s": .seconds, "sec": .seconds, "secs": .seconds, "second": .seconds,
        "seconds": .seconds, "m": .minutes, "min": .minutes, "mins": .minutes, "minute": .minutes, "minutes": .minutes,
        "h": .hours, "hour": .hours, "hours": .hours, "d": .days, "day": .days, "days": .days, "w": .weeks,
        "week": .weeks, "weeks": .weeks, "mo": .months, "month": .months, "months": .months, "y": .years,
        "year": .years, "years": .years,
    ]

    static func milliseconds(of input: Object, _ days: (year: Double, month: Double)) throws(Fault) -> Double {
        if let number = input.number { return number }
        let text = try Python.text(input)
        var total = 0.0
        for word in Python.splitOnBlanks(text, limit: -1, fromRight: false) {
            guard let match = try Patterns.first("^(-?\\d+)(\\D*)$", in: word.lowercased()),
                let count = Double(match.text(1) ?? ""),
                let unit = match.text(2) == "" ? .milliseconds : names[match.text(2) ?? ""]
            else {
                throw Fault.failed("a time span that cannot be read", "`\(word)` is not a number with a unit of time.")
            }
            total += count * unit.milliseconds(days)
        }
        return total
    }
}
