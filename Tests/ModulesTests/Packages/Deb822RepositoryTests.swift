import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct Deb822RepositoryTests {
    private static let dest = "/etc/apt/sources.list.d/cider-press.sources"
    private static let keys = "/etc/apt/keyrings"

    private func host(_ files: [String: String] = [:], serving page: String = SampleKeys.press) -> FakeHost {
        var world = FakeHostWorld()
        world.files.makeDirectories("/etc/apt/sources.list.d")
        for (path, text) in files { world.files.put(path, text) }
        world.onRun { command, _ in command.download == nil ? nil : .saying(page) }
        return FakeHost(world)
    }

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("deb822_repository", task, changes: nil), on: host)
    }

    @Test(
        "fields stand in the order of the arguments' names",
        arguments: [
            ("{name: Cider_Press}", "X-Repolib-Name: Cider_Press\nTypes: deb\n"),
            (
                "{name: Cider Press, uris: [http://a, http://b], suites: x, components: 'c, d', types: [deb, deb-src]}",
                "Components: c d\nX-Repolib-Name: Cider Press\nSuites: x\nTypes: deb deb-src\nURIs: http://a http://b\n"
            ),
            (
                "{name: 'Cider  Press!', enabled: false, trusted: true, date_max_future: 10, by_hash: yes, languages: []}",
                "By-Hash: yes\nDate-Max-Future: 10\nEnabled: no\nLanguages:\nX-Repolib-Name: Cider  Press!\nTrusted: yes\nTypes: deb\n"
            ),
            (
                "{name: cider-press, signed_by: \"-----BEGIN\\n\\n abc\\n\"}",
                "X-Repolib-Name: cider-press\nSigned-By:\n    -----BEGIN\n    .\n    abc\nTypes: deb\n"
            ),
            ("{name: cider-press, signed_by: 'AB12,'}", "X-Repolib-Name: cider-press\nSigned-By: AB12,\nTypes: deb\n"),
        ])
    func fields(task: String, text: String) async throws {
        let host = host()
        let trial = try await trial(task, on: host)
        #expect(trial.real.changed)
        #expect(host.files.text(Self.dest) == text && host.files.nodes[Self.dest]?.mode == 0o644)
        #expect(trial.real.keys["repo"] == .string(text) && trial.real.keys["key_filename"] == .null)
    }

    @Test(
        "a key is kept beside, in the form in which it comes",
        arguments: [("asc", SampleKeys.press), ("gpg", "\u{98}\u{0}")])
    func keys(ending: String, page: String) async throws {
        let host = host(serving: page)
        let trial = try await trial("{name: cider-press, signed_by: 'https://deb.example.net/key'}", on: host)
        let path = "\(Self.keys)/cider-press.\(ending)"
        #expect(trial.real.keys["key_filename"] == .string(path))
        #expect(host.files.text(path) == page && host.files.nodes[Self.keys]?.mode == 0o755)
        #expect(host.files.text(Self.dest)?.contains("Signed-By: \(path)\n") == true)
    }

    @Test func `a file of a key is named as it is`() async throws {
        let host = host(["/root/key.gpg": "x"])
        let trial = try await trial("{name: cider-press, signed_by: /root/key.gpg, mode: '0600'}", on: host)
        #expect(trial.real.keys["key_filename"] == "/root/key.gpg")
        #expect(host.files.nodes[Self.dest]?.mode == 0o600)
    }

    @Test func `the mode alone may be wrong`() async throws {
        let host = host([Self.dest: "X-Repolib-Name: cider-press\nTypes: deb\n"])
        let trial = try await trial("{name: cider-press, mode: '0640'}", on: host)
        #expect(trial.real.changed && host.files.nodes[Self.dest]?.mode == 0o640)
    }

    @Test func `a repository goes with its keys`() async throws {
        let host = host([Self.dest: "x", "\(Self.keys)/cider-press.asc": "y", "\(Self.keys)/cider-press.gpg": "z"])
        let trial = try await trial("{name: cider-press, state: absent}", on: host)
        #expect(trial.real.changed && trial.real.keys["repo"] == .null)
        #expect(host.files.nodes.keys.allSatisfy { !$0.contains("cider-press") })
        let again = try await self.trial("{name: cider-press, state: absent}", on: host)
        #expect(!again.real.changed)
    }

    @Test func `names that name no file are refused`() {
        #expect(Trial.failure(Deb822Repository.self, "{name: '!'}") == "no file can be named by `name`: !")
    }
}
