package import Values

/// The control node as templates see it: its environment, files, vaults, settings, and what it reaches.
///
/// Every capability is asked for, so that no command leaves one out unnoticed. A class because each template of a run
/// holds it.
package final class ControllerAccess: Sendable {
    package typealias OpenVaultFile = @Sendable (_ contents: [UInt8], _ path: String) throws(Diagnostic) -> [UInt8]
    package typealias Seal =
        @Sendable (_ text: String, _ password: String, _ salt: String?, _ label: String) -> String
    package typealias Unseal = @Sendable (_ envelope: String, _ password: String) -> String?
    package typealias Fetch = @Sendable (_ request: URLFetch) throws(Diagnostic) -> [UInt8]
    package typealias Configuration = @Sendable (_ name: String) -> FoundSetting?

    package let environment: [String: String]
    /// Where the run was begun: what filters and tests of paths take relative ones from.
    package let startDirectory: String
    /// Opens the contents of a vaulted file; files without a vault header never reach it. Without it they are an error.
    package let openVaultFile: OpenVaultFile?
    /// Closes text with a password for the filter `vault`, under a random salt unless one is given.
    let seal: Seal
    /// Opens what `seal` closed; `nil` if the password is another one or the text is damaged.
    let unseal: Unseal
    /// Fetches a URL for `lookup('url')`.
    let fetch: Fetch
    /// A setting by its name in ansible.cfg, for `lookup('config')`.
    let configuration: Configuration

    package init(
        environment: [String: String], startDirectory: String, openVaultFile: OpenVaultFile?, seal: @escaping Seal,
        unseal: @escaping Unseal, fetch: @escaping Fetch, configuration: @escaping Configuration
    ) {
        self.environment = environment
        self.startDirectory = startDirectory
        self.openVaultFile = openVaultFile
        self.seal = seal
        self.unseal = unseal
        self.fetch = fetch
        self.configuration = configuration
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
