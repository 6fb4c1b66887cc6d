import ArgumentParser
import Values
import Vault

/// `swiftplay vault`: opens and closes vaulted files.
struct VaultCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault", abstract: "Encrypt, decrypt and view vaulted files.",
        subcommands: [VaultViewCommand.self, VaultEncryptCommand.self, VaultDecryptCommand.self])
}

struct VaultViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "view", abstract: "Print vaulted files in the clear.")

    @Argument(help: "Vaulted files.", completion: .file())
    var files: [String]

    @OptionGroup var variables: VariableOptions

    func run() async throws {
        try await Session.report { session in
            var setup = try RunSetup(session)
            try setup.readVariables(variables)
            for file in files { session.terminal.write(try setup.opened(file), masked: false) }
        }
    }
}

struct VaultDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Replace vaulted files by their plain text.")

    @Argument(help: "Vaulted files.", completion: .file())
    var files: [String]

    @OptionGroup var variables: VariableOptions

    func run() async throws {
        try await Session.report { session in
            var setup = try RunSetup(session)
            try setup.readVariables(variables)
            let opened = try files.map { (path: $0, text: try setup.opened($0)) }
            for (path, text) in opened { try PrivateFile.write(text, to: path) }
        }
    }
}

struct VaultEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Replace files by their vaulted form.")

    @Argument(help: "Files in the clear.", completion: .file())
    var files: [String]

    @OptionGroup var variables: VariableOptions

    @Option(
        name: .customLong("encrypt-vault-id"), help: ArgumentHelp("The vault id to encrypt with.", valueName: "label"))
    var label: String?

    func run() async throws {
        try await Session.report { session in
            var setup = try RunSetup(session)
            try setup.readVariables(variables)
            let sealed = try files.map { (path: $0, text: try setup.sealed($0, label: label)) }
            for (path, text) in sealed { try PrivateFile.write(text, to: path) }
        }
    }
}
