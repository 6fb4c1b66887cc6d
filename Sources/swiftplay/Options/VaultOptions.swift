import ArgumentParser

/// Where vault passwords come from.
struct VaultOptions: ParsableArguments {
    @Option(
        name: [.customLong("vault-password-file"), .customLong("vault-pass-file")],
        help: ArgumentHelp(\.vault.passwordFiles, valueName: "file"))
    var passwordFiles: [String] = []

    @Option(
        name: .customLong("vault-id"),
        help: ArgumentHelp(\.vault.identities, valueName: "id"))
    var identities: [String] = []

    @Flag(
        name: [.customShort("J"), .customLong("ask-vault-password"), .customLong("ask-vault-pass")],
        help: ArgumentHelp(\.vault.asksPassword))
    var asks = false
}

/// Which of several passwords a vault command encrypts with.
struct VaultSealOptions: ParsableArguments {
    @Option(
        name: .customLong("encrypt-vault-id"),
        help: ArgumentHelp(\.vault.encryptIdentity, valueName: "label"))
    var label: String?
}
