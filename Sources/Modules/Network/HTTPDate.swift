import Values

/// A time as HTTP writes it (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter seconds: Since 1970.
    static func text(_ seconds: Double) -> String {
        let time = UniversalTime(secondsSince1970: Int(seconds.rounded(.down)))
        let day = String(time.date.day).zeroFilled(2)
        let (weekday, month) = (days[time.date.weekday], months[time.date.month - 1])
        return "\(weekday), \(day) \(month) \(String(time.date.year).zeroFilled(4)) \(time.clock) GMT"
    }
}
