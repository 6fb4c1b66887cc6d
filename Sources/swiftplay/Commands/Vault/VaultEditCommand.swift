import ArgumentParser
import Controller
import FoundationEssentials
import Playbook
import Values
import Vault

struct VaultEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Open vaulted files in an editor, and encrypt them again afterwards.")

    @Argument(help: "Vaulted files.", completion: .file())
    var files: [String]

    @OptionGroup var options: VaultOptions
    /// Taken as `ansible-vault` takes it, without effect: a file keeps its own vault id.
    @OptionGroup var sealing: VaultSealOptions

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            let vault = try VaultSession(session, options)
            for file in files { try edit(file, vault) }
        }
    }

    /// A file keeps its password and vault id, and all of its bytes if nothing was edited.
    private func edit(_ name: String, _ vault: VaultSession) throws {
        let file = VaultFile(name)
        let opened = try file.opened(with: vault.keyring)
        let edited = try PlainTextFolder(vault.session.environment)
            .edit(opened.plain, named: ControllerPath.name(of: name), with: Editor(vault))
        guard edited != opened.plain else { return }
        try file.write(vault.seal(edited, as: opened.identity), by: vault.terminal, keepsMode: true)
    }
}

struct VaultCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a vaulted file in an editor.")

    @Argument(help: "The new file.", completion: .file())
    var file: String

    @OptionGroup var options: VaultOptions
    @OptionGroup var sealing: VaultSealOptions

    @Flag(name: .customLong("skip-tty-check"), help: "Start the editor even without a terminal.")
    var skipsTerminalCheck = false

    @OptionGroup var talk: VerbosityOptions

    func run() async throws {
        try await Session.report(talk) { session in
            guard skipsTerminalCheck || Terminal.isInteractive else { throw Diagnostic.noTerminal }
            guard !ControllerPath.exists(file) else { throw Diagnostic.exists(file) }
            let vault = try VaultSession(session, options, isNew: true)
            let identity = try vault.sealingIdentity(sealing)
            try makeFolder(vault)
            let plain = try PlainTextFolder(session.environment)
                .edit([], named: ControllerPath.name(of: file), with: Editor(vault))
            try VaultFile(file).write(vault.seal(plain, as: identity), by: vault.terminal)
        }
    }

    private func makeFolder(_ vault: VaultSession) throws {
        let folder = ControllerPath.parent(of: file)
        guard !ControllerPath.isDirectory(folder) else { return }
        vault.session.warn([.madeFolder(folder)])
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
}

extension Diagnostic {
    fileprivate static let noTerminal = Diagnostic(
        "vault", "no terminal for an editor", detail: "An editor needs a terminal.",
        help: "--skip-tty-check starts it anyway")

    fileprivate static func exists(_ path: String) -> Diagnostic {
        Diagnostic(
            "vault", "the file already exists", detail: "\(path) exists.", help: "swiftplay vault edit \(path)")
    }

    fileprivate static func madeFolder(_ path: String) -> Diagnostic {
        Diagnostic(
            "vault", "directory created", severity: .warning, detail: "\(path) did not exist and has been created.")
    }
}
