import ArgumentParser
import Vault

struct VaultEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt files in place.")

    @OptionGroup var files: VaultFileOptions
    @OptionGroup var options: VaultOptions
    @OptionGroup var sealing: VaultSealOptions

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options, isNew: true)
            let identity = try vault.sealingIdentity(sealing)
            let sealed = try files.pairs.map { ($0.output, vault.seal(try $0.input.plainBytes(), as: identity)) }
            for (file, bytes) in sealed { try file.write(bytes, by: vault.terminal) }
            vault.tellSuccess("Encryption")
        }
    }
}

struct VaultDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt files in place.")

    @OptionGroup var files: VaultFileOptions
    @OptionGroup var options: VaultOptions

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options)
            let opened = try files.pairs.map { ($0.output, try $0.input.opened(with: vault.keyring).plain) }
            for (file, bytes) in opened { try file.write(bytes, by: vault.terminal) }
            vault.tellSuccess("Decryption")
        }
    }
}
