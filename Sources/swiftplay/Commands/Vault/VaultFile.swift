internal import Glibc
import Values
import Vault

/// A file that a vault command reads or writes; `-` is standard input or standard output.
struct VaultFile {
    let name: String

    init(_ name: String) { self.name = name }

    var isStandard: Bool { name == "-" }

    /// - Throws: a diagnostic if the file cannot be read, or is vaulted already.
    func plainBytes() throws -> [UInt8] {
        let bytes = try bytes()
        guard !VaultEnvelope.isVaulted(bytes) else { throw Diagnostic.alreadyVaulted(name) }
        return bytes
    }

    /// - Throws: a diagnostic if the file cannot be read or opened.
    func opened(with keyring: VaultKeyring) throws -> VaultKeyring.Opened {
        let file = SourceFile(path: isStandard ? "<standard input>" : name, text: String(hostBytes: try bytes()))
        return try keyring.opened(file.text, at: SourceSpan(file, line: 1, column: 1))
    }

    /// A file is replaced in one rename and can be read by its owner alone, unless it `keepsMode`.
    func write(_ bytes: [UInt8], by terminal: Terminal, keepsMode: Bool = false) throws {
        if isStandard { return terminal.write(raw: bytes) }
        try PrivateFile.write(bytes, to: name, keepsMode: keepsMode)
    }

    func bytes() throws(Diagnostics) -> [UInt8] {
        guard isStandard else { return try SourceFile.bytes(of: name) }
        if isatty(STDIN_FILENO) == 1 {
            Terminal.standard.tell("Reading from the terminal; end the input with Control-D.\n")
        }
        return try SourceFile.bytes(of: "/dev/stdin")
    }
}

extension Diagnostic {
    fileprivate static func alreadyVaulted(_ name: String) -> Diagnostic {
        Diagnostic(
            "vault", "the file is already vaulted", detail: "\(name) begins with \(VaultEnvelope.mark).",
            help: "swiftplay vault rekey \(name) changes its password")
    }
}
