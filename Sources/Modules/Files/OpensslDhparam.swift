import ModuleKit
import Values

/// Makes parameters for the key exchange of Diffie and Hellman.
struct OpensslDhparam: SettingFileAttributes {
    enum Backend: String, ArgumentChoice {
        case auto, cryptography, openssl
    }

    static let doc = ModuleDoc(
        "openssl_dhparam", "Make parameters for Diffie-Hellman key exchanges.", collection: "community.crypto",
        refused: FileAttributeArguments.refused,
        ignored: ["select_crypto_backend": "the size is read from the file, and the host's `openssl` makes new ones"],
        returns: [
            ReturnValue("filename", "The file."), ReturnValue("size", "The size in bits."),
            ReturnValue("dhparams", "What is in the file.", only: "if `return_content` is set"),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: """
            Whether a file is right, its size alone tells; nobody tests again whether its number is prime.
            """,
        examples: """
            - name: Give the press parameters of its own
              community.crypto.openssl_dhparam: { path: /etc/ssl/press.pem, size: 2048, mode: "0640" }
            - openssl_dhparam: { path: /etc/ssl/press.pem, state: absent, backup: true }
            """)

    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("Make new parameters even if there are some.") var force: Bool = false
    @Argument("The file.") var path: RemotePath
    @Argument("Return what is in the file.") var returnContent: Bool = false
    @Argument("What makes and reads the parameters.") var selectCryptoBackend: Backend = .auto
    @Argument("Size in bits.") var size: Int = 4096
    @Argument("Whether the file should exist.") var state: Presence = .present
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard size >= 512 else { throw ModuleFailure("`size` is too small: \(size)", hint: "give 2048 or more") }
    }

    var probe: Probe<DhparamHost> {
        .all(
            .file(path, FileInterest(follow: true, contentsUpTo: 1 << 20)),
            .file(path.parent, FileInterest(follow: true)),
            .asked(if: state == .present) { .program("openssl") }
        ).map { DhparamHost(file: $0, parent: $1, openssl: $2 ?? nil) }
    }

    func changes(from host: DhparamHost) throws(ModuleFailure) -> [Change] {
        guard host.parent.isDirectory else { throw ModuleFailure("there is no directory \(path.parent)") }
        guard state == .present else { return removal(host) }
        let difference = host.file.map { AttributeDifference(attributes.wanted, of: $0) }
        guard force || host.bits != size else { return difference?.change(at: path, follow: true).map { [$0] } ?? [] }
        guard host.openssl != nil else {
            throw ModuleFailure("the host has no openssl", hint: "install the package openssl first")
        }
        return [generation(host, difference?.wanted ?? attributes.wanted.forNew())]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DhparamHost>)
        -> ModuleFailure?
    {
        ModuleFailure("openssl could not make the parameters: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<DhparamHost>) -> ModuleResult {
        var result: ModuleResult = ["filename": .string(path.text), "size": .int(size)]
        if returnContent {
            let file = applied.changed ? applied.after?.file : applied.before.file
            result["dhparams"] = file?.contents.map { .string(String(hostBytes: $0)) } ?? .null
        }
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        return result
    }
}

/// What `openssl_dhparam` must know of the host.
struct DhparamHost: Sendable {
    var file: RemoteFile?
    var parent: RemoteFile?
    var openssl: RemotePath?

    /// The size of the parameters in the file; `nil` if there are none.
    var bits: Int? { file?.contents.flatMap(DhparamFile.bits) }
}

/// What is done.
extension OpensslDhparam {
    private func generation(_ host: DhparamHost, _ attributes: FileAttributes) -> Change {
        let target = FileWrite.Target(path, attributes: attributes, backup: backup && host.file != nil)
        let old = host.bits.map { "\($0) bits" }
        return Change(
            "make \(path)", diff: .setting(path.text, before: old, after: "\(size) bits"),
            steps: [.writeOutput(of: Command("openssl", "dhparam", String(size)), to: target)])
    }

    private func removal(_ host: DhparamHost) -> [Change] {
        guard let file = host.file else { return [] }
        let diff = Diff.contents(before: file.contents, after: nil, beforeHeader: path.text, afterHeader: path.text)
        let keep = Step.copy(from: path, to: FileWrite.Target(path, backup: true))
        return [Change("remove \(path)", diff: diff, steps: (backup ? [keep] : []) + [.remove(path)])]
    }
}

/// Parameters as PEM holds them: a sequence of the prime number and the generator, in DER.
private enum DhparamFile {
    static func bits(_ file: [UInt8]) -> Int? {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n").map { String($0).trimmed }
        guard let start = lines.firstIndex(of: "-----BEGIN DH PARAMETERS-----"),
            let end = lines[start...].firstIndex(of: "-----END DH PARAMETERS-----"),
            let der = Base64.decoded(lines[(start + 1)..<end].joined())
        else { return nil }
        guard let sequence = content(of: der[...], tag: 0x30), let prime = content(of: sequence, tag: 0x02) else {
            return nil
        }
        let digits = prime.drop { $0 == 0 }
        return digits.first.map { digits.count * 8 - $0.leadingZeroBitCount }
    }

    private static func content(of bytes: ArraySlice<UInt8>, tag: UInt8) -> ArraySlice<UInt8>? {
        guard bytes.first == tag, let first = bytes.dropFirst().first else { return nil }
        let width = first < 0x80 ? 0 : Int(first & 0x7F)
        guard let length = width == 0 ? Int(first) : bytes.bigEndian(at: 2, width) else { return nil }
        let body = bytes.dropFirst(2 + width)
        return body.count >= length ? body.prefix(length) : nil
    }
}
