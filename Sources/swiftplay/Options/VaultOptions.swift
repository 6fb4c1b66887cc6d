import ArgumentParser

/// Where vault passwords come from.
struct VaultOptions: ParsableArguments {
    @Option(
        name: [.customLong("vault-password-file"), .customLong("vault-pass-file")],
        help: ArgumentHelp(
            "A file with a vault password, or a program that prints one. Can be repeated.", valueName: "file"))
    var passwordFiles: [String] = []

    @Option(
        name: .customLong("vault-id"),
        help: ArgumentHelp(
            "A vault password with its vault id: LABEL@FILE, or LABEL@prompt. Can be repeated.", valueName: "id"))
    var identities: [String] = []

    @Flag(
        name: [.customShort("J"), .customLong("ask-vault-password"), .customLong("ask-vault-pass")],
        help: "Ask for the vault password.")
    var asks = false
}

/// Which of several passwords a vault command encrypts with.
struct VaultSealOptions: ParsableArguments {
    @Option(
        name: .customLong("encrypt-vault-id"),
        help: ArgumentHelp("The vault id to encrypt with, if there are several.", valueName: "label"))
    var label: String?
}
