import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct KnownHostsModuleTests {
    private static let kind = "ssh-ed25519"
    /// As ssh-keygen hashes `press`.
    private static let hashed = "|1|/b0SGHw34enMQDhokbR3IzDOwfs=|0WMJzA454eFiJ7BEh2PV7nxsRlo="

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("known_hosts", "{path: /srv/known, \(task)}", changes: nil), on: host)
    }

    @Test(
        "keys of a host are added, replaced and removed",
        arguments: [
            ("", "name: press, key: press \(kind) AAAA", "press \(kind) AAAA\n"),
            ("press,a \(kind) AAAA c\n", "name: PRESS, key: 'press,a \(kind) AAAA'", "press,a \(kind) AAAA c\n"),
            (
                "# x\npress \(kind) AAAB\nother \(kind) AAAA", "name: press, key: press \(kind) AAAA",
                "# x\nother \(kind) AAAA\npress \(kind) AAAA\n"
            ),
            (
                "press ssh-rsa AAAB\n", "name: press, key: press \(kind) AAAA",
                "press ssh-rsa AAAB\npress \(kind) AAAA\n"
            ),
            (
                "@cert-authority *.x \(kind) AAAA\n", "name: a.x, key: a.x \(kind) AAAA",
                "@cert-authority *.x \(kind) AAAA\na.x \(kind) AAAA\n"
            ),
            (
                "press \(kind) AAAA\npress ssh-rsa AAAA\n@revoked press ssh-rsa AAAC\n", "name: press, state: absent",
                "@revoked press ssh-rsa AAAC\n"
            ),
            (
                "press \(kind) AAAA\npress ssh-rsa AAAA\n", "name: press, key: press \(kind) AAAA, state: absent",
                "press ssh-rsa AAAA\n"
            ),
            ("press \(kind) AAAA\n", "name: press, key: press \(kind) AAAB, state: absent", "press \(kind) AAAA\n"),
            ("[press]:2222 \(kind) AAAA\n", "name: '[press]:2222', state: absent", ""),
            ("!press,p* \(kind) AAAA\n", "name: press, state: absent", "!press,p* \(kind) AAAA\n"),
        ])
    func keys(before: String, task: String, after: String) async throws {
        let host = FakeHost(files: ["/srv/known": before])
        let trial = try await trial(task, on: host)
        #expect(trial.real.changed == (before != after))
        #expect(host.files.text("/srv/known") == after)
    }

    @Test func `names are hashed as ssh hashes them`() async throws {
        let host = FakeHost(files: [:])
        _ = try await trial("name: press, key: press \(Self.kind) AAAA, hash_host: true", on: host)
        let line = try #require(KnownHostLine(host.files.text("/srv/known")?.trimmed ?? ""))
        #expect(line.isHashed && line.names("press") && !line.names("pres"))
        let known = try #require(KnownHostLine("\(Self.hashed) \(Self.kind) AAAA"))
        #expect(known.names("press") && !known.names("other"))
        let plain = try await trial("name: press, key: press \(Self.kind) AAAA", on: host)
        #expect(plain.real.changed && host.files.text("/srv/known") == "press \(Self.kind) AAAA\n")
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            ("{name: 'a,b', state: absent}", "`name` must be one host: a,b"),
            ("{name: a, key: b \(kind) AAAA}", "the key is not one of a"),
            ("{name: a, key: nonsense}", "not a line of known_hosts: nonsense"),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(KnownHostsModule.self, task) == expected)
    }
}
