import ArgumentParser
import Vault

struct VaultViewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "view", abstract: "Print vaulted files in plain text.")

    @Argument(help: "Vaulted files; standard input if none is given, or for -.", completion: .file())
    var files: [String] = []

    @OptionGroup var options: VaultOptions

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options)
            for file in files.isEmpty ? ["-"] : files {
                let plain = try VaultFile(file).opened(with: vault.keyring).plain
                vault.terminal.write(raw: plain.last == UInt8(ascii: "\n") ? plain : plain + [UInt8(ascii: "\n")])
            }
        }
    }
}
