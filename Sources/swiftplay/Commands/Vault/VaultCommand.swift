import ArgumentParser

/// `swiftplay vault`: opens, closes and edits vaulted files.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Encrypt, decrypt, view, edit and rekey vaulted files.",
        subcommands: [
            VaultCreateCommand.self, VaultDecryptCommand.self, VaultEditCommand.self, VaultViewCommand.self,
            VaultEncryptCommand.self, VaultEncryptStringCommand.self, VaultRekeyCommand.self,
        ])
}

/// Files that a vault command turns into other bytes.
struct VaultFileOptions: ParsableArguments {
    @Argument(help: "The files; standard input if none is given, or for -.", completion: .file())
    var files: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write to this file instead of the input file; - is standard output.", valueName: "file"))
    var output: String?

    /// Each file as it is read, and where its outcome goes.
    var pairs: [(input: VaultFile, output: VaultFile)] {
        (files.isEmpty ? ["-"] : files).map { (VaultFile($0), VaultFile(output ?? $0)) }
    }

    mutating func validate() throws {
        guard output == nil || files.count < 2 else { throw ValidationError("--output works with only one file.") }
    }
}
