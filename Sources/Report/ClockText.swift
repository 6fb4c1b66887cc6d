internal import Glibc
import Values

/// Points of time as text. Times are seconds since 1970.
package enum ClockText {
    /// `2026-11-29T16:53:21.509203`, in UTC.
    package static func utc(_ time: Double) -> String {
        var parts = tm()
        var seconds = time_t(time)
        gmtime_r(&seconds, &parts)
        return text(parts, "%Y-%m-%dT%H:%M:%S") + "." + String(Int((time - Double(seconds)) * 1_000_000)).zeroFilled(6)
    }

    /// As `strftime` writes it, on this machine's clock.
    package static func local(_ time: Double, _ format: String) -> String {
        var parts = tm()
        var seconds = time_t(time)
        localtime_r(&seconds, &parts)
        return text(parts, format)
    }

    /// `h:mm:ss.mmm`.
    static func duration(_ seconds: Double) -> String {
        let milliseconds = Int(seconds * 1000)
        let (minutes, hours) = (milliseconds / 60_000 % 60, milliseconds / 3_600_000)
        let clock = [minutes, milliseconds / 1000 % 60].map { String($0).zeroFilled(2) }.joined(separator: ":")
        return "\(hours):\(clock).\(String(milliseconds % 1000).zeroFilled(3))"
    }

    private static func text(_ parts: tm, _ format: String) -> String {
        var parts = parts
        var bytes = [CChar](repeating: 0, count: 128)
        let count = strftime(&bytes, bytes.count, format, &parts)
        return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
