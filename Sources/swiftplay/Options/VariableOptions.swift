import ArgumentParser

/// Variables and the passwords of vaulted ones.
struct VariableOptions: ParsableArguments {
    @Option(
        name: [.customShort("e", allowingJoined: true), .customLong("extra-vars")],
        help: ArgumentHelp(
            "Variables as key=value, JSON, YAML or @file. Can be repeated; overrides all other variables.",
            valueName: "vars"))
    var extraVars: [String] = []

    @OptionGroup var vault: VaultOptions
}
