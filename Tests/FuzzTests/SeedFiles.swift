import Foundation
import ModuleTesting

/// What mutations begin with: files of the checkout, and lines that have something of everything.
struct SeedFiles {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func of(_ reader: Reader) -> [[UInt8]] {
        let files = (paths[reader] ?? []).flatMap { path in matches(path).compactMap(FileManager.default.contents) }
        return (files.map { [UInt8]($0.prefix(20_000)) } + (lines[reader] ?? []).map { Array($0.utf8) })
    }

    /// A path, or all that a folder has directly below it.
    private static func matches(_ path: String) -> [String] {
        guard path.hasSuffix("/") else { return ["\(root)/\(path)"] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) ?? []
        return names.sorted().map { "\(root)/\(path)\($0)" }
    }

    private static let model = "playbooks/roles/model_service/files/"

    private static let paths: [Reader: [String]] = [
        .yaml: ["playbooks/prod.yml", "playbooks/roles/model_service/tasks/", "Tests/RunnerTests/Parity/"],
        .template: ["playbooks/roles/model_service/templates/", "Tests/ParityTests/templates/"],
        .inventory: ["Tests/RunnerTests/Parity/hosts", "inventory/prod/hosts"],
        .vault: ["inventory/lab/group_vars/all/vault.yml", "inventory/prod/group_vars/all/vault.yml"],
        .hdf5: ["Tests/ModelServiceTests/Fixtures/"], .safetensors: ["\(model)weights.safetensors"],
        .onnx: ["Tests/ModelServiceTests/Fixtures/tiny.onnx"], .zip: ["Tests/ModelServiceTests/Fixtures/tiny.keras"],
        .keras: ["\(model)model.json"], .csv: ["\(model)data.csv"],
    ]

    private static let lines: [Reader: [String]] = [
        .yaml: ["- &a !!str \"x\": {<<: *b, ? c : |-2}\n"],
        .json: [#"{"a": [1, 2.5e3, true, null, "\u00e9\n"], "b": {}}"#],
        .expression: [
            "a.b is defined and (c | default([]) | length > 1 or 'x' in d) and not e[1:-1:2]",
            "x == {'a': (1, -2.5, none)} if y else z ~ '%s' % w ** 2 // 3",
        ],
        .regex: [#"(?i)^(?P<n>a|b{1,3}?)+?(?=c)(?<!d)[^\w\s-]*\1\Z$"#],
        .vault: ["$ANSIBLE_VAULT;1.2;AES256;prod\n6162\n63640a6566\n"],
        .keyValues: [#"a=1 b="two words" c={{ d | default('x y') }} e='[1, 2]'"#],
        .knownHosts: [
            "web,10.0.0.? ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIS9 c\n@revoked !a,*.b ssh-rsa AAAA\n",
            "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa AAAAB3Nz\n[web]:2222 ssh-rsa AAAA # x\n",
        ],
        .sshConfig: [
            "Host w* !x\n  Port=22\n User \"a b\"\nMatch host web user bob\n Ciphers +aes128-ctr\n# c\n IdentityFile ~/%h\n"
        ],
        .privateKey: [
            """
            -----BEGIN OPENSSH PRIVATE KEY-----
            b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
            QyNTUxOQAAACCEvQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJgAAAAAAAAA
            -----END OPENSSH PRIVATE KEY-----

            """,
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMIIB\n-----END RSA PRIVATE KEY-----\n",
        ],
        .framing: ["noise\n<n.0.\nout\n>n.0. 0\n\n<n.1.\n\n!n.1.\nx\n>n.1. 1\n\n<n.2.\n\n>n.2. -\n"],
        .http: [
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nA: 1\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n\0005\r\n"
        ],
        .archive: [
            "gzip\n1:2\n\n99 99\n99 99\na/l\na/h\n--swiftplay: details--\nlrwxrwxrwx 0/0 0 2023-11-14 22:13 a/l -> /x\n"
                + "-rw-r--r-- 0/0 7 2023-11-14 22:13 a/h -> a/l\n",
            "zip\n\n\n9 9\n9 9\nx\n--swiftplay: details--\n-rw-r--r--  3.0 unx       12 tx defN 24-Jan-01 10:00 x\n",
        ],
        .hdf5: ["\u{89}HDF\r\n\u{1a}\n"],
        .csv: ["a,b,c,outcome\n1,2.5,-3e2,1\n\"4\",,x,0\n"],
    ]
}
