import Controller
import Values

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The variables that a template file sees, and all that is rendered for it: those around it, and what tells of the file.
///
/// Source: Ansible's module `template`, its notes on `ansible_managed` and `template_*`, which win over variables.
package struct TemplateScope: VariableScope {
    private let base: any VariableScope
    /// The name of the template as it was given, and its file as an absolute path.
    private let name: String
    private let path: String
    /// Where the result goes, as that was given; `nil` for a lookup.
    private let destination: String?
    private let settings: TemplateSettings
    /// `template_vars` of the lookup, which win over all.
    var further: Mapping = [:]

    package init(
        over base: any VariableScope, name: String, path: String, destination: String?, settings: TemplateSettings
    ) {
        self.base = base
        self.name = name
        self.path = path
        self.destination = destination
        self.settings = settings
    }

    package func lookUp(_ name: String) -> Variable? {
        if let value = further[name] ?? own(name) { return .value(value) }
        return base.lookUp(name)
    }

    package var names: [String] { base.names + Self.ownNames + further.keys.compactMap(\.text) }

    private static let ownNames = [
        "ansible_managed", "template_path", "template_fullpath", "template_destpath", "template_host",
        "template_run_date", "template_mtime", "template_uid",
    ]

    /// Worked out when it is asked for: most templates mention none of these.
    private func own(_ name: String) -> Value? {
        switch name {
        case "ansible_managed": .string(managed)
        case "template_path": .string(self.name)
        case "template_fullpath": .string(path)
        case "template_destpath": destination.map { .string($0) } ?? .null
        case "template_host": .string(Self.hostName)
        case "template_run_date": .string(Self.date(settings.clock()))
        case "template_mtime": .string(Self.date(modified))
        case "template_uid": .string(owner)
        default: nil
        }
    }

    /// `ansible_managed` of ansible.cfg, whose `{file}`, `{host}` and `{uid}` are filled in first, and then what
    /// strftime(3) makes of the time the template was changed.
    private var managed: String {
        var text = settings.managed
        for (field, value) in [
            ("{host}", Self.hostName), ("{uid}", owner), ("{file}", name.replacing("%", with: "%%")),
        ] {
            text = text.replacingScalars(field, with: value)
        }
        return text.contains("%") ? TimeFormat.format(text, .local(modified)) : text
    }

    private var modified: PointInTime {
        let time = FileStatus(path)?.modified
        return PointInTime(seconds: time?.seconds ?? 0, nanoseconds: time?.nanoseconds ?? 0)
    }

    private var owner: String {
        guard let id = FileStatus(path)?.userID else { return "" }
        return ControllerAccounts.userName(id) ?? String(id)
    }

    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count)
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Local time as Python prints a `datetime`.
    private static func date(_ point: PointInTime) -> String { DateTimeObject(CivilTime.local(point).naive).text }
}
