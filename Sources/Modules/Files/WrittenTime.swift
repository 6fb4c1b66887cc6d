import ModuleKit
import Values

/// A time as a task writes it: `preserve`, `now`, or a date in a format of strftime(3), in the host's time zone.
enum WrittenTime: Equatable {
    case preserve
    case now
    /// `2025-03-09 14:05:01`
    case local(String)

    init(_ text: String, format: String) throws(ModuleFailure) {
        switch text {
        case "preserve", "": self = .preserve
        case "now": self = .now
        default: self = .local(try Self.date(text, format: format))
        }
    }

    /// Asks the host, which knows its time zone, for the seconds since 1970.
    var probe: Probe<Double?> {
        guard case .local(let date) = self else { return .known(nil) }
        return Probe<CommandOutput>.command(Command("date", "-d", date, "+%s"), reading: []).map {
            output throws(ModuleFailure) in
            guard output.exitCode == 0, let seconds = Double(output.standardOutput.text.trimmed) else {
                throw ModuleFailure("the host cannot read the time \(date): \(output.standardError.text.trimmed)")
            }
            return seconds
        }
    }

    func fileTime(_ seconds: Double?) -> FileTime {
        switch self {
        case .preserve: .preserve
        case .now: .now
        case .local: seconds.map(FileTime.at) ?? .preserve
        }
    }

    private static func date(_ text: String, format: String) throws(ModuleFailure) -> String {
        var fields: [Character: Int] = ["Y": 1900, "m": 1, "d": 1, "H": 0, "M": 0, "S": 0]
        var rest = text[...]
        var format = expanded(format)[...]
        while let character = format.popFirst() {
            if character == "%", let directive = format.popFirst(), directive != "%" {
                guard let limit = ["Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2][directive] else {
                    throw ModuleFailure("the time format contains %\(directive), which is not supported here")
                }
                let digits = rest.prefix(limit).prefix(while: \.isNumber)
                guard let number = Int(digits) else { throw mismatch(text) }
                fields[directive] = number
                rest = rest.dropFirst(digits.count)
            } else if rest.popFirst() != character {
                throw mismatch(text)
            }
        }
        guard rest.isEmpty else { throw mismatch(text) }
        return written(fields)
    }

    private static func expanded(_ format: String) -> String {
        format.replacing("%F", with: "%Y-%m-%d").replacing("%T", with: "%H:%M:%S")
    }

    private static func written(_ fields: [Character: Int]) -> String {
        let texts = "YmdHMS".map { String(fields[$0] ?? 0).zeroFilled($0 == "Y" ? 4 : 2) }
        return "\(texts[0])-\(texts[1])-\(texts[2]) \(texts[3]):\(texts[4]):\(texts[5])"
    }

    private static func mismatch(_ text: String) -> ModuleFailure {
        ModuleFailure("the time does not match its format: \(text)", hint: "the default format is %Y%m%d%H%M.%S")
    }
}
