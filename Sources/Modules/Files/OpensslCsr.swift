import ModuleKit
import Values

/// Makes requests for certificates.
struct OpensslCsr: SettingFileAttributes {
    enum Backend: String, ArgumentChoice {
        case auto, cryptography
    }

    static let doc = ModuleDoc(
        "openssl_csr", "Make requests for certificates.", collection: "community.crypto",
        refused: FileAttributeArguments.refused.merging([
            "authority_cert_issuer": "it belongs into certificates and is left to who signs them",
            "authority_cert_serial_number": "as `authority_cert_issuer`",
            "authority_key_identifier": "as `authority_cert_issuer`",
            "crl_distribution_points": "it is left to who signs the certificate",
        ]) { $1 },
        ignored: [
            "select_crypto_backend": "the host's `openssl` makes and reads requests", "version": "only 1 is known",
        ],
        returns: [
            ReturnValue("filename", "The file."),
            ReturnValue("privatekey", "The file of the key; null if its text was given."),
            ReturnValue("subject", "Whom the certificate is for."), ReturnValue("subjectAltName", "Its other names."),
            ReturnValue("keyUsage", "What the key is for."),
            ReturnValue("extendedKeyUsage", "The same in more detail."),
            ReturnValue("basicConstraints", "Whether it is for an authority."),
            ReturnValue("ocsp_must_staple", "Whether answers on its state must come along."),
            ReturnValue("name_constraints_permitted", "Names for which an authority may sign."),
            ReturnValue("name_constraints_excluded", "Names for which an authority may not sign."),
            ReturnValue("csr", "What is in the file.", only: "if `return_content` is set"),
            ReturnValue("backup_file", "Where the old file was kept.", only: "if a backup was made"),
        ],
        differences: """
            A request is right if `openssl` prints the same of it and of a new one. Names of the kind `dirName` are not \
            supported, and those of other alphabets must be in Punycode.
            """,
        examples: """
            - name: Ask for a certificate for the shop
              community.crypto.openssl_csr:
                path: /etc/ssl/shop.csr
                privatekey_path: /etc/ssl/private/shop.key
                common_name: shop.example.net
                subject_alt_name: ["DNS:shop.example.net", "DNS:cider.example.net"]
            - openssl_csr:
                path: /etc/ssl/ca.csr
                privatekey_path: /etc/ssl/private/ca.key
                privatekey_passphrase: "{{ ca_passphrase }}"
                subject_ordered: [{ O: Orchard }, { CN: Orchard CA }]
                basic_constraints: ["CA:TRUE"]
                basic_constraints_critical: true
                key_usage: [keyCertSign]
            - openssl_csr: { path: /etc/ssl/shop.csr, state: absent }
            """)

