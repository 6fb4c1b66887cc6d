import Controller
import Jinja
import Playbook
import Values

/// The settings of ansible.cfg and the environment.
struct AnsibleConfiguration: Sendable {
    /// The file that was read; `nil` if there is none.
    var path: String? { file?.path }
    private let file: ConfigurationFile?
    private let environment: [String: String]
    private let workingDirectory: String
    /// What was passed over on the way to the file.
    private let searchNotices: [Diagnostic]

    /// - Throws: why the file cannot be read.
    init(environment: [String: String], workingDirectory: String) throws(Diagnostics) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        let search = ConfigurationSearch(environment: environment, workingDirectory: workingDirectory)
        searchNotices = search.notices
        if let path = search.path { file = try ConfigurationFile(path: path) } else { file = nil }
    }

    /// What holds for a setting.
    subscript<Content>(path: KeyPath<Settings, Setting<Content>>) -> Content {
        Settings.standard[keyPath: path].content(in: self)
    }

    /// What an option says, or else what holds for the setting: every option that a setting stands behind asks here.
    subscript<Content>(path: KeyPath<Settings, Setting<Content>>, option written: Content?) -> Content {
        written ?? self[path]
    }

    subscript<Content>(path: KeyPath<Settings, Setting<Content?>>, option written: Content?) -> Content? {
        written ?? self[path]
    }

    /// What somebody wrote for a setting: a variable of the environment wins over the file.
    func written(_ setting: some DeclaredSetting) -> WrittenSetting? {
        for name in setting.variables {
            guard let text = environment[name], !text.isEmpty else { continue }
            return WrittenSetting(text: text, origin: .environment(name), folder: workingDirectory, label: name)
        }
        guard let file else { return nil }
        for key in setting.keys {
            guard let entry = file.entries[key] else { continue }
            return WrittenSetting(
                text: entry.text, origin: .file(file.path), folder: ControllerPath.parent(of: file.path),
                span: entry.span, label: Self.label(key))
        }
        return nil
    }

    /// Of a setting by Ansible's name; `nil` if there is none.
    func setting(named name: String) -> FoundSetting? {
        guard let setting = Self.declared.first(where: { $0.name == name }) else { return nil }
        return FoundSetting(setting.value(in: self), origin: origin(of: setting))
    }

    /// Who says what holds: `env: NAME`, the path of a file, or `default`.
    func origin(of setting: some DeclaredSetting) -> String {
        switch written(setting)?.origin {
        case .environment(let name): "env: \(name)"
        case .file(let path): path
        case nil: FoundSetting.fallback
        }
    }

    /// All settings there are, those without effect behind the others.
    static let declared: [any DeclaredSetting] = Settings.all + IneffectiveSetting.all

    static func label(_ key: String) -> String {
        let dot = key.firstIndex(of: ".") ?? key.endIndex
        return "`\(key[dot...].dropFirst())` in [\(key[..<dot])]"
    }
}

// Checks.
extension AnsibleConfiguration {
    /// What is wrong with the settings, mistakes and notices alike.
    func findings() -> Diagnostics {
        // To go through all settings takes a third of the start of a run.
        guard file != nil || environment.keys.contains(where: Self.isOfSettings) else {
            return Diagnostics(searchNotices)
        }
        return Diagnostics(searchNotices + Self.declared.compactMap { $0.mistake(in: self) } + unknownNames)
    }

    /// Whether a variable of the environment may be one of those that can hold a mistake.
    private static func isOfSettings(_ variable: String) -> Bool {
        ["ANSIBLE_", "SWIFTPLAY_", "JUNIT_", "PROFILE_TASKS_"].contains { variable.hasPrefix($0) }
    }

    private var unknownNames: [Diagnostic] {
        guard let file else { return [] }
        let keys = Set(Self.declared.flatMap(\.keys))
        let sections = Set(keys.map { String($0.prefix { $0 != "." }) })
        let strangers = file.sections.filter { !sections.contains($0.name) && !Self.isOfPlugin($0.name) }
        let entries = file.entries.filter { key, _ in
            !keys.contains(key) && sections.contains(String(key.prefix { $0 != "." }))
        }
        return strangers.map { .unknownSection($0.name, $0.span, among: sections) }
            + entries.sorted { $0.value.span.line < $1.value.span.line }
            .map { .unknownSetting($0.key, $0.value.keySpan, among: keys) }
    }

    /// Plugins have sections of their own, which nobody can list.
    private static func isOfPlugin(_ section: String) -> Bool {
        ["callback_", "inventory_", "galaxy_server."].contains { section.hasPrefix($0) }
            || ["_plugin", "_lookup", "_cache", "_inventory", "_connection"].contains { section.hasSuffix($0) }
    }
}

extension Diagnostic {
    fileprivate static func unknownSection(_ name: String, _ span: SourceSpan, among names: Set<String>) -> Diagnostic {
        Diagnostic(
            "config", "unknown section", severity: .notice, detail: "There is no section [\(name)].", at: span,
            help: Suggestion.nearest(to: name, among: names).map { "did you mean [\($0)]?" })
    }

    fileprivate static func unknownSetting(_ key: String, _ span: SourceSpan, among keys: Set<String>) -> Diagnostic {
        let name = key.drop { $0 != "." }.dropFirst()
        let names = Dictionary(keys.map { (String($0.drop { $0 != "." }.dropFirst()), $0) }) { first, _ in first }
        let nearest =
            names[String(name)] ?? Suggestion.nearest(to: String(name), among: names.keys).flatMap { names[$0] }
        return Diagnostic(
            "config", "unknown setting", severity: .notice,
            detail: "There is no setting \(AnsibleConfiguration.label(key)).", at: span,
            help: nearest.map { "did you mean \(AnsibleConfiguration.label($0))?" })
    }
}
