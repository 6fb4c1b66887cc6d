import ModuleKit
import Values

/// Makes private keys for certificates.
struct OpensslPrivatekey: SettingFileAttributes {
    enum Kind: String, ArgumentChoice {
        case dsa = "DSA"
        case ecc = "ECC"
        case ed25519 = "Ed25519"
        case ed448 = "Ed448"
        case rsa = "RSA"
        case x25519 = "X25519"
        case x448 = "X448"
    }

    enum Curve: String, ArgumentChoice {
        case secp224r1, secp256k1, secp256r1, secp384r1, secp521r1, secp192r1, brainpoolP256r1, brainpoolP384r1,
            brainpoolP512r1, sect163k1, sect163r2, sect233k1, sect233r1, sect283k1, sect283r1, sect409k1, sect409r1,
            sect571k1, sect571r1
    }

    enum Format: String, ArgumentChoice {
        case pkcs1, pkcs8, raw, auto
        case autoIgnore = "auto_ignore"
    }

    enum Mismatch: String, ArgumentChoice {
        case regenerate, convert
    }

    enum Backend: String, ArgumentChoice {
        case auto, cryptography
    }

    static let doc = ModuleDoc(
        "openssl_privatekey", "Make private keys for certificates.", collection: "community.crypto",
        refused: FileAttributeArguments.refused,
        ignored: [
            "select_crypto_backend": "the host's `openssl` makes and reads keys"
        ],
        returns: [
            ReturnValue("filename", "The file."), ReturnValue("type", "Kind of key."),
            ReturnValue("size", "Size in bits."), ReturnValue("curve", "The curve.", only: "for `type: ECC`"),
            ReturnValue("fingerprint", "Digests of the public key; null before there is one."),
            ReturnValue("privatekey", "What is in the file.", only: "if `return_content` is set"),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: """
            The format `raw` is not supported. Fingerprints are by MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512.
            """,
        examples: """
            - name: Give the shop a key
              community.crypto.openssl_privatekey: { path: /etc/ssl/private/shop.key, size: 2048, group: ssl-cert }
            - openssl_privatekey: { path: /etc/ssl/private/press.key, type: ECC, curve: secp384r1, format: pkcs8 }
            - openssl_privatekey: { path: /etc/ssl/private/ca.key, passphrase: "{{ ca_passphrase }}", cipher: auto }
            - openssl_privatekey: { path: /etc/ssl/private/shop.key, state: absent }
            """)

    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("How a key with a passphrase is encrypted.") var cipher: String = "auto"
    @Argument("The curve, for `type: ECC`.") var curve: Curve?
    @Argument("Make a new key even if there is one.") var force: Bool = false
    @Argument("Format of the file; `auto` is PKCS #1 where the kind has it, and `auto_ignore` leaves that of a file.")
    var format: Format = .autoIgnore
    @Argument("What is done with a key that is right but for its format.") var formatMismatch: Mismatch = .regenerate
    @Argument("Passphrase of the key.") var passphrase: Secret?
    @Argument("The file.") var path: RemotePath
    @Argument(
        "When a new key takes the place of one: `partial_idempotence` if it is another than asked for, "
            + "`full_idempotence` also if it cannot be read.") var regenerate: KeyRegeneration = .fullIdempotence
    @Argument("Return what is in the file.") var returnContent: Bool = false
    @Argument("What makes and reads keys.") var selectCryptoBackend: Backend = .auto
    @Argument("Size in bits, for RSA and DSA.") var size: Int = 4096
    @Argument("Whether the file should exist.") var state: Presence = .present
    @Argument("Kind of key.") var type: Kind = .rsa
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.required("curve", when: "type", is: "ECC")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard format != .raw else { throw ModuleFailure("`format: raw` is not supported") }
        guard passphrase == nil || cipher == "auto" else { throw ModuleFailure("`cipher` must be auto") }
        guard (512...16384).contains(size) else { throw ModuleFailure("no key has \(size) bits") }
    }

    var probe: Probe<PrivatekeyHost> {
        .all(
            .file(path, Self.interest), .file(path.parent, FileInterest(follow: true)),
            .asked(if: state == .present) { known.probe }
        ).map { PrivatekeyHost(file: $0, parent: $1, key: $2 ?? nil) }
    }

