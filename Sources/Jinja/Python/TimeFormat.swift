/// `strftime`, in the C locale.
enum TimeFormat {
    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    static func format(_ format: String, _ time: CivilTime) -> String {
        var out = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                out.unicodeScalars.append(scalar)
                continue
            }
            guard var letter = scalars.next() else { return out + "%" }
            var unpadded = false
            if letter == "-", let next = scalars.next() { (letter, unpadded) = (next, true) }
            let field = field(letter, time)
            out += unpadded ? withoutPadding(field) : field
        }
        return out
    }

    static func padded(_ number: Int, _ width: Int, _ fill: String = "0") -> String {
        let digits = String(number)
        return String(repeating: fill, count: max(0, width - digits.count)) + digits
    }

    private static func withoutPadding(_ field: String) -> String {
        let rest = field.drop { $0 == "0" || $0 == " " }
        return rest.isEmpty ? "0" : String(rest)
    }

    private static func field(_ letter: Unicode.Scalar, _ time: CivilTime) -> String {
        let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch letter {
        case "Y": return String(time.year)
        case "y": return padded(time.year % 100, 2)
        case "C": return padded(time.year / 100, 2)
        case "m": return padded(time.month, 2)
        case "d": return padded(time.day, 2)
        case "e": return padded(time.day, 2, " ")
        case "H": return padded(time.hour, 2)
        case "k": return padded(time.hour, 2, " ")
        case "I": return padded(hour12, 2)
        case "l": return padded(hour12, 2, " ")
        case "M": return padded(time.minute, 2)
        case "S": return padded(time.second, 2)
        case "f": return padded(time.microsecond, 6)
        case "p": return time.hour < 12 ? "AM" : "PM"
        case "P": return time.hour < 12 ? "am" : "pm"
        case "j": return padded(time.dayOfYear, 3)
        case "a": return String(days[time.weekday].prefix(3))
        case "A": return days[time.weekday]
        case "b", "h": return String(months[time.month - 1].prefix(3))
        case "B": return months[time.month - 1]
        case "u": return String(time.weekday + 1)
        case "w": return String((time.weekday + 1) % 7)
        case "U": return padded((time.dayOfYear + 6 - (time.weekday + 1) % 7) / 7, 2)
        case "W": return padded((time.dayOfYear + 6 - time.weekday) / 7, 2)
        case "V": return padded(time.isoWeek.week, 2)
        case "G": return String(time.isoWeek.year)
        case "g": return padded(time.isoWeek.year % 100, 2)
        case "s": return String(time.faceSeconds - (time.offset ?? 0))
        case "z": return time.offset.map(zone) ?? ""
        case "Z": return time.zone
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return composed(letter, time)
        }
    }

    private static func composed(_ letter: Unicode.Scalar, _ time: CivilTime) -> String {
        let formats: [Unicode.Scalar: String] = [
            "F": "%Y-%m-%d", "T": "%H:%M:%S", "X": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y", "x": "%m/%d/%y",
            "c": "%a %b %e %H:%M:%S %Y", "r": "%I:%M:%S %p",
        ]
        return formats[letter].map { format($0, time) } ?? "%\(letter)"
    }

    private static func zone(_ offset: Int) -> String {
        let minutes = offset.magnitude / 60
        return (offset < 0 ? "-" : "+") + padded(Int(minutes / 60), 2) + padded(Int(minutes % 60), 2)
    }
}
