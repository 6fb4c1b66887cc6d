import ModuleKit
import Values

/// How a host keeps its time zone, and which it is as far as systemd tells.
struct TimezoneFacts: Sendable, Hashable {
    enum Family: String {
        case systemd, debian, alpine, gentoo, other
    }

    var family: Family
    var zone: String?
    /// `local` or `UTC`.
    var hwclock: String?
    /// Whether /etc/sysconfig/clock speaks SUSE's words.
    var sysconfig = SettingLine.redHat

    static let touched: [Footprint] = [
        .named("time zone"), .path("/etc/localtime"), .path("/etc/timezone"), .path("/etc/adjtime"),
        .path("/etc/sysconfig/clock"), .path("/etc/default/rcS"), .path("/etc/conf.d/hwclock"),
    ]

    static let clock = HostFact(
        Command(.shell(question, executable: nil), environment: [EnvironmentVariable("LC_ALL", "C")]),
        reads: .named("time zone"), .path("/etc/sysconfig/clock")
    ) { TimezoneFacts($0.standardOutput.text) }

    private static let question = """
        PATH=$PATH:/usr/sbin:/sbin; export PATH
        if text=$(timedatectl 2>/dev/null); then printf 'systemd\\n%s\\n' "$text"
        elif command -v dpkg-reconfigure >/dev/null; then echo debian
        elif command -v setup-timezone >/dev/null; then echo alpine
        elif [ -e /etc/gentoo-release ]; then echo gentoo
        else echo other; grep -o '^TIMEZONE *=' /etc/sysconfig/clock 2>/dev/null || grep -io '^ID="*[a-z]*suse' /etc/os-release
        fi
        :
        """

    private init(_ text: String) {
        let lines = text.split(separator: "\n")
        family = Family(rawValue: String(lines.first ?? "")) ?? .other
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
            let value = parts.last?.split(separator: " ").first.map(String.init)
            switch parts.first {
            case "Time zone", "Timezone": zone = value
            case "RTC in local TZ": hwclock = value == "yes" ? "local" : "UTC"
            default: if family == .other { sysconfig = .suse }
            }
        }
    }
}

/// The setting of a line in a file of settings, such as `ZONE="Europe/Stockholm"`.
struct SettingLine: Sendable, Hashable {
    /// What stands before the sign; `nil` where the line is nothing but the value.
    let name: String?
    let isQuoted: Bool

    static let whole = SettingLine(name: nil, isQuoted: false)
    static let redHat = SettingLine(name: "ZONE", isQuoted: true)
    static let suse = SettingLine(name: "TIMEZONE", isQuoted: true)
    static let utc = SettingLine(name: "UTC", isQuoted: false)

    func value(of line: Substring) -> String? {
        guard let name else { return line.first.flatMap { $0.isWhitespace ? nil : line.firstWord } }
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, line.hasPrefix(name), String(parts[0]).trimmed == name else { return nil }
        return parts[1].firstWord.map { $0.filter { $0 != "\"" } }
    }

    func text(_ value: String) -> String { (name.map { $0 + "=" } ?? "") + (isQuoted ? "\"\(value)\"" : value) }
}

extension Substring {
    fileprivate var firstWord: String? { words.first }
}
