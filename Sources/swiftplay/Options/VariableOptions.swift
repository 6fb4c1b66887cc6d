import ArgumentParser

/// Variables and the passwords of vaulted ones.
struct VariableOptions: ParsableArguments {
    @Option(
        name: [.short, .customLong("extra-vars")],
        help: ArgumentHelp(
            "Variables as key=value, JSON, YAML or @file. Repeats; wins over all others.", valueName: "vars"))
    var extraVars: [String] = []

    @Option(
        name: [.customLong("vault-password-file"), .customLong("vault-pass-file")],
        help: ArgumentHelp("A file with a vault password, or a program that prints one. Repeats.", valueName: "file"))
    var vaultPasswordFile: [String] = []

    @Option(
        name: .customLong("vault-id"),
        help: ArgumentHelp("A vault password under a name: LABEL@FILE, or LABEL@prompt. Repeats.", valueName: "id"))
    var vaultID: [String] = []

    @Flag(
        name: [.customShort("J"), .customLong("ask-vault-password"), .customLong("ask-vault-pass")],
        help: "Ask for the vault password.")
    var askVaultPassword = false
}
