import Values

/// One setting: its names in ansible.cfg, in the environment and on the command line, what it is where nobody says, and
/// what it may be.
///
/// Everything that concerns settings follows from such declarations: reading and checking, `lookup('config')`, the
/// notices of unknown keys, `swiftplay config` and the help of the options.
struct Setting<Content: SettingContent>: Sendable {
    /// Ansible's name, as `lookup('config')` takes it.
    let name: String
    /// `section.key` in ansible.cfg; the first that is written wins.
    let keys: [String]
    /// Variables of the environment, the first that is set wins.
    let variables: [String]
    /// The option that says the same and wins over both.
    let option: String?
    let fallback: Content
    /// A sentence, of the option, too.
    let help: String

    init(
        _ name: String, _ keys: String..., variables: String..., option: String? = nil, default fallback: Content,
        help: String
    ) {
        self.name = name
        self.keys = keys
        self.variables = variables
        self.option = option
        self.help = help
        self.fallback = fallback
    }
}

/// A setting whatever it holds.
protocol DeclaredSetting: Sendable {
    var name: String { get }
    var keys: [String] { get }
    var variables: [String] { get }
    var option: String? { get }
    var help: String { get }
    /// What it is where nobody says.
    var usual: Value { get }
    /// What must be written.
    var expectation: String { get }

    /// What holds, for `lookup('config')` and for people.
    func value(in configuration: AnsibleConfiguration) -> Value
    /// What is wrong with what was written.
    func mistake(in configuration: AnsibleConfiguration) -> Diagnostic?
}

extension Setting: DeclaredSetting {
    func content(in configuration: AnsibleConfiguration) -> Content {
        configuration.written(self).flatMap { Content(setting: $0) } ?? fallback
    }

    var usual: Value { fallback.settingValue }
    var expectation: String { Content.expectation }

    func value(in configuration: AnsibleConfiguration) -> Value { content(in: configuration).settingValue }

    func mistake(in configuration: AnsibleConfiguration) -> Diagnostic? {
        guard let written = configuration.written(self), Content(setting: written) == nil else { return nil }
        return .unfitSetting(written, expected: Content.expectation)
    }
}

extension Diagnostic {
    fileprivate static func unfitSetting(_ written: WrittenSetting, expected: String) -> Diagnostic {
        Diagnostic(
            "config", "invalid setting",
            detail: "\(written.label) is `\(written.text)` and must be \(expected).", at: written.span)
    }
}

/// What somebody wrote for a setting.
struct WrittenSetting: Sendable {
    enum Origin: Sendable, Hashable {
        case environment(String)
        case file(String)
    }

    let text: String
    let origin: Origin
    /// Where relative paths begin.
    let folder: String
    /// In the file, under the value.
    var span: SourceSpan?
    /// How a message calls it: the variable, or section and key.
    var label: String
}
