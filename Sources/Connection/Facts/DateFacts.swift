import Values

/// `date_time`.
enum DateFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let words = (sheet["date"] ?? "").split(separator: " ").map(String.init)
        guard words.count >= 13, let epoch = Int(words[0]) else { return [:] }
        // busybox knows no fractions of a second.
        let micros = Int(words[1]).map { digits($0 / 1000, 6) } ?? "000000"
        let (year, month, day) = (words[2], words[3], words[4])
        let (hour, minute, second) = (words[5], words[6], words[7])
        let short = "\(year)\(month)\(day)T\(hour)\(minute)\(second)"
        let universal = UniversalTime(epoch: epoch)
        let entries: [(String, String)] = [
            ("year", year), ("month", month), ("weekday", words[12...].joined(separator: " ")),
            ("weekday_number", words[8]), ("weeknumber", words[9]), ("day", day), ("hour", hour),
            ("minute", minute), ("second", second), ("epoch", words[0]), ("epoch_int", words[0]),
            ("date", "\(year)-\(month)-\(day)"), ("time", "\(hour):\(minute):\(second)"),
            ("iso8601_micro", "\(universal.text).\(micros)Z"), ("iso8601", "\(universal.text)Z"),
            ("iso8601_basic", short + micros), ("iso8601_basic_short", short), ("tz", words[11]),
            ("tz_dst", words[11]), ("tz_offset", words[10]),
        ]
        return ["date_time": .map(Mapping(entries.map { ($0.0, Value.string($0.1)) }))]
    }

    fileprivate static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}

/// Seconds since 1970 as a date of the Gregorian calendar in UTC.
private struct UniversalTime {
    let text: String

    init(epoch: Int) {
        let days = Int((Double(epoch) / 86400).rounded(.down))
        let second = epoch - days * 86400
        // Years are counted from March, so that the leap day comes last.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let two = { DateFacts.digits($0, 2) }
        text =
            "\(DateFacts.digits(year, 4))-\(two(month))-\(two(day))T"
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }
}
