import Values

/// `date_time`.
enum DateFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let words = (sheet["date"] ?? "").split(separator: " ").map(String.init)
        guard words.count >= 13, let epoch = Int(words[0]) else { return [:] }
        // busybox knows no fractions of a second.
        let micros = Int(words[1]).map { String($0 / 1000).zeroFilled(6) } ?? "000000"
        let (year, month, day) = (words[2], words[3], words[4])
        let (hour, minute, second) = (words[5], words[6], words[7])
        let short = "\(year)\(month)\(day)T\(hour)\(minute)\(second)"
        let universal = UniversalTime(secondsSince1970: epoch)
        let iso = "\(universal.date.text)T\(universal.clock)"
        let entries: [(String, String)] = [
            ("year", year), ("month", month), ("weekday", words[12...].joined(separator: " ")),
            ("weekday_number", words[8]), ("weeknumber", words[9]), ("day", day), ("hour", hour),
            ("minute", minute), ("second", second), ("epoch", words[0]), ("epoch_int", words[0]),
            ("date", "\(year)-\(month)-\(day)"), ("time", "\(hour):\(minute):\(second)"),
            ("iso8601_micro", "\(iso).\(micros)Z"), ("iso8601", "\(iso)Z"),
            ("iso8601_basic", short + micros), ("iso8601_basic_short", short), ("tz", words[11]),
            ("tz_dst", words[11]), ("tz_offset", words[10]),
        ]
        return ["date_time": .map(Mapping(entries.map { ($0.0, Value.string($0.1)) }))]
    }
}
