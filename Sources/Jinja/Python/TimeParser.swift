/// `strptime`, in the C locale.
struct TimeParser {
    private var rest: Substring.UnicodeScalarView
    private var time = CivilTime()
    private var isAfternoon: Bool?

    /// The time a text tells by a format; `nil` if it does not follow it.
    static func parse(_ text: String, _ format: String) -> CivilTime? {
        var parser = TimeParser(rest: Substring(text).unicodeScalars)
        guard parser.read(format), parser.rest.isEmpty else { return nil }
        return parser.time
    }

    private init(rest: Substring.UnicodeScalarView) { self.rest = rest }

    private mutating func read(_ format: String) -> Bool {
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            if scalar == "%" {
                guard let letter = scalars.next(), field(letter) else { return false }
            } else if Python.isSpace(scalar) {
                rest = rest.drop(while: Python.isSpace)
            } else {
                guard rest.popFirst() == scalar else { return false }
            }
        }
        if let isAfternoon { time.hour = time.hour % 12 + (isAfternoon ? 12 : 0) }
        return true
    }

    private mutating func number(_ most: Int, _ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(most).prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, let number = Int(String(digits)), range.contains(number) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    private mutating func set(_ path: WritableKeyPath<CivilTime, Int>, _ value: Int?) -> Bool {
        guard let value else { return false }
        time[keyPath: path] = value
        return true
    }

    private mutating func field(_ letter: Unicode.Scalar) -> Bool {
        switch letter {
        case "Y": return set(\.year, number(4, 0...9999))
        case "y": return set(\.year, number(2, 0...99).map { $0 < 69 ? 2000 + $0 : 1900 + $0 })
        case "m": return set(\.month, number(2, 1...12))
        case "d", "e": return set(\.day, number(2, 1...31))
        case "H": return set(\.hour, number(2, 0...23))
        case "I": return set(\.hour, number(2, 1...12))
        case "M": return set(\.minute, number(2, 0...59))
        case "S": return set(\.second, number(2, 0...61))
        case "f": return fraction()
        case "j": return dayOfYear()
        case "p":
            guard let index = name(["AM", "PM"]) else { return false }
            isAfternoon = index == 1
            return true
        case "b", "h", "B": return month()
        case "a", "A": return name(TimeFormat.days) ?? name(TimeFormat.days.map { String($0.prefix(3)) }) != nil
        case "z": return zone()
        case "Z": return name(["UTC", "GMT"]) != nil
        case "T", "X": return read("%H:%M:%S")
        case "R": return read("%H:%M")
        case "F": return read("%Y-%m-%d")
        case "D", "x": return read("%m/%d/%y")
        case "c": return read("%a %b %d %H:%M:%S %Y")
        case "%": return rest.popFirst() == "%"
        default: return false
        }
    }

    /// The index of the name that stands next, whatever its case.
    private mutating func name(_ names: [String]) -> Int? {
        let lower = String(rest.prefix(12)).lowercased()
        guard let index = names.firstIndex(where: { lower.hasPrefix($0.lowercased()) }) else { return nil }
        rest = rest.dropFirst(names[index].unicodeScalars.count)
        return index
    }

    private mutating func month() -> Bool {
        let index = name(TimeFormat.months) ?? name(TimeFormat.months.map { String($0.prefix(3)) })
        return set(\.month, index.map { $0 + 1 })
    }

    private mutating func fraction() -> Bool {
        let digits = rest.prefix(6).prefix { ("0"..."9").contains($0) }.count
        guard let value = number(6, 0...999_999) else { return false }
        time.microsecond = (digits..<6).reduce(value) { value, _ in value * 10 }
        return true
    }

    private mutating func dayOfYear() -> Bool {
        guard let day = number(3, 1...366) else { return false }
        var first = CivilTime()
        first.year = time.year
        let date = CivilTime(seconds: (first.dayNumber + day - 1) * 86_400)
        (time.month, time.day) = (date.month, date.day)
        return true
    }

    private mutating func zone() -> Bool {
        if rest.first == "Z" {
            rest.removeFirst()
            time.offset = 0
            return true
        }
        guard let sign = rest.popFirst(), sign == "+" || sign == "-", let hours = number(2, 0...23) else {
            return false
        }
        if rest.first == ":" { rest.removeFirst() }
        guard let minutes = number(2, 0...59) else { return false }
        time.offset = (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
        return true
    }
}
