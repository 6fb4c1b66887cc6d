package import Values

/// The controller as lookups see it: where files are searched, which environment there is, what may be run.
package struct LookupContext: Sendable {
    /// The subfolder of roles and playbooks in which a kind of file is searched first.
    package enum FileKind: String, Sendable, Hashable {
        case files, templates, vars
    }

    /// The places to try for a name, best first, as absolute paths; Ansible's search path.
    package var candidates: @Sendable (_ name: String, _ kind: FileKind) -> [String]
    /// What `with_first_found` looks for, which depends on the task's module; `lookup('first_found')`
    /// always looks for files.
    package var loopKind = FileKind.files
    /// Programs run here and relative paths start here.
    package var workingDirectory: String
    /// Where the run was begun: what filters and tests of paths take relative ones from.
    package var startDirectory: String
    package var environment: [String: String]
    /// Opens the contents of a vaulted file; files without a vault header never reach it.
    package var openVaultFile: (@Sendable (_ contents: [UInt8], _ path: String) throws(Diagnostic) -> [UInt8])?
    /// Closes text with a password for the filter `vault`, under a random salt unless one is given.
    package var seal: (@Sendable (_ text: String, _ password: String, _ salt: String?, _ label: String) -> String)?
    /// Opens what `seal` closed; `nil` if the password is another one or the text is damaged.
    package var unseal: (@Sendable (_ envelope: String, _ password: String) -> String?)?
    /// Fetches a URL for `lookup('url')`; without it that lookup is refused.
    package var fetch: (@Sendable (_ request: URLFetch) throws(Diagnostic) -> [UInt8])?
    /// A setting by its name in ansible.cfg, for `lookup('config')`.
    package var configuration: @Sendable (_ name: String) -> FoundSetting?
    /// The hosts that a pattern matches, for `lookup('inventory_hostnames')`.
    package var hosts: @Sendable (_ pattern: String) -> [String]
    /// Whether lookups with effects (`pipe`, `password`, `url`) may be run; looking ahead says no.
    package var allowsEffects: Bool

    package init(
        workingDirectory: String = ".", environment: [String: String] = [:], allowsEffects: Bool = true,
        candidates: (@Sendable (String, FileKind) -> [String])? = nil
    ) {
        self.workingDirectory = workingDirectory
        startDirectory = workingDirectory
        self.environment = environment
        self.allowsEffects = allowsEffects
        self.candidates =
            candidates ?? { name, kind in
                name.hasPrefix("/")
                    ? [name] : ["\(workingDirectory)/\(kind.rawValue)/\(name)", "\(workingDirectory)/\(name)"]
            }
        configuration = { _ in nil }
        hosts = { _ in [] }
    }
}

/// What holds for a setting, and who says so: `default`, `env: NAME` or the path of a file.
package struct FoundSetting: Sendable {
    package let value: Value
    package let origin: String

    /// The origin of what nobody wrote.
    package static let fallback = "default"

    package init(_ value: Value, origin: String) {
        self.value = value
        self.origin = origin
    }
}
