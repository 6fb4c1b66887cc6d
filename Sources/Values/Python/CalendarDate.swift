/// A day of the Gregorian calendar, which is reckoned back before its time, as Python's `date`.
package struct CalendarDate: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int

    package init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// Howard Hinnant's `civil_from_days`: years begin in March, so that the leap day comes last, and eras of 400 years
    /// are all alike.
    package init(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = Python.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The inverse, `days_from_civil`.
    package var daysSince1970: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = Python.floorDivide(marchYear, 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 0 is Monday.
    package var weekday: Int { Python.modulo(daysSince1970 + 3, 7) }

    /// Whether the calendar has this day, and Python this year.
    package var exists: Bool {
        (1...9999).contains(year) && (1...12).contains(month) && CalendarDate(daysSince1970: daysSince1970) == self
    }

    /// `2026-02-28`.
    package var text: String {
        "\(String(year).zeroFilled(4))-\(String(month).zeroFilled(2))-\(String(day).zeroFilled(2))"
    }
}
