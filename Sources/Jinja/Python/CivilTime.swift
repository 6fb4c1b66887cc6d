import Values

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
        zone = offset == 0 ? "GMT" : ""
    }

    /// The time without its zone.
    var naive: CivilTime {
        var time = self
        (time.offset, time.zone) = (nil, "")
        return time
    }

    /// The fields as the C library has them. A time without a zone is taken for one of this machine's.
    var parts: tm {
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(clamping: year - 1900), Int32(month - 1), Int32(day))
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (Int32(hour), Int32(minute), Int32(second))
        (parts.tm_wday, parts.tm_yday) = (Int32((weekday + 1) % 7), Int32(dayOfYear - 1))
        parts.tm_isdst = offset == nil ? -1 : 0
        parts.tm_gmtoff = offset ?? 0
        return parts
    }

    /// How Python calls the zone of a time that has but an offset.
    var zoneName: String? {
        offset.map { $0 == 0 ? "UTC" : "UTC" + TimeFormat.zone($0, colon: ":") }
    }

    /// The clock face so many seconds after 1970 began.
    init(seconds: Int) {
        let time = UniversalTime(secondsSince1970: seconds)
        (year, month, day) = (time.date.year, time.date.month, time.date.day)
        (hour, minute, second) = (time.hour, time.minute, time.second)
    }

    private var date: CalendarDate { CalendarDate(year: year, month: month, day: day) }

    /// The time in the zone of this machine.
    static func local(_ point: PointInTime) -> CivilTime {
        var seconds = time_t(point.seconds)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return CivilTime(point, offset: 0) }
        var time = CivilTime(point, offset: Int(parts.tm_gmtoff))
        time.zone = parts.tm_zone.map { String(cString: $0) } ?? ""
        return time
    }

    /// Whether the calendar has this day and the clock this time, as far as Python knows them.
    var exists: Bool {
        date.exists && (0..<24).contains(hour) && (0..<60).contains(minute) && (0..<60).contains(second)
            && (0..<1_000_000).contains(microsecond)
    }

    /// Days since 1 January 1970.
    var dayNumber: Int { date.daysSince1970 }

    /// Seconds since 1970 on the clock face, whatever the zone.
    var faceSeconds: Int { dayNumber * 86_400 + hour * 3600 + minute * 60 + second }
    /// 0 is Monday.
    var weekday: Int { date.weekday }

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

    var isoDate: String { date.text }

    /// The time of day, with the zone if there is one.
    var isoTime: String {
        let clock = [hour, minute, second].map { String($0).zeroFilled(2) }.joined(separator: ":")
        let fraction = microsecond > 0 ? "." + String(microsecond).zeroFilled(6) : ""
        return clock + fraction + (offset.map { TimeFormat.zone($0, colon: ":") } ?? "")
    }
}
