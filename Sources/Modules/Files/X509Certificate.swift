import ModuleKit
import Values

/// Makes certificates that are signed by themselves or by an authority of one's own.
struct X509Certificate: SettingFileAttributes {
    enum Provider: String, ArgumentChoice {
        case ownca, selfsigned
    }

    enum Identifier: String, ArgumentChoice {
        case ifNotProvided = "create_if_not_provided"
        case always = "always_create"
        case never = "never_create"
    }

    enum Backend: String, ArgumentChoice {
        case auto, cryptography
    }

    static let doc = ModuleDoc(
        "x509_certificate", "Make certificates.", collection: "community.crypto",
        refused: FileAttributeArguments.refused.merging(foreign) { $1 },
        ignored: ["select_crypto_backend": "the host's `openssl` makes and reads certificates"],
        returns: [
            ReturnValue("filename", "The file."),
            ReturnValue("certificate", "What is in the file.", only: "if `return_content` is set"),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: """
            A certificate is right if its signature is, and if `openssl` prints the same of it and of a new one, apart from \
            serial numbers and, with `ignore_timestamps`, times. The providers `acme` and `entrust` are not supported.
            """,
        examples: """
            - name: Give the shop a certificate until it gets a real one
              community.crypto.x509_certificate:
                path: /etc/ssl/shop.pem
                csr_path: /etc/ssl/shop.csr
                privatekey_path: /etc/ssl/private/shop.key
                provider: selfsigned
            - x509_certificate:
                path: /etc/ssl/press.pem
                csr_path: /etc/ssl/press.csr
                provider: ownca
                ownca_path: /etc/ssl/ca.pem
                ownca_privatekey_path: /etc/ssl/private/ca.key
                ownca_privatekey_passphrase: "{{ ca_passphrase }}"
                ownca_not_after: +90d
            - x509_certificate: { path: /etc/ssl/shop.pem, state: absent }
            """)

    private static let foreign: [String: String] = {
        let acme = ["accountkey_path", "chain", "challenge_path", "directory"].map { "acme_\($0)" }
        let entrust = [
            "api_client_cert_key_path", "api_client_cert_path", "api_key", "api_specification_path", "api_user",
            "cert_type", "not_after", "requester_email", "requester_name", "requester_phone",
        ].map { "entrust_\($0)" }
        let pairs =
            acme.map { ($0, "the provider `acme` is not supported") }
            + entrust.map { ($0, "the provider `entrust` is not supported") }
        return Dictionary(pairs) { $1 }
    }()

    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("Text of the request.") var csrContent: String?
    @Argument("File of the request.") var csrPath: RemotePath?
    @Argument("Make a new certificate even if there is one.") var force: Bool = false
    @Argument("Leave times alone when a certificate is looked at.") var ignoreTimestamps: Bool = true
    @Argument("Text of the authority's certificate.") var owncaContent: String?
    @Argument("Tell which key of the authority signed it.") var owncaCreateAuthorityKeyIdentifier: Bool = true
    @Argument("Whether to tell the key's identifier.") var owncaCreateSubjectKeyIdentifier: Identifier = .ifNotProvided
    @Argument("The digest that the authority signs.") var owncaDigest: String = "sha256"
    @Argument("When it ends to hold: from now, as `+90d`, or a time as `20301231235959Z`.") var owncaNotAfter: String =
        "+3650d"
    @Argument("When it begins to hold.") var owncaNotBefore: String = "+0s"
    @Argument("File of the authority's certificate.") var owncaPath: RemotePath?
    @Argument("Text of the authority's key.") var owncaPrivatekeyContent: Secret?
    @Argument("Passphrase of the authority's key.") var owncaPrivatekeyPassphrase: Secret?
    @Argument("File of the authority's key.") var owncaPrivatekeyPath: RemotePath?
    @Argument("Version of the certificate.") var owncaVersion: Int = 3
    @Argument("The file.") var path: RemotePath
    @Argument("Text of the private key.") var privatekeyContent: Secret?
    @Argument("Passphrase of the private key.") var privatekeyPassphrase: Secret?
    @Argument("File of the private key.") var privatekeyPath: RemotePath?
    @Argument("Who signs it.") var provider: Provider?
    @Argument("Return what is in the file.") var returnContent: Bool = false
    @Argument("What makes and reads certificates.") var selectCryptoBackend: Backend = .auto
    @Argument("Whether to tell the key's identifier.") var selfsignedCreateSubjectKeyIdentifier: Identifier =
        .ifNotProvided
    @Argument("The digest that is signed.") var selfsignedDigest: String = "sha256"
    @Argument("As `ownca_not_after`.", aliases: "selfsigned_notAfter") var selfsignedNotAfter: String = "+3650d"
    @Argument("As `ownca_not_before`.", aliases: "selfsigned_notBefore") var selfsignedNotBefore: String = "+0s"
    @Argument("Version of the certificate.") var selfsignedVersion: Int = 3
    @Argument("Whether the file should exist.") var state: Presence = .present
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [
        .exclusive("csr_path", "csr_content"), .exclusive("privatekey_path", "privatekey_content"),
        .exclusive("ownca_path", "ownca_content"), .exclusive("ownca_privatekey_path", "ownca_privatekey_content"),
        .required("provider", when: "state", is: "present"),
        .atLeastOne("csr_path", "csr_content", when: "provider", is: "ownca"),
        .atLeastOne("ownca_path", "ownca_content", when: "provider", is: "ownca"),
        .atLeastOne("ownca_privatekey_path", "ownca_privatekey_content", when: "provider", is: "ownca"),
        .atLeastOne("privatekey_path", "privatekey_content", when: "provider", is: "selfsigned"),
    ]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard state == .present else { return }
        guard digest.consists(of: .letters, .digits, "-_"), !digest.isEmpty else {
            throw ModuleFailure("not a digest: \(digest)")
        }
        guard [owncaVersion, selfsignedVersion].allSatisfy({ $0 == 3 }) else {
            throw ModuleFailure("only certificates of version 3 are supported")
        }
        for time in [notBefore, notAfter] where CertificateTime(time) == nil {
            throw ModuleFailure("not a time: \(time)", hint: "such as +90d, +1w2d3h or 20301231235959Z")
        }
    }

