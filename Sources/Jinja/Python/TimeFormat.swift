import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// `strftime` as the C library has it, in the C locale.
enum TimeFormat {
    static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// As Python, which lets a field grow to this and then gives up.
    private static let longestField = 256

    static func format(_ format: String, _ time: CivilTime) -> String {
        guard !format.isEmpty else { return "" }
        return time.zone.withCString { zone in
            var parts = time.parts
            parts.tm_zone = UnsafePointer(zone)
            var buffer = [CChar](repeating: 0, count: longestField * (format.utf8.count + 1))
            let length = strftime(&buffer, buffer.count, format, &parts)
            return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// What a Python `datetime` makes of a format: it knows `%f`, and its zone only if it has one.
    static func formatDate(_ format: String, _ time: CivilTime) -> String {
        var plain = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            plain.unicodeScalars.append(scalar)
            guard scalar == "%", let letter = scalars.next() else { continue }
            plain.unicodeScalars.append(letter)
            if let own = own(letter, time) { plain = plain.dropLast(2) + own }
        }
        return Self.format(plain, time)
    }

    private static func own(_ letter: Unicode.Scalar, _ time: CivilTime) -> String? {
        switch letter {
        case "f": String(time.microsecond).zeroFilled(6)
        case "z": time.offset.map { zone($0) } ?? ""
        case "Z": time.zoneName ?? ""
        default: nil
        }
    }

    /// `+0200`, or with a colon.
    static func zone(_ offset: Int, colon: String = "") -> String {
        let minutes = Int(offset.magnitude / 60)
        return (offset < 0 ? "-" : "+") + String(minutes / 60).zeroFilled(2) + colon
            + String(minutes % 60).zeroFilled(2)
    }
}
