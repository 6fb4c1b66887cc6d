/// A time as HTTP writes it (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter seconds: Since 1970.
    static func text(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.down))
        let (day, time) = (whole >= 0 ? whole / 86400 : (whole - 86399) / 86400, ((whole % 86400) + 86400) % 86400)
        let date = CalendarDate(daysSince1970: day)
        let clock = [time / 3600, time / 60 % 60, time % 60].map(CalendarDate.twoDigits).joined(separator: ":")
        let weekday = days[((day % 7) + 7) % 7]
        return "\(weekday), \(CalendarDate.twoDigits(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }
}