    var probe: Probe<OpensslHost> {
        .all(
            product.file, .file(path.parent, FileInterest(follow: true)),
            .asked(if: state == .present) { product.comparison.probe }
        ).map { OpensslHost(file: $0, parent: $1, comparison: $2 ?? nil) }
    }

    func changes(from host: OpensslHost) throws(ModuleFailure) -> [Change] {
        state == .present ? try product.changes(from: host, force: force) : product.removal(host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<OpensslHost>)
        -> ModuleFailure?
    {
        ModuleFailure("openssl could not make the certificate: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<OpensslHost>) -> ModuleResult {
        var result: ModuleResult = ["filename": .string(path.text)]
        if returnContent, state == .present {
            let file = applied.changed ? applied.after?.file : applied.before.file
            result["certificate"] = file?.contents.map { .string(String(hostBytes: $0)) } ?? .null
        }
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        return result
    }
}

/// A time of a certificate as a task gives it.
struct CertificateTime {
    /// Seconds from now, or a time in ASN.1's words.
    let text: String

    init?(_ written: String) {
        if written.hasSuffix("Z"), [13, 15].contains(written.utf8.count), written.dropLast().allSatisfy(\.isNumber) {
            text = (written.utf8.count == 13 ? "20" : "") + written
            return
        }
        let units = ["w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1]
        guard let sign = written.first, "+-".contains(sign) else { return nil }
        var (seconds, digits) = (0, "")
        for character in written.dropFirst() {
            if character.isNumber {
                digits.append(character)
            } else if let unit = units[String(character)], let count = Int(digits), count < 1_000_000_000 {
                seconds += count * unit
                digits = ""
            } else {
                return nil
            }
        }
        guard let rest = digits.isEmpty ? 0 : Int(digits) else { return nil }
        text = "\(sign)\(seconds + rest)"
    }
}

/// The certificate.
extension X509Certificate {
    private var isOwn: Bool { provider == .ownca }
    private var digest: String { if isOwn { owncaDigest } else { selfsignedDigest } }
    private var notBefore: String { if isOwn { owncaNotBefore } else { selfsignedNotBefore } }
    private var notAfter: String { if isOwn { owncaNotAfter } else { selfsignedNotAfter } }

    private var key: OpensslKey {
        isOwn
            ? OpensslKey(
                path: owncaPrivatekeyPath, content: owncaPrivatekeyContent, passphrase: owncaPrivatekeyPassphrase)
            : OpensslKey(path: privatekeyPath, content: privatekeyContent, passphrase: privatekeyPassphrase)
    }

    private var identifier: Identifier {
        if isOwn { owncaCreateSubjectKeyIdentifier } else { selfsignedCreateSubjectKeyIdentifier }
    }

    /// As `openssl ca` reads it; what concerns files is added on the host. Behind a line of 0x1F stand the texts of the
    /// request and of the authority's certificate, each with such a line behind it.
    private var config: String {
        let authority = isOwn && owncaCreateAuthorityKeyIdentifier ? [("authorityKeyIdentifier", "keyid")] : []
        return OpensslConfig.section("told", [("subjectKeyIdentifier", "hash")] + authority)
            + OpensslConfig.section("silent", authority)
            + OpensslConfig.section("req", [("distinguished_name", "anybody"), ("string_mask", "utf8only")])
            + "[anybody]\n"
            + OpensslConfig.section(
                "policy",
                ["countryName", "stateOrProvinceName", "localityName", "organizationName", "commonName"].map {
                    ($0, "optional")
                })
            + OpensslConfig.section(
                "ca",
                [
                    ("default_ca", "ca"), ("preserve", "yes"), ("policy", "policy"), ("unique_subject", "no"),
                    ("rand_serial", "yes"), ("string_mask", "utf8only"), ("email_in_dn", "yes"),
                    ("copy_extensions", "copy"),
                ]) + [csrContent, owncaContent].map { "\u{1F}\n\($0 ?? "")\n" }.joined()
    }

    /// Signs the request, or one of nobody's; the certificate is `$folder/new`.
    private var signing: String {
        let identify =
            switch identifier {
            case .always: "told"
            case .never: "silent"
            case .ifNotProvided: "$given"
            }
        return #"""
            parts=$config; config=$folder/ca
            awk -v folder="$folder" '/^\037$/ { n++; next } { print >(folder "/" (n == 0 ? "ca" : n == 1 ? "csr" : "authority")) }' "$parts"
            [ -z "$csr" ] && csr=$folder/csr
            [ -z "$authority" ] && authority=$folder/authority
            [ -r "$key" ] || { echo "there is no private key $key" >&2; exit 3; }
            moment() {
                case $1 in
                *Z) echo "$1" ;;
                *) date -u -d "@$(($(date +%s) + $1))" +%Y%m%d%H%M%SZ ;;
                esac
            }
            if ! grep -q REQUEST "$csr" 2>/dev/null; then
                [ -z "$needed" ] || { echo "there is no request $csr" >&2; exit 3; }
                csr=$folder/csr
                openssl req -new -config "$config" -key "$key" $pass -subj / -out "$csr" || exit
            fi
            given=told
            ! openssl req -in "$csr" -noout -text | grep -q 'Subject Key Identifier' || given=silent
            : >"$folder/index"; mkdir "$folder/certs"
            { printf '[ca]\ndatabase = %s\nnew_certs_dir = %s\n' "$folder/index" "$folder/certs"; } >>"$config"
            sign() {
                openssl ca -batch -notext -config "$config" -name ca -extensions "\#(identify)" -md \#(digest) \
                    -keyfile "$key" $pass "$@" -in "$csr" -out "$folder/new" -startdate "$(moment \#(startText))" \
                    -enddate "$(moment \#(endText))" 2>"$folder/said" || { cat "$folder/said" >&2; return 1; }
            }
            if [ "$own" = 1 ]; then sign -cert "$authority"; else sign -selfsign; authority=$folder/new; fi || exit
            """#
    }

    private var startText: String { CertificateTime(notBefore)?.text ?? "" }
    private var endText: String { CertificateTime(notAfter)?.text ?? "" }

    private var product: OpensslProduct {
        let (key, path, config) = (key, path, config)
        let texts =
            "csr=$2 authority=$3 own=\(isOwn ? "1" : "") needed=\(csrPath == nil && csrContent == nil ? "" : "1")\n"
        let paths = [path, csrPath ?? RemotePath(""), owncaPath ?? RemotePath("")]
        let hidden = ignoreTimestamps ? "no_serial,no_sigdump,no_validity,no_header" : "no_serial,no_sigdump,no_header"
        let script =
            texts + signing + "\n" + #"""
                print() {
                    openssl x509 -in "$1" -noout -text -certopt \#(hidden) 2>/dev/null || return
                    [ "$own" = 1 ] || authority=$1
                    openssl verify -no_check_time -partial_chain -trusted "$authority" "$1" >/dev/null 2>&1 ||
                        echo 'The signature is not right.'
                }
                [ ! -f "$1" ] || print "$1"
                printf '\037\n'
                print "$folder/new"
                """#
        var asking = key.command(script, paths: paths, config: config)
        asking.reads = key.reads + [csrPath, owncaPath].compactMap { $0.map(Footprint.path) }
        return OpensslProduct(
            path: path, attributes: attributes, backup: backup,
            comparison: HostFact(asking, reads: .path(path)) { output throws(ModuleFailure) in
                try OpensslComparison(output, making: "the certificate")
            },
            making: key.command(texts + signing + "\n" + #"cat "$folder/new""#, paths: paths, config: config))
    }
}