    @Argument("Keep a backup of the old file.") var backup: Bool = false
    @Argument("Whether it is for an authority: `CA:TRUE`, `pathlen:0`.", aliases: "basicConstraints")
    var basicConstraints: [String] = []
    @Argument("Whether who does not know that refuses it.", aliases: "basicConstraints_critical")
    var basicConstraintsCritical: Bool = false
    @Argument("The name of the subject.", aliases: "CN", "commonName") var commonName: String?
    @Argument("Country of the subject, in two letters.", aliases: "C", "countryName") var countryName: String?
    @Argument("Tell the key's own identifier.") var createSubjectKeyIdentifier: Bool = false
    @Argument("The digest that is signed.") var digest: String = "sha256"
    @Argument("Address of the subject.", aliases: "E", "emailAddress") var emailAddress: String?
    @Argument("What the certificate is for, in more detail.", aliases: "extKeyUsage", "extendedKeyUsage")
    var extendedKeyUsage: [String] = []
    @Argument(
        "Whether who does not know that refuses it.", aliases: "extKeyUsage_critical", "extendedKeyUsage_critical")
    var extendedKeyUsageCritical: Bool = false
    @Argument("Make a new request even if there is one.") var force: Bool = false
    @Argument("What the key is for.", aliases: "keyUsage") var keyUsage: [String] = []
    @Argument("Whether who does not know that refuses it.", aliases: "keyUsage_critical") var keyUsageCritical: Bool =
        false
    @Argument("Place of the subject.", aliases: "L", "localityName") var localityName: String?
    @Argument("Whether who does not know constraints of names refuses it.") var nameConstraintsCritical: Bool = false
    @Argument("Names for which an authority may not sign.") var nameConstraintsExcluded: [String] = []
    @Argument("Names for which an authority may sign.") var nameConstraintsPermitted: [String] = []
    @Argument("Whether answers on its state must come along.", aliases: "ocspMustStaple") var ocspMustStaple: Bool =
        false
    @Argument("Whether who does not know that refuses it.", aliases: "ocspMustStaple_critical")
    var ocspMustStapleCritical: Bool = false
    @Argument("Organization of the subject.", aliases: "O", "organizationName") var organizationName: String?
    @Argument("Part of the organization.", aliases: "OU", "organizationalUnitName") var organizationalUnitName: String?
    @Argument("The file.") var path: RemotePath
    @Argument("Text of the private key.") var privatekeyContent: Secret?
    @Argument("Passphrase of the private key.") var privatekeyPassphrase: Secret?
    @Argument("File of the private key.") var privatekeyPath: RemotePath?
    @Argument("Return what is in the file.") var returnContent: Bool = false
    @Argument("What makes and reads requests.") var selectCryptoBackend: Backend = .auto
    @Argument("Whether the file should exist.") var state: Presence = .present
    @Argument("State or province of the subject.", aliases: "ST", "stateOrProvinceName")
    var stateOrProvinceName: String?
    @Argument("Further fields of the subject, with one value or several.") var subject: Mapping?
    @Argument("Other names: `DNS:`, `IP:`, `email:`, `URI:`, `RID:`, `otherName:`.", aliases: "subjectAltName")
    var subjectAltName: [String]?
    @Argument("Whether who does not know other names refuses it.", aliases: "subjectAltName_critical")
    var subjectAltNameCritical: Bool = false
    @Argument("The key's identifier, in bytes with colons between.") var subjectKeyIdentifier: String?
    @Argument("All fields of the subject in their order, each a mapping of its own.") var subjectOrdered: [Mapping]?
    @Argument("Take `common_name` for another name if there is none.", aliases: "useCommonNameForSAN")
    var useCommonNameForSan: Bool = true
    @Argument("Version of the request.") var version: Int = 1
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [
        .exclusive("privatekey_path", "privatekey_content"), .exclusive("subject", "subject_ordered"),
        .atLeastOne("privatekey_path", "privatekey_content", when: "state", is: "present"),
    ]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard digest.consists(of: .letters, .digits, "-_"), !digest.isEmpty else {
            throw ModuleFailure("not a digest: \(digest)")
        }
        guard !createSubjectKeyIdentifier || subjectKeyIdentifier == nil else {
            throw ModuleFailure("`subject_key_identifier` is given and to be made, too")
        }
        guard state == .present else { return }
        let text = try config
        guard
            !fields.contains(where: { $0.value.contains(where: \.isNewline) || $0.name.contains(where: \.isNewline) }),
            !text.contains("\r")
        else { throw ModuleFailure("a field of the subject must not contain a line break") }
    }

    var probe: Probe<OpensslHost> {
        get throws(ModuleFailure) {
            let product = try product
            return .all(
                product.file, .file(path.parent, FileInterest(follow: true)),
                .asked(if: state == .present) { product.comparison.probe }
            ).map { OpensslHost(file: $0, parent: $1, comparison: $2 ?? nil) }
        }
    }

    func changes(from host: OpensslHost) throws(ModuleFailure) -> [Change] {
        state == .present ? try product.changes(from: host, force: force) : try product.removal(host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<OpensslHost>)
        -> ModuleFailure?
    {
        ModuleFailure("openssl could not make the request: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<OpensslHost>) -> ModuleResult {
        let list = { (words: [String]) in words.isEmpty ? Value.null : Value.list(words.map(Value.string)) }
        var result: ModuleResult = [
            "filename": .string(path.text), "privatekey": privatekeyPath.map { .string($0.text) } ?? .null,
            "subject": .list(fields.map { .list([.string($0.name), .string($0.value)]) }),
            "subjectAltName": list(names), "keyUsage": list(keyUsage), "extendedKeyUsage": list(extendedKeyUsage),
            "basicConstraints": list(basicConstraints), "ocsp_must_staple": .bool(ocspMustStaple),
            "name_constraints_permitted": .list(nameConstraintsPermitted.map(Value.string)),
            "name_constraints_excluded": .list(nameConstraintsExcluded.map(Value.string)),
        ]
        if returnContent, state == .present {
            let file = applied.changed ? applied.after?.file : applied.before.file
            result["csr"] = file?.contents.map { .string(String(hostBytes: $0)) } ?? .null
        }
        if let kept = applied.backups.first { result["backup_file"] = .string(kept.text) }
        return result
    }
}

/// What is asked for.
extension OpensslCsr {
    private var fields: [(name: String, value: String)] {
        if let subjectOrdered {
            return subjectOrdered.flatMap { $0.map { ($0.key.pythonText, $0.value.pythonText) } }
        }
        let own = [
            ("C", countryName), ("ST", stateOrProvinceName), ("L", localityName), ("O", organizationName),
            ("OU", organizationalUnitName), ("CN", commonName), ("emailAddress", emailAddress),
        ]
        let others = (subject ?? [:]).flatMap { key, value in
            (value.list ?? [value]).map { (key.pythonText, $0.pythonText) }
        }
        return own.compactMap { name, value in value.map { (name, $0) } } + others
    }

    private var names: [String] {
        if let subjectAltName { return subjectAltName }
        guard useCommonNameForSan, let name = fields.first(where: { $0.name == "CN" || $0.name == "commonName" }) else {
            return []
        }
        return ["DNS:\(name.value)"]
    }

    private static func critical(_ isCritical: Bool, _ text: String) -> String {
        isCritical ? "critical, \(text)" : text
    }

    /// As openssl(1) reads it.
    private var config: String {
        get throws(ModuleFailure) {
            for field in fields where !field.name.consists(of: .letters, .digits, ".") || field.name.isEmpty {
                throw ModuleFailure("not a field of a subject: \(field.name)")
            }
            let plain =
                [keyUsage, extendedKeyUsage, basicConstraints].joined() + [subjectKeyIdentifier].compactMap(\.self)
            for word in plain where !word.consists(of: .letters, .digits, " :.-") {
                throw ModuleFailure("not a word for a request: \(word)")
            }
            let words = { (list: [String]) in list.map(Self.short).joined(separator: ", ") }
            var lines: [(String, String)] = []
            var sections: [String] = []
            if !names.isEmpty {
                lines.append(("subjectAltName", Self.critical(subjectAltNameCritical, "@names")))
                sections.append(OpensslConfig.section("names", try OpensslConfig.names(names)))
            }
            if !keyUsage.isEmpty { lines.append(("keyUsage", Self.critical(keyUsageCritical, words(keyUsage)))) }
            if !extendedKeyUsage.isEmpty {
                lines.append(("extendedKeyUsage", Self.critical(extendedKeyUsageCritical, words(extendedKeyUsage))))
            }
            if !basicConstraints.isEmpty {
                let text = basicConstraints.joined(separator: ", ").replacing("pathLenConstraint", with: "pathlen")
                lines.append(("basicConstraints", Self.critical(basicConstraintsCritical, text)))
            }
            if ocspMustStaple { lines.append(("tlsfeature", Self.critical(ocspMustStapleCritical, "status_request"))) }
            let constraints =
                try OpensslConfig.names(nameConstraintsPermitted).map { ("permitted;\($0.0)", $0.1) }
                + OpensslConfig.names(nameConstraintsExcluded).map { ("excluded;\($0.0)", $0.1) }
            if !constraints.isEmpty {
                lines.append(("nameConstraints", Self.critical(nameConstraintsCritical, "@constraints")))
                sections.append(OpensslConfig.section("constraints", constraints))
            }
            if createSubjectKeyIdentifier { lines.append(("subjectKeyIdentifier", "hash")) }
            if let subjectKeyIdentifier { lines.append(("subjectKeyIdentifier", subjectKeyIdentifier)) }
            let main: [(String, String)] =
                [("prompt", "no"), ("utf8", "yes"), ("string_mask", "utf8only"), ("distinguished_name", "subject")]
                + (lines.isEmpty ? [] : [("req_extensions", "extensions")])
            let subject = fields.enumerated().map {
                ("\($0.offset).\($0.element.name)", OpensslConfig.value($0.element.value))
            }
            return OpensslConfig.section("req", main) + OpensslConfig.section("subject", subject)
                + OpensslConfig.section("extensions", lines) + sections.joined()
        }
    }

    /// What openssl calls by one word in the configuration, and by several when it prints.
    private static func short(_ usage: String) -> String {
        let known = [
            "tls web server authentication": "serverAuth", "tls web client authentication": "clientAuth",
            "code signing": "codeSigning", "e-mail protection": "emailProtection", "time stamping": "timeStamping",
            "ocsp signing": "OCSPSigning", "digital signature": "digitalSignature", "non repudiation": "nonRepudiation",
            "content commitment": "nonRepudiation", "contentcommitment": "nonRepudiation",
            "key encipherment": "keyEncipherment", "data encipherment": "dataEncipherment",
            "key agreement": "keyAgreement", "certificate sign": "keyCertSign", "crl sign": "cRLSign",
            "encipher only": "encipherOnly", "decipher only": "decipherOnly",
        ]
        return known[usage.lowercased()] ?? usage
    }
}

/// The request.
extension OpensslCsr {
    private var key: OpensslKey {
        OpensslKey(path: privatekeyPath, content: privatekeyContent, passphrase: privatekeyPassphrase)
    }

    private var product: OpensslProduct {
        get throws(ModuleFailure) {
            let config = state == .present ? try config : ""
            let nobody = fields.isEmpty ? " -subj /" : ""
            let making = #"openssl req -new -\#(digest) -config "$config" -key "$key" $pass\#(nobody)"#
            let text = "-noout -text -reqopt no_sigdump,no_header"
            let script = #"""
                [ -r "$key" ] || { echo "there is no private key $key" >&2; exit 3; }
                [ ! -f "$1" ] || openssl req -in "$1" \#(text) 2>/dev/null
                printf '\037\n'
                \#(making) -out "$folder/new" || exit
                openssl req -in "$folder/new" \#(text)
                """#
            let (key, path) = (key, path)
            var asking = key.command(script, paths: [path], config: config)
            asking.reads = key.reads
            return OpensslProduct(
                path: path, attributes: attributes, backup: backup,
                comparison: HostFact(asking, reads: .path(path)) { output throws(ModuleFailure) in
                    try OpensslComparison(output, making: "the request")
                }, making: key.command(making, paths: [path], config: config))
        }
    }
}
