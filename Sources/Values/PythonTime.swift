/// Times as Python prints them.
package enum PythonTime {
    /// `2025-03-09 14:05:01.000250`, in UTC.
    package static func timestamp(_ secondsSince1970: Double) -> String {
        let micros = Int((secondsSince1970 * 1_000_000).rounded())
        let seconds = micros.flooredDivision(by: 1_000_000)
        let (year, month, day) = CivilDate.from(daysSince1970: seconds.flooredDivision(by: 86_400))
        let time = seconds - seconds.flooredDivision(by: 86_400) * 86_400
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
        let clock = "\(padded(time / 3600)):\(padded(time / 60 % 60)):\(padded(time % 60))"
        return "\(date) \(clock).\(padded(micros - seconds * 1_000_000, 6))"
    }

    /// `0:00:01.500000`, as a `timedelta` prints.
    package static func duration(_ seconds: Double) -> String {
        let micros = Swift.max(0, Int((seconds * 1_000_000).rounded()))
        let whole = micros / 1_000_000
        let days = whole / 86_400
        let clock =
            "\(whole % 86_400 / 3600):\(padded(whole / 60 % 60)):\(padded(whole % 60)).\(padded(micros % 1_000_000, 6))"
        return days == 0 ? clock : "\(days) day\(days == 1 ? "" : "s"), \(clock)"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

/// Days and dates of the proleptic Gregorian calendar.
enum CivilDate {
    /// Howard Hinnant's `civil_from_days`: years begin in March, so that the leap day comes last.
    static func from(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func flooredDivision(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
    }
}
