import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct CertificateTests {
    @Test(
        "times of certificates",
        arguments: [
            ("+90d", "+7776000"), ("-1w2d3h4m5s", "-788645"), ("+60", "+60"), ("20301231235959Z", "20301231235959Z"),
            ("301231235959Z", "20301231235959Z"), ("tomorrow", nil), ("+1y", nil), ("90d", nil),
            ("$(id)Z", nil), ("+1;id", nil),
        ] as [(String, String?)])
    func times(written: String, text: String?) {
        #expect(CertificateTime(written)?.text == text)
    }

    private func config(_ task: String) throws -> String {
        let task = "{path: /srv/a.csr, privatekey_path: /srv/a.key, \(task)}"
        let bound = try ModuleEntry(OpensslCsr.self).bind(task)
        for case .command(let command) in try bound.begin().queries {
            return String(decoding: command.input ?? [], as: UTF8.self)
        }
        throw TrialEnd()
    }

    @Test(
        "requests are described for openssl",
        arguments: [
            (
                "common_name: a.example.net",
                ["0.CN = a.example.net", "subjectAltName = @names", "DNS.1 = a.example.net"]
            ),
            (
                "subject_ordered: [{O: A}, {CN: b}], key_usage: [Digital Signature], key_usage_critical: true",
                ["0.O = A", "1.CN = b", "keyUsage = critical, digitalSignature"]
            ),
            (
                "CN: x, subject: {OU: [a, b]}, subjectAltName: ['DNS:a', 'IP:10.9.0.1', 'DNS:b']",
                ["1.OU = a", "2.OU = b", "DNS.1 = a", "DNS.2 = b", "IP.1 = 10.9.0.1"]
            ),
            (#"O: 'a $b "c" #d'"#, [##"0.O = a \$b \"c\" \#d"##]),
            (
                "CN: x, basic_constraints: ['CA:TRUE', 'pathLenConstraint:0'], name_constraints_permitted: ['DNS:.a']",
                ["basicConstraints = CA:TRUE, pathlen:0", "nameConstraints = @constraints", "permitted;DNS.1 = .a"]
            ),
        ])
    func requests(task: String, lines: [String]) throws {
        let text = try config(task)
        for line in lines { #expect(text.contains("\(line)\n"), "\(text)") }
    }

    @Test(
        "what would be another line of the description is refused",
        arguments: [
            #"CN: "a\nb""#, #"key_usage: ["a\n[x]"]"#, #"subject: {"a\nb": c}"#, #"subject_alt_name: ["DNS:a\nb"]"#,
            "subject_alt_name: ['dirName:a']", "subject_alt_name: [plain]", "digest: 'sha256 -x'",
        ])
    func refused(task: String) {
        #expect(Trial.failure(OpensslCsr.self, "{path: /srv/a.csr, privatekey_path: /srv/a.key, \(task)}") != nil)
    }

    @Test func `passphrases and keys are in no argument`() throws {
        let task =
            "{path: /a.pem, csr_path: /a.csr, provider: selfsigned, privatekey_content: s3cret-key, privatekey_passphrase: s3cret}"
        let trial = try Trial(
            X509Certificate.self, task,
            [
                .file("/", FileInterest(follow: true)): .file(RemoteFile(path: "/", kind: .directory, mode: 0o755))
            ]
        ) { _ in .saying("\u{1F}\nnew\n") }
        let runs = trial.steps.compactMap(\.command)
        #expect(!runs.isEmpty && !runs.contains { "\($0.form)".contains("s3cret") })
    }

    @Test(
        "keys are made where there is none as asked for",
        arguments: [
            ("size: 2048", "RSA", []), ("size: 4096", "RSA", ["make the key /k"]),
            ("type: Ed25519", "RSA", ["make the key /k"]),
            ("size: 2048, format: pkcs8", "RSA", ["make the key /k"]),
            ("size: 2048, format: pkcs8, format_mismatch: convert", "RSA", ["convert the key /k"]),
            ("type: ECC, curve: secp256r1", "EC", []), ("type: ECC, curve: secp384r1", "EC", ["make the key /k"]),
            ("size: 4096, regenerate: never", "RSA", []),
        ])
    func keys(task: String, kind: String, expected: [String]) throws {
        let files: [Query: Answer] = [
            .file("/k", FileInterest(follow: true, contentsUpTo: 1 << 20)): .file(
                RemoteFile(path: "/k", kind: .regular, mode: 0o600)),
            .file("/", FileInterest(follow: true)): .file(RemoteFile(path: "/", kind: .directory, mode: 0o755)),
        ]
        let told =
            kind == "RSA"
            ? "head=-----BEGIN RSA PRIVATE KEY-----\nkey=AAAA\ntold=Public-Key: (2048 bit)\nmodulus=1\n"
            : "head=-----BEGIN EC PRIVATE KEY-----\nkey=AAAA\ntold=Public-Key: (256 bit)\ncurve=prime256v1\n"
        #expect(
            try Trial(OpensslPrivatekey.self, "{path: /k, \(task)}", files) { _ in .saying(told) }.summaries == expected
        )
    }
}
