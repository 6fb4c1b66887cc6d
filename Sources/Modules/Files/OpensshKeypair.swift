import ModuleKit
import Values

/// Makes pairs of SSH keys.
struct OpensshKeypair: SettingFileAttributes {
    enum Kind: String, ArgumentChoice {
        case rsa, dsa, rsa1, ecdsa, ed25519
    }

    enum Backend: String, ArgumentChoice {
        case auto, cryptography, opensshbin
    }

    enum Format: String, ArgumentChoice {
        case auto, pkcs1, pkcs8, ssh
    }

    static let doc = ModuleDoc(
        "openssh_keypair", "Make pairs of SSH keys.", collection: "community.crypto",
        refused: FileAttributeArguments.refused, ignored: ["backend": "the host's `ssh-keygen` makes and reads keys"],
        returns: [
            ReturnValue("filename", "The file of the private key."),
            ReturnValue("comment", "The comment of the public key.", only: "for `state: present`"),
            ReturnValue(
                "fingerprint", "The fingerprint; not known before there is a key.", only: "for `state: present`"),
            ReturnValue(
                "public_key", "The public key without its comment; not known before there is one.",
                only: "for `state: present`"),
            ReturnValue("size", "Size in bits."), ReturnValue("type", "The kind of key."),
        ],
        differences:
            "`rsa1` is known by no `ssh-keygen` any more and is not supported. A `passphrase` needs OpenSSH 8.4.",
        examples: """
            - name: Give the picker a key
              community.crypto.openssh_keypair: { path: /home/picker/.ssh/id_ed25519, type: ed25519, owner: picker }
            - openssh_keypair: { path: /etc/press/key, size: 3072, comment: press, passphrase: "{{ press_passphrase }}" }
            - openssh_keypair: { path: /etc/press/key, state: absent }
            """)