    func changes(from host: PrivatekeyHost) throws(ModuleFailure) -> [Change] {
        guard state == .present else { return removal(host) }
        guard host.parent.isDirectory else { throw ModuleFailure("there is no directory \(path.parent)") }
        if try isMissing(host) { return [making("make the key \(path)", generation, host)] }
        if let key = host.key, isOther(key.format) {
            guard formatMismatch == .regenerate, regenerate != .never else {
                return regenerate == .never && formatMismatch == .regenerate
                    ? attributeChanges(host) : [making("convert the key \(path)", conversion, host)]
            }
            guard regenerate != .fail else { throw ModuleFailure("the key in \(path) has another format") }
            return [making("make the key \(path)", generation, host)]
        }
        return attributeChanges(host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PrivatekeyHost>)
        -> ModuleFailure?
    {
        ModuleFailure("openssl could not make the key: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<PrivatekeyHost>) -> ModuleResult {
        var result: ModuleResult = [
            "filename": .string(path.text), "type": .string(type.rawValue), "size": .int(size),
        ]
        if let curve { result["curve"] = .string(curve.rawValue) }
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        guard state == .present else { return result }
        let host = applied.changed ? applied.after : applied.before
        result["fingerprint"] = host?.key.map { .map($0.fingerprints) } ?? .null
        if returnContent { result["privatekey"] = host?.file?.contents.map { .string(String(hostBytes: $0)) } ?? .null }
        return result
    }
}

/// What `openssl_privatekey` must know of the host.
struct PrivatekeyHost: Sendable {
    var file: RemoteFile?
    var parent: RemoteFile?
    /// `nil` if it cannot be read.
    var key: PrivateKeyFacts?
}

/// What openssl tells of a private key.
struct PrivateKeyFacts: Sendable, Hashable {
    /// As `type` calls it.
    var kind: String
    var bits: Int
    var curve: String
    /// `pkcs1` or `pkcs8`.
    var format: String
    /// The public key in DER.
    var publicKey: [UInt8]

    var fingerprints: Mapping {
        let algorithms: [DigestAlgorithm] = [.md5, .sha1, .sha224, .sha256, .sha384, .sha512]
        return Mapping(
            algorithms.map { algorithm in
                let digits = Array(algorithm.hexDigest(of: publicKey))
                let bytes = stride(from: 0, to: digits.count, by: 2).map { String(digits[$0...($0 + 1)]) }
                return (.string("\(algorithm)"), .string(bytes.joined(separator: ":")))
            })
    }

    /// - Parameter text: The head of the file, the public key in Base64, and what openssl prints of it, in this order.
    init?(_ text: String) {
        let fields = HostLines.fields(text)
        guard let head = fields["head"], let key = fields["key"].flatMap({ Base64.decoded($0) }), !key.isEmpty else {
            return nil
        }
        publicKey = key
        format = head.contains("BEGIN PRIVATE KEY") || head.contains("BEGIN ENCRYPTED") ? "pkcs8" : "pkcs1"
        bits = Int((fields["told"] ?? "").drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        let told = fields["told"] ?? ""
        let kinds = ["ED25519": "Ed25519", "ED448": "Ed448", "X25519": "X25519", "X448": "X448"]
        let own = kinds.first { told.contains($0.key) }?.value
        curve = fields["curve"] ?? ""
        kind = own ?? (!curve.isEmpty ? "ECC" : fields["modulus"] == nil ? "DSA" : "RSA")
    }
}

extension OpensslPrivatekey {
    private static let interest = FileInterest(follow: true, contentsUpTo: 1 << 20)

    private var key: OpensslKey { OpensslKey(path: path, passphrase: passphrase) }

    /// Without a passphrase one that needs it is not read, for nobody is there to be asked.
    private var known: HostFact<PrivateKeyFacts?> {
        let script = #"""
            [ -f "$key" ] || exit 0
            [ -n "$pass" ] || pass='-passin pass:'
            openssl pkey -in "$key" $pass -pubout -outform DER -out "$folder/public" 2>/dev/null || exit 0
            if [ -n "$SWIFTPLAY_PASS" ] && openssl pkey -in "$key" -passin pass: -noout 2>/dev/null; then exit 0; fi
            echo "head=$(head -n 1 "$key")"
            echo "key=$(openssl base64 -A -in "$folder/public")"
            openssl pkey -pubin -inform DER -in "$folder/public" -noout -text_pub | sed -n '1s/^/told=/p
                s/^ASN1 OID: */curve=/p; s/^Modulus:.*/modulus=1/p'
            """#
        return HostFact(key.command(script, paths: [], config: ""), reads: .path(path)) {
            output throws(ModuleFailure) in
            guard output.exitCode == 0 else { throw ModuleFailure(output.complaint, output: output) }
            return PrivateKeyFacts(output.standardOutput.text)
        }
    }

    private func isMissing(_ host: PrivatekeyHost) throws(ModuleFailure) -> Bool {
        guard host.file != nil, !force else { return true }
        return try regenerate.replaces(host.key, in: path) { key in
            let isSized = type == .rsa || type == .dsa
            let isOther =
                key.kind != type.rawValue || (isSized && key.bits != size)
                || (type == .ecc && key.curve != curveOfOpenssl)
            return isOther ? "the key in \(path) is another than asked for" : nil
        }
    }

    /// openssl has other names for two of them.
    private var curveOfOpenssl: String {
        let names = ["secp256r1": "prime256v1", "secp192r1": "prime192v1"]
        return curve.map { names[$0.rawValue] ?? $0.rawValue } ?? ""
    }

    /// A key is for its owner only, unless the task says otherwise.
    private var wanted: WantedAttributes {
        WantedAttributes(owner: attributes.owner, group: attributes.group, mode: attributes.mode ?? .exact(0o600))
    }

    private var isTraditional: Bool { [.rsa, .dsa, .ecc].contains(type) }

    private func isOther(_ found: String) -> Bool {
        switch format {
        case .autoIgnore, .raw: false
        case .auto: found != (isTraditional ? "pkcs1" : "pkcs8")
        case .pkcs1, .pkcs8: found != format.rawValue
        }
    }

    /// In the form of the file, behind a pipe.
    private var writing: String {
        let isOld = isTraditional && format != .pkcs8
        let cipher = passphrase == nil ? "" : " -aes256 -passout env:SWIFTPLAY_PASS"
        // What is old and encrypted is told by its head; openssl 1.1 writes it by the kind's own command.
        return "openssl pkey -in \"$folder/new\"\(isOld ? " -traditional" : "")\(cipher)"
    }

    private var generation: String {
        let making =
            switch type {
            case .rsa: "-algorithm RSA -pkeyopt rsa_keygen_bits:\(size)"
            case .ecc: "-algorithm EC -pkeyopt ec_paramgen_curve:\(curveOfOpenssl) -pkeyopt ec_param_enc:named_curve"
            case .dsa: "-paramfile \"$folder/parameters\""
            case .ed25519, .ed448, .x25519, .x448: "-algorithm \(type.rawValue.uppercased())"
            }
        let before =
            type == .dsa
            ? "openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:\(size) -out \"$folder/parameters\" 2>/dev/null || exit\n"
            : ""
        return before + "openssl genpkey \(making) -out \"$folder/new\" 2>/dev/null || exit\n" + writing
    }

    private var conversion: String {
        "openssl pkey -in \"$key\" $pass -out \"$folder/new\" || exit\n" + writing
    }

    private func making(_ summary: String, _ script: String, _ host: PrivatekeyHost) -> Change {
        let difference = host.file.map { AttributeDifference(wanted, of: $0).wanted }
        let target = FileWrite.Target(
            path, attributes: difference ?? wanted.forNew(), backup: backup && host.file != nil)
        let old = host.key.map { "\($0.kind) \($0.bits)" }
        return Change(
            summary,
            diff: .setting(path.text, before: old, after: "\(type.rawValue) \(isTraditional ? "\(size)" : "")".trimmed),
            steps: [.writeOutput(of: key.command(script, paths: [], config: ""), to: target)])
    }

    private func attributeChanges(_ host: PrivatekeyHost) -> [Change] {
        host.file.flatMap { AttributeDifference(wanted, of: $0).change(at: path, follow: true) }.map { [$0] }
            ?? []
    }

    private func removal(_ host: PrivatekeyHost) -> [Change] {
        guard host.file != nil else { return [] }
        let keep = Step.copy(from: path, to: FileWrite.Target(path, backup: true))
        return [Change("remove \(path)", steps: (backup ? [keep] : []) + [.remove(path)])]
    }
}
