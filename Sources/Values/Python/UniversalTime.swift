/// A moment to the second as calendars and clocks show it in UTC.
package struct UniversalTime: Sendable, Hashable {
    package let date: CalendarDate
    package let hour: Int
    package let minute: Int
    package let second: Int

    package init(secondsSince1970 seconds: Int) {
        let days = Python.floorDivide(seconds, 86_400)
        let rest = seconds - days * 86_400
        date = CalendarDate(daysSince1970: days)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// `14:05:01`.
    package var clock: String {
        [hour, minute, second].map { String($0).zeroFilled(2) }.joined(separator: ":")
    }
}