    @Argument("What makes the keys.") var backend: Backend = .auto
    @Argument("Comment of the public key.") var comment: String?
    @Argument("Make a new pair even if there is one.") var force: Bool = false
    @Argument("Passphrase of the private key.") var passphrase: Secret?
    @Argument("The file of the private key; that of the public one ends with `.pub`.") var path: RemotePath
    @Argument("Format of a new private key.") var privateKeyFormat: Format = .auto
    @Argument(
        "When a new pair takes the place of one: `partial_idempotence` if it is another than asked for, "
            + "`full_idempotence` also if it cannot be read.") var regenerate: KeyRegeneration = .partialIdempotence
    @Argument("Size in bits; that of the kind if not given.") var size: Int?
    @Argument("Whether the pair should exist.") var state: Presence = .present
    @Argument("Kind of key.") var type: Kind = .rsa
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard type != .rsa1 else { throw ModuleFailure("`type: rsa1` is known by no ssh-keygen any more") }
        guard comment.map({ !$0.contains(where: \.isNewline) }) ?? true else {
            throw ModuleFailure("`comment` must not contain a line break")
        }
        let isFit: Bool =
            switch type {
            case .rsa: (1024...16384).contains(bits)
            case .dsa: bits == 1024
            case .ecdsa: [256, 384, 521].contains(bits)
            case .ed25519, .rsa1: true
            }
        guard isFit else { throw ModuleFailure("no \(type.rawValue) key has \(bits) bits") }
    }

    var probe: Probe<KeypairHost> {
        .all(
            .file(path, FileInterest(follow: true)),
            .file(publicPath, FileInterest(follow: true, contentsUpTo: 1 << 16)),
            .file(path.parent, FileInterest(follow: true)), .asked(if: state == .present) { known.probe }
        ).map { KeypairHost(file: $0, publicFile: $1, parent: $2, key: $3 ?? nil) }
    }

    func changes(from host: KeypairHost) throws(ModuleFailure) -> [Change] {
        guard state == .present else {
            let paths = [(path, host.file), (publicPath, host.publicFile)].filter { $0.1 != nil }.map(\.0)
            return paths.map { Change("remove \($0)", steps: [.remove($0)]) }
        }
        guard host.parent.isDirectory else { throw ModuleFailure("there is no directory \(path.parent)") }
        guard host.file?.kind != .directory else { throw ModuleFailure("\(path) is a directory") }
        if try isMissing(host) { return [generation(host)] }
        return [mending(host), commenting(host)].compactMap(\.self) + attributeChanges(host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<KeypairHost>)
        -> ModuleFailure?
    {
        ModuleFailure("ssh-keygen failed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<KeypairHost>) -> ModuleResult {
        var result: ModuleResult = ["filename": .string(path.text), "type": .string(type.rawValue), "size": .int(bits)]
        let key = applied.changed ? applied.after?.key : applied.before.key
        guard state == .present else { return result }
        result["comment"] = .string(comment ?? key?.comment ?? "")
        result["fingerprint"] = key.map { .string($0.fingerprint) } ?? .null
        result["public_key"] = key.map { .string($0.publicKey) } ?? .null
        if let key { result.merge(["type": .string(key.kind), "size": .int(key.bits)]) }
        return result
    }
}

/// What `openssh_keypair` must know of the host.
struct KeypairHost: Sendable {
    var file: RemoteFile?
    var publicFile: RemoteFile?
    var parent: RemoteFile?
    /// The private key, if it can be read.
    var key: SSHKeyPair?
}

/// What ssh-keygen tells of a private key.
struct SSHKeyPair: Sendable, Hashable {
    var bits: Int
    var fingerprint: String
    /// `rsa`, `ed25519` …
    var kind: String
    /// Kind and key, without the comment.
    var publicKey: String
    /// Of the private key's file.
    var comment: String
}

extension OpensshKeypair {
    private var publicPath: RemotePath { RemotePath(path.text + ".pub") }

    private var bits: Int {
        let usual: [Kind: Int] = [.rsa: 4096, .dsa: 1024, .ecdsa: 256, .ed25519: 256]
        return type == .ed25519 ? 256 : size ?? usual[type] ?? 256
    }

    /// What the program needs for a passphrase goes through its environment.
    private func command(_ script: String) -> Command {
        let asking = #"""
            printf '#!/bin/sh\nprintf "%%s\\n" "$SWIFTPLAY_PASSPHRASE"\n' >"$folder/ask"; chmod 700 "$folder/ask"
            SSH_ASKPASS=$folder/ask SSH_ASKPASS_REQUIRE=force; export SSH_ASKPASS SSH_ASKPASS_REQUIRE
            """#
        let checking = "command -v ssh-keygen >/dev/null 2>&1 || { echo 'the host has no ssh-keygen' >&2; exit 127; }"
        let keeping = "folder=$(mktemp -d) || exit\ntrap 'rm -rf \"$folder\"' EXIT"
        var command = Command(
            .script("\(checking)\n\(keeping)\n\(passphrase == nil ? "" : asking)\n\(script)", paths: [path]))
        command.environment = [EnvironmentVariable("LC_ALL", "C.UTF-8")]
        if let passphrase { command.environment.append(EnvironmentVariable("SWIFTPLAY_PASSPHRASE", passphrase)) }
        return command
    }

    /// Text for a shell: of the private key in `$folder/key`.
    private var printingPublicKey: String {
        "ssh-keygen -y\(passphrase == nil ? " -P ''" : "") -f \"$folder/key\" 2>/dev/null"
    }

    private var known: HostFact<SSHKeyPair?> {
        let script = #"""
            [ -f "$1" ] || exit 1
            # A key that others may read is not read by ssh-keygen.
            (umask 077; cat -- "$1" >"$folder/key") || exit 2
            key=$(\#(printingPublicKey)) || exit 1
            printf '%s\n' "$key"
            printf '%s\n' "$key" | ssh-keygen -l -f /dev/stdin
            """#
        return HostFact(command(script), reads: .path(path)) { output throws(ModuleFailure) in
            guard output.exitCode <= 1 else { throw ModuleFailure(output.complaint, output: output) }
            return output.exitCode == 0 ? SSHKeyPair(output.standardOutput.text) : nil
        }
    }

    private func isMissing(_ host: KeypairHost) throws(ModuleFailure) -> Bool {
        guard host.file != nil, !force else { return true }
        return try regenerate.replaces(host.key, in: path) { key in
            let isOther = key.kind != type.rawValue || key.bits != bits
            return isOther ? "\(path) is a \(key.kind) key of \(key.bits) bits, and not as asked for" : nil
        }
    }

    /// The private key first: the public one follows from what stands there.
    private func generation(_ host: KeypairHost) -> Change {
        let format = ["pkcs1": "-m PEM ", "pkcs8": "-m PKCS8 "][privateKeyFormat.rawValue] ?? ""
        let words = "-t \(type.rawValue) -b \(bits) \(format)-C \(Shlex.quote(comment ?? ""))"
        let making = #"""
            ssh-keygen -q \#(words)\#(passphrase == nil ? " -N ''" : "") -f "$folder/new" </dev/null >&2 || exit
            cat "$folder/new"
            """#
        let publishing = #"""
            (umask 077; cat -- "$1" >"$folder/key") || exit
            key=$(\#(printingPublicKey)) || exit
            set -- $key
            printf '%s %s %s\n' "$1" "$2" \#(Shlex.quote(comment ?? ""))
            """#
        let wanted = attributes.wanted.forNew()
        var (own, open) = (FileWrite.Target(path, attributes: wanted), FileWrite.Target(publicPath, attributes: wanted))
        own.attributes.mode = attributes.mode == nil ? 0o600 : wanted.mode
        open.attributes.mode = 0o644
        let old = host.key.map { "\($0.kind) \($0.bits)" }
        return Change(
            "make the pair \(path)", diff: .setting(path.text, before: old, after: "\(type.rawValue) \(bits)"),
            steps: [.writeOutput(of: command(making), to: own), .writeOutput(of: command(publishing), to: open)])
    }

    /// The public key again from the private one, if it is missing or another.
    private func mending(_ host: KeypairHost) -> Change? {
        guard let key = host.key else { return nil }
        let words = host.publicFile?.contents.map { String(hostBytes: $0).words } ?? []
        guard words.prefix(2).joined(separator: " ") != key.publicKey else { return nil }
        let text = [key.publicKey, comment ?? key.comment].filter { !$0.isEmpty }.joined(separator: " ") + "\n"
        return writing(text, host)
    }

    private func commenting(_ host: KeypairHost) -> Change? {
        guard let comment, let key = host.key, mending(host) == nil else { return nil }
        let old = host.publicFile?.contents.map { String(hostBytes: $0).trimmed } ?? ""
        let told = String(old.dropFirst(key.publicKey.count)).trimmed
        return told == comment ? nil : writing("\(key.publicKey) \(comment)".trimmed + "\n", host)
    }

    private func writing(_ text: String, _ host: KeypairHost) -> Change {
        let wanted = attributes.wanted.forNew()
        let isNew = host.publicFile == nil
        let target = FileWrite.Target(
            publicPath,
            attributes: isNew ? FileAttributes(owner: wanted.owner, group: wanted.group, mode: 0o644) : FileAttributes()
        )
        return Change(
            "write \(publicPath)",
            diff: .contents(
                before: host.publicFile?.contents, after: text.hostBytes, beforeHeader: publicPath.text,
                afterHeader: publicPath.text), steps: [.write(FileWrite(Content(text.hostBytes), to: target))])
    }

    private func attributeChanges(_ host: KeypairHost) -> [Change] {
        guard let file = host.file else { return [] }
        let change = AttributeDifference(attributes.wanted, of: file).change(at: path, follow: true)
        let owner = WantedAttributes(owner: attributes.owner, group: attributes.group)
        let other = host.publicFile.flatMap { AttributeDifference(owner, of: $0).change(at: publicPath, follow: true) }
        return [change, other].compactMap(\.self)
    }
}

extension SSHKeyPair {
    /// - Parameter text: The public key, and below it `256 SHA256:… comment (ED25519)`.
    init?(_ text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        guard lines.count == 2 else { return nil }
        let (key, told) = (lines[0].words, lines[1].words)
        guard key.count >= 2, told.count >= 3, let bits = Int(told[0]) else { return nil }
        self.bits = bits
        fingerprint = told[1]
        kind = told[told.count - 1].filter { $0 != "(" && $0 != ")" }.lowercased()
        publicKey = "\(key[0]) \(key[1])"
        comment = key.dropFirst(2).joined(separator: " ")
    }
}
