#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A date and a time of day, as clocks and calendars show them.
struct CivilTime: Sendable, Hashable {
    var year = 1900
    var month = 1
    var day = 1
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
    /// Seconds east of Greenwich; `nil` for a time that says nothing of its zone.
    var offset: Int?
    var zone = ""

    init() {}

    init(_ point: PointInTime, offset: Int) {
        self.init(seconds: point.seconds + offset)
        microsecond = point.nanoseconds / 1000
        self.offset = offset
        zone = offset == 0 ? "UTC" : ""
    }

    /// The clock face so many seconds after 1970 began.
    init(seconds: Int) {
        let days = Python.floorDivide(seconds, 86_400)
        let rest = seconds - days * 86_400
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        // Days are counted from 1 March 0000, so that leap days end a year (Hinnant, "chrono-compatible dates").
        let shifted = days + 719_468
        let era = Python.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The time in the zone of this machine.
    static func local(_ point: PointInTime) -> CivilTime {
        var seconds = time_t(point.seconds)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return CivilTime(point, offset: 0) }
        var time = CivilTime(point, offset: Int(parts.tm_gmtoff))
        time.zone = parts.tm_zone.map { String(cString: $0) } ?? ""
        return time
    }

    /// Days since 1 January 1970.
    var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Python.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Seconds since 1970 on the clock face, whatever the zone.
    var faceSeconds: Int { dayNumber * 86_400 + hour * 3600 + minute * 60 + second }
    /// 0 is Monday.
    var weekday: Int { Python.modulo(dayNumber + 3, 7) }

    var dayOfYear: Int {
        var first = self
        (first.month, first.day) = (1, 1)
        return dayNumber - first.dayNumber + 1
    }

    /// ISO 8601's year and week.
    var isoWeek: (year: Int, week: Int) {
        var thursday = CivilTime(seconds: (dayNumber - weekday + 3) * 86_400)
        let day = thursday.dayNumber
        (thursday.month, thursday.day) = (1, 1)
        return (thursday.year, (day - thursday.dayNumber) / 7 + 1)
    }

    var isoText: String {
        var text = TimeFormat.format("%Y-%m-%dT%H:%M:%S", self)
        if microsecond > 0 { text += "." + TimeFormat.padded(microsecond, 6) }
        return text
    }
}
