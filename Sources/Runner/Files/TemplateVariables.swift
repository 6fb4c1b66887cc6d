internal import Glibc
import Values

/// The variables that a template file sees besides the task's.
///
/// Source: Ansible's `template` module, its notes on `ansible_managed` and `template_*`.
struct TemplateVariables {
    let path: String
    /// Most templates mention none of these; then nothing is looked up.
    let text: String
    /// Seconds since 1970.
    let now: Double

    var mapping: Mapping {
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
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
