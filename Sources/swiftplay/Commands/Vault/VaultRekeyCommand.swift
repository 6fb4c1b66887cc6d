import ArgumentParser
import Values
import Vault

struct VaultRekeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Encrypt vaulted files with a new password.")

    @Argument(help: "Vaulted files.", completion: .file())
    var files: [String]

    @OptionGroup var options: VaultOptions
    @OptionGroup var sealing: VaultSealOptions

    @Option(
        name: .customLong("new-vault-password-file"),
        help: ArgumentHelp("A file with the new password, or a program that prints it.", valueName: "file"))
    var newPasswordFile: String?

    @Option(
        name: .customLong("new-vault-id"),
        help: ArgumentHelp("The new password with its vault id: LABEL@FILE, or LABEL@prompt.", valueName: "id"))
    var newIdentity: String?

    @OptionGroup var talk: VerbosityOptions

    mutating func validate() throws {
        guard newPasswordFile == nil || newIdentity == nil else {
            throw ValidationError("Give only one of --new-vault-password-file and --new-vault-id.")
        }
    }

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options)
            let opened = try files.map { ($0, try VaultFile($0).opened(with: vault.keyring).plain) }
            let identity = try sealingIdentity(vault)
            for (file, plain) in opened {
                try VaultFile(file).write(vault.seal(plain, as: identity), by: vault.terminal, keepsMode: true)
            }
            vault.terminal.tell("Rekey successful\n")
        }
    }

    private func sealingIdentity(_ vault: VaultSession) throws -> VaultIdentity {
        let source =
            newPasswordFile.map { vault.passwords.source(file: $0) } ?? vault.passwords.source(newIdentity ?? "prompt")
        let new = try vault.passwords.identity(source, isNew: true)
        return try VaultKeyring([new], registry: vault.session.secrets).identity(toSealAs: sealing.label)
    }
}
