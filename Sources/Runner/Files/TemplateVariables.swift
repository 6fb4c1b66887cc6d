internal import Glibc
package import Values

/// The variables that a template file sees besides the task's.
///
/// Source: Ansible's `template` module, its notes on `ansible_managed` and `template_*`.
package struct TemplateVariables {
    private let path: String
    private let text: String
    private let now: Double

    /// - Parameters:
    ///   - path: The template's file, as an absolute path.
    ///   - text: What stands in it. Most templates mention none of these; then nothing is looked up.
    ///   - now: Seconds since 1970.
    package init(path: String, text: String, now: Double) {
        self.path = path
        self.text = text
        self.now = now
    }

    package var mapping: Mapping {
        guard text.contains("template_") || text.contains("ansible_managed") else { return [:] }
        let status = FileStatus(path)
        return [
            "ansible_managed": "Ansible managed", "template_path": .string(path), "template_fullpath": .string(path),
            "template_host": .string(Self.hostName), "template_run_date": .string(Self.date(now)),
            "template_mtime": .string(Self.date(status?.modified ?? 0)), "template_uid": .string(owner(status)),
        ]
    }

    private func owner(_ status: FileStatus?) -> String {
        guard let id = status?.userID else { return "" }
        guard let entry = getpwuid(id) else { return String(id) }
        return String(cString: entry.pointee.pw_name)
    }

    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count)
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Local time as Python prints a `datetime`.
    private static func date(_ seconds: Double) -> String {
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
        let whole =
            "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
        let fraction = String(Int((seconds - seconds.rounded(.down)) * 1_000_000))
        return fraction == "0" ? whole : whole + "." + String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    }
}
