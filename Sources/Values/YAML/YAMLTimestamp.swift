/// A date or a moment, which PyYAML makes an object of; playbooks see its `str()`, so here it is text of that form.
struct YAMLTimestamp: CustomStringConvertible {
    let description: String

    /// `nil` if the text has another form, or names a day or time that does not exist.
    init?(_ text: String) {
        guard let fields = Fields(text), fields.exists else { return nil }
        description = fields.pythonText
    }

    /// Whether PyYAML takes plain text for a timestamp, existing or not.
    static func matches(_ text: String) -> Bool {
        guard let fields = Fields(text) else { return false }
        // A date alone must have two digits everywhere; with a time, one is enough.
        return fields.time != nil || text.utf8.count == 10
    }
}

extension YAMLTimestamp {
    struct Time {
        let hour: Int
        let minute: Int
        let second: Int
        let microsecond: Int
        /// Minutes east of Greenwich; `nil` without a zone.
        let zone: Int?
    }

    struct Fields {
        let year: Int
        let month: Int
        let day: Int
        let time: Time?

        init?(_ text: String) {
            var scanner = ByteScanner(text)
            guard let year = scanner.number(4, 4), scanner.skip(anyOf: "-"), let month = scanner.number(1, 2),
                scanner.skip(anyOf: "-"), let day = scanner.number(1, 2)
            else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
            if scanner.isAtEnd {
                time = nil
            } else {
                guard let time = Time(&scanner), scanner.isAtEnd else { return nil }
                self.time = time
            }
        }

        var exists: Bool {
            guard CalendarDate(year: year, month: month, day: day).exists else { return false }
            guard let time else { return true }
            return time.hour < 24 && time.minute < 60 && time.second < 60 && abs(time.zone ?? 0) < 1440
        }

        var pythonText: String {
            let date = CalendarDate(year: year, month: month, day: day).text
            return time.map { "\(date) \($0.pythonText)" } ?? date
        }
    }
}

extension YAMLTimestamp.Time {
    fileprivate init?(_ scanner: inout ByteScanner) {
        guard scanner.skip(anyOf: "Tt") || Self.skipBlanks(&scanner) else { return nil }
        guard let hour = scanner.number(1, 2), scanner.skip(anyOf: ":"), let minute = scanner.number(2, 2),
            scanner.skip(anyOf: ":"), let second = scanner.number(2, 2)
        else { return nil }
        (self.hour, self.minute, self.second) = (hour, minute, second)
        microsecond = scanner.skip(anyOf: ".") ? Self.microseconds(&scanner) : 0
        let isBlank = Self.skipBlanks(&scanner)
        zone = Self.zone(&scanner)
        if isBlank, zone == nil { return nil }
    }

    private static func skipBlanks(_ scanner: inout ByteScanner) -> Bool {
        let start = scanner.position
        scanner.skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return scanner.position > start
    }

    private static func microseconds(_ scanner: inout ByteScanner) -> Int {
        var fraction = 0
        for _ in 0..<6 { fraction = fraction * 10 + (scanner.number(1, 1) ?? 0) }
        _ = scanner.number(0, .max - scanner.position)
        return fraction
    }

    private static func zone(_ scanner: inout ByteScanner) -> Int? {
        if scanner.skip(anyOf: "Z") { return 0 }
        let isWest = scanner.peek == UInt8(ascii: "-")
        guard scanner.skip(anyOf: "+-"), let hours = scanner.number(1, 2) else { return nil }
        let minutes = scanner.skip(anyOf: ":") ? scanner.number(2, 2) : 0
        return minutes.map { (hours * 60 + $0) * (isWest ? -1 : 1) }
    }

    fileprivate var pythonText: String {
        let two = { (number: Int) in String(number).zeroFilled(2) }
        var text = "\(two(hour)):\(two(minute)):\(two(second))"
        if microsecond > 0 { text += "." + String(microsecond).zeroFilled(6) }
        guard let zone else { return text }
        return text + (zone < 0 ? "-" : "+") + "\(two(abs(zone) / 60)):\(two(abs(zone) % 60))"
    }
}
