/// Times as Python prints them.
package enum PythonTime {
    /// `2025-03-09 14:05:01.000250`, in UTC.
    package static func timestamp(_ secondsSince1970: Double) -> String {
        let micros = Int((secondsSince1970 * 1_000_000).rounded())
        let time = UniversalTime(secondsSince1970: Python.floorDivide(micros, 1_000_000))
        return "\(time.date.text) \(time.clock).\(String(Python.modulo(micros, 1_000_000)).zeroFilled(6))"
    }

    /// `0:00:01.500000`, as a `timedelta` prints.
    package static func duration(_ seconds: Double) -> String {
        let micros = Swift.max(0, Int((seconds * 1_000_000).rounded()))
        let (days, rest) = (micros / 1_000_000).quotientAndRemainder(dividingBy: 86_400)
        let minutesAndSeconds = [rest / 60 % 60, rest % 60].map { String($0).zeroFilled(2) }.joined(separator: ":")
        let clock = "\(rest / 3600):\(minutesAndSeconds).\(String(micros % 1_000_000).zeroFilled(6))"
        return days == 0 ? clock : "\(days) day\(days == 1 ? "" : "s"), \(clock)"
    }
}
