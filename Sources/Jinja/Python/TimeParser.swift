import Values

/// `strptime` as Python has it, in the C locale: the format becomes a regular expression.
struct TimeParser {
    private static let patterns: [Unicode.Scalar: String] = {
        let short = { (names: [String]) in names.map { String($0.prefix(3)) }.joined(separator: "|") }
        return [
            "d": "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]", "f": "[0-9]{1,6}", "H": "2[0-3]|[0-1]\\d|\\d",
            "I": "1[0-2]|0[1-9]|[1-9]", "G": "\\d\\d\\d\\d",
            "j": "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]", "m": "1[0-2]|0[1-9]|[1-9]",
            "M": "[0-5]\\d|\\d", "S": "6[0-1]|[0-5]\\d|\\d", "U": "5[0-3]|[0-4]\\d|\\d", "W": "5[0-3]|[0-4]\\d|\\d",
            "w": "[0-6]", "u": "[1-7]", "V": "5[0-3]|0[1-9]|[1-4]\\d|\\d", "y": "\\d\\d", "Y": "\\d\\d\\d\\d",
            "z": "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z)", "p": "am|pm", "Z": "utc|gmt",
            "A": TimeFormat.days.joined(separator: "|"), "a": short(TimeFormat.days),
            "B": TimeFormat.months.joined(separator: "|"), "b": short(TimeFormat.months),
        ]
    }()
    private static let composed: [Unicode.Scalar: String] = [
        "c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S",
    ]

    private var fields: [Unicode.Scalar: String] = [:]

    /// The time a text tells by a format.
    /// - Throws: if it does not follow it, the format is none, or there is no such day.
    static func time(of text: String, _ format: String) throws(Fault) -> CivilTime {
        var order: [Unicode.Scalar] = []
        let regex = try Patterns.regex("(?i)\\A" + (try pattern(of: format, &order)) + "\\Z")
        guard let match = try Patterns.run({ () throws(RegexError) in try regex.prefixMatch(of: text) }) else {
            throw Fault.failed(
                "time does not match its format", "`\(text)` does not match `\(format)`.")
        }
        var parser = TimeParser()
        for (index, letter) in order.enumerated() { parser.fields[letter] = match.text(index + 1) }
        guard let time = parser.time else {
            throw Fault.failed("invalid date or time", "`\(text)` is not a date or time that exists.")
        }
        return time
    }

    private static func pattern(of format: String, _ order: inout [Unicode.Scalar]) throws(Fault) -> String {
        var pattern = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if Python.isSpace(scalar) {
                if !pattern.hasSuffix("\\s+") { pattern += "\\s+" }
            } else if scalar != "%" {
                pattern += PythonRegex.escape(String(scalar))
            } else if let letter = scalars.next() {
                pattern += try field(letter, &order)
            } else {
                throw Fault.failed("invalid time format", "`\(format)` ends in a stray `%`.")
            }
        }
        return pattern
    }

    private static func field(_ letter: Unicode.Scalar, _ order: inout [Unicode.Scalar]) throws(Fault) -> String {
        if letter == "%" { return "%" }
        if let format = composed[letter] { return try pattern(of: format, &order) }
        guard let pattern = patterns[letter], !order.contains(letter) else {
            throw Fault.failed("invalid time format", "`%\(letter)` is not a directive, or occurs twice.")
        }
        order.append(letter)
        return "(\(pattern))"
    }

    // MARK: Meaning

    private func number(_ letter: Unicode.Scalar) -> Int? {
        fields[letter].flatMap { Python.integer(of: $0)?.small }
    }

    private func index(_ letter: Unicode.Scalar, in names: [String]) -> Int? {
        guard let text = fields[letter]?.lowercased() else { return nil }
        return names.firstIndex { $0.lowercased().hasPrefix(text) }
    }

    private var time: CivilTime? {
        var time = CivilTime()
        time.year = number("Y") ?? number("y").map { $0 < 69 ? 2000 + $0 : 1900 + $0 } ?? 1900
        let month = index("B", in: TimeFormat.months) ?? index("b", in: TimeFormat.months)
        time.month = number("m") ?? month.map { $0 + 1 } ?? 1
        time.day = number("d") ?? 1
        (time.hour, time.minute, time.second) = (hour, number("M") ?? 0, number("S") ?? 0)
        if let digits = fields["f"] { time.microsecond = Int((digits + "00000").prefix(6)) ?? 0 }
        guard time.exists, (fields["G"] != nil) == (fields["V"] != nil) else { return nil }
        if fields["z"] != nil { time.offset = zone }
        return dated(time)
    }

    private var hour: Int {
        guard let hour = number("I") else { return number("H") ?? 0 }
        return hour % 12 + (fields["p"]?.lowercased() == "pm" ? 12 : 0)
    }

    private var weekday: Int? {
        index("A", in: TimeFormat.days) ?? index("a", in: TimeFormat.days) ?? number("u").map { $0 - 1 }
            ?? number("w").map { ($0 + 6) % 7 }
    }

    /// The time with the date that a day of the year, or a week and a day of it, tell.
    private func dated(_ time: CivilTime) -> CivilTime? {
        var first = CivilTime()
        first.year = time.year
        if let day = number("j") { return time.onDay(first.dayNumber + day - 1) }
        if let year = number("G"), let week = number("V") {
            guard let weekday, fields["Y"] == nil else { return nil }
            first.year = year
            (first.month, first.day) = (1, 4)
            return time.onDay(first.dayNumber - first.weekday + (week - 1) * 7 + weekday)
        }
        guard fields["Y"] != nil || fields["y"] != nil, let weekday, let week = number("U") ?? number("W") else {
            return time
        }
        // Weeks begin on Sunday for `%U` and on Monday for `%W`; the days before the first are in week 0.
        let shift = fields["U"] == nil ? 0 : 1
        let start = (7 - (first.weekday + shift) % 7) % 7
        return time.onDay(first.dayNumber + start + (week - 1) * 7 + (weekday + shift) % 7)
    }

    /// Seconds east of Greenwich.
    private var zone: Int {
        guard let text = fields["z"], text != "Z" else { return 0 }
        let digits = text.filter(\.isNumber)
        let parts = [0, 2, 4].map { Int(digits.dropFirst($0).prefix(2)) ?? 0 }
        return (parts[0] * 3600 + parts[1] * 60 + parts[2]) * (text.hasPrefix("-") ? -1 : 1)
    }
}

extension CivilTime {
    /// The same time on another day, counted from 1970.
    fileprivate func onDay(_ number: Int) -> CivilTime {
        let date = CivilTime(seconds: number * 86_400)
        var time = self
        (time.year, time.month, time.day) = (date.year, date.month, date.day)
        return time
    }
}
