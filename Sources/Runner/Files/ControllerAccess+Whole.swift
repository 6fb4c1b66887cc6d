package import Jinja
import Values
import Vault

extension ControllerAccess {
    /// The whole of it, which every command gives to its templates.
    package convenience init(
        environment: [String: String], startDirectory: String, openVaultFile: OpenVaultFile?,
        configuration: @escaping Configuration
    ) {
        self.init(
            environment: environment, startDirectory: startDirectory, openVaultFile: openVaultFile,
            seal: VaultCipher.seal, unseal: VaultCipher.unseal,
            fetch: { request throws(Diagnostic) in try request.contents(environment: environment) },
            configuration: configuration)
    }

    /// The same without environment, vaults and settings, as benchmarks and tests want it.
    package static func bare(in directory: String, environment: [String: String] = [:]) -> ControllerAccess {
        ControllerAccess(
            environment: environment, startDirectory: directory, openVaultFile: nil, configuration: { _ in nil })
    }
}
