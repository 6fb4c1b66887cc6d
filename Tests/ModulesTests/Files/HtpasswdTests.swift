import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct HtpasswdTests {
    private static let path = "/etc/nginx/orchard.users"

    /// Hashes of `ripe apple` that openssl and Python's passlib made.
    private static let hashes: [String: String] = [
        "apr_md5_crypt": "$apr1$E8MBmzd7$WeyDUQOgH8TLF72ZMemPf1", "md5_crypt": "$1$8FzgMJZE$4ExTaXVeb2kiOIJIWWMV9/",
        "ldap_sha1": "{SHA}T/hyW5zN6B1Y2mR10ghNlXNGeb0=", "plaintext": "ripe apple",
        "bcrypt": "$2b$05$tF2HgFcqxaKIPg4osuvsnust/a747TBMpVBcY2c333wGGyknMruxy", "des_crypt": "4shTf.Q7YLwk2",
        "sha256_crypt": "$5$rounds=1000$uIAh5G0jUVkefpzQ$GSZH4YaTgKim1G77auRJ4d9Qzl24Zx8bV06LiTeRAW4",
        "sha512_crypt":
            "$6$rounds=1000$4SfXZTbTwU2HpZI2$l4Sdkcxb5csHtbHLE6h6gzFqybDqUWA/ORvpCGd2XdIWQAWCj2Td6S2DeMB5qx0H2z./0Kf/2LOZPlQnYETq31",
    ]

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("htpasswd", "{path: \(Self.path), \(task)}", changes: nil), on: host)
    }

    @Test("a hash of the password is left as it is", arguments: PasswordScheme.allCases)
    func known(scheme: PasswordScheme) async throws {
        let hash = try #require(Self.hashes[scheme.rawValue])
        #expect(PasswordScheme(of: hash) == scheme)
        let host = FakeHost(files: [Self.path: "# ours\npicker:\(hash)\n"])
        let right = try await trial("name: picker, password: ripe apple, hash_scheme: \(scheme.rawValue)", on: host)
        #expect(!right.real.changed)
        let wrong = try await trial("name: picker, password: green apple, hash_scheme: \(scheme.rawValue)", on: host)
        #expect(wrong.real.changed)
        let lines = host.files.text(Self.path)?.split(separator: "\n") ?? []
        #expect(lines.count == 2 && lines[0] == "# ours")
        let written = String(lines[1].dropFirst("picker:".count))
        #expect(PasswordScheme(of: written) == scheme && scheme.matches(Secret("green apple"), written))
    }

    @Test func `users are added at the end, and the file and its directory are made`() async throws {
        let host = FakeHost(files: [:])
        let first = try await trial("name: picker, password: a, mode: '0640', hash_scheme: plaintext", on: host)
        #expect(first.real.changed && host.files.nodes[Self.path]?.mode == 0o640)
        _ = try await trial("name: presser, password: b, hash_scheme: plaintext", on: host)
        #expect(host.files.text(Self.path) == "picker:a\npresser:b\n")
        _ = try await trial("name: picker, state: absent", on: host)
        #expect(host.files.text(Self.path) == "presser:b\n")
        let again = try await trial("name: picker, state: absent", on: host)
        #expect(!again.real.changed)
        #expect(host.files.nodes[Self.path]?.mode == 0o640)
    }

    @Test func `a hash by another method counts where such files have it`() async throws {
        let apr = try #require(Self.hashes["apr_md5_crypt"])
        let host = FakeHost(files: [Self.path: "picker:\(apr)\n"])
        #expect(try await !trial("name: picker, password: ripe apple, hash_scheme: bcrypt", on: host).real.changed)
        let sha = try #require(Self.hashes["sha512_crypt"])
        host.change { $0.files.put(Self.path, "picker:\(sha)\n") }
        #expect(try await !trial("name: picker, password: ripe apple", on: host).real.changed)
        #expect(try await trial("name: picker, password: ripe apple, hash_scheme: md5_crypt", on: host).real.changed)
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            ("{path: /p, name: 'a:b', password: x}", "not a name of a user: a:b"),
            ("{path: /p, name: '', password: x}", "not a name of a user: "),
            ("{path: /p, name: a, password: x, hash_scheme: rot13}", "not a supported hash scheme: rot13"),
            ("{path: /p, name: a, password: x, create: false}", "there is no file /p"),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(Htpasswd.self, task) == expected)
    }

    @Test func `a password is needed for a user that should be there`() {
        #expect(Trial.failure(Htpasswd.self, "{path: /p, name: a}") != nil)
        #expect(Trial.failure(Htpasswd.self, "{path: /p, name: a, state: absent}") == nil)
    }
}
