import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct AptKeyTests {
    private static let press = "2428DA8D861836B646E5EAC4E90D81026630765B"
    private static let old = "25596D6AED93FF11F8B8485496CFECC7BC377C07"
    private static let folder = "/etc/apt/trusted.gpg.d"

    /// A host that has read its keyrings, and gets one page.
    private func host(_ files: [String: [UInt8]], serving page: String = "", isThere: Bool = true) -> FakeHost {
        var world = FakeHostWorld()
        world.files.makeDirectories(Self.folder)
        for (path, bytes) in files { world.files.put(path, bytes: bytes) }
        world.onRun { command, world in
            switch command.line {
            case "date +%s": return .saying("1764000000\n")
            case let line where line.contains("print()"): return world.listed(line)
            case #"exec cat "$SWIFTPLAY_DOWNLOAD""#:
                return isThere && command.download?.url == "https://deb.example.net/press.asc"
                    ? .saying(page) : .saying("", exitCode: 1, errors: "HTTP 404")
            default: return nil
            }
        }
        return FakeHost(world)
    }

    private func trial(_ task: String, on host: FakeHost) async throws -> ContractTrial {
        try await hold(HostTask("apt_key", task, changes: nil), on: host)
    }

    private func keys(_ host: FakeHost, _ path: String) -> [String] {
        OpenPGPKey.keys(in: host.files.bytes(path) ?? []).map(\.fingerprint)
    }

    @Test func `keys are read as gpg reads them`() throws {
        let press = try #require(OpenPGPKey.keys(in: Array(SampleKeys.press.utf8)).first)
        #expect(press.parts.map(\.id) == ["E90D81026630765B", "49DDF39FE64C645D"])
        #expect(press.fingerprint == Self.press && press.parts.allSatisfy { $0.expires == nil })
        #expect(press.parts.map(\.created) == [1_735_689_600, 1_735_776_000])
        let expired = try #require(OpenPGPKey.keys(in: Array(SampleKeys.expired.utf8)).first)
        #expect(expired.parts.map(\.expires) == [1_577_836_800 + 31_536_000])
        let renewed = try #require(OpenPGPKey.keys(in: Array(SampleKeys.renewed.utf8)).first)
        #expect(renewed.fingerprint == expired.fingerprint && renewed.parts[0].expires == nil)
        #expect(OpenPGPKey.keys(in: OpenPGPArmor.text(of: press.bytes)) == [press])
        #expect(OpenPGPKey.keys(in: press.bytes + renewed.bytes).count == 2)
        #expect(OpenPGPKey.keys(in: Array("<html>\n".utf8)).isEmpty && OpenPGPKey.keys(in: []).isEmpty)
    }

    @Test(
        "a key is added from wherever it is, once",
        arguments: [
            "url: 'https://deb.example.net/press.asc'",
            "url: 'https://deb.example.net/press.asc', id: '0xE90D81026630765B'",
            "url: 'https://deb.example.net/press.asc', id: \(press)", "file: /root/press.gpg",
            "file: /root/press.gpg, id: 49DDF39FE64C645D", "file: /root/press.gpg, id: 6630765b",
        ])
    func adding(source: String) async throws {
        let bytes = OpenPGPArmor.bytes(of: Array(SampleKeys.press.utf8))
        let host = host(["/root/press.gpg": bytes], serving: SampleKeys.press)
        let trial = try await trial("{\(source)}", on: host)
        #expect(trial.real.changed)
        #expect(host.files.bytes("/etc/apt/trusted.gpg") == bytes)
        #expect(host.files.nodes["/etc/apt/trusted.gpg"]?.mode == 0o644)
        #expect(trial.real.keys["before"] == [])
    }

    @Test func `the result names the key in all lengths`() async throws {
        let host = host([:], serving: SampleKeys.press)
        let keys = try await trial("{url: 'https://deb.example.net/press.asc'}", on: host).real.keys
        #expect(keys["id"] == "E90D81026630765B" && keys["key_id"] == "E90D81026630765B")
        #expect(keys["fp"] == "E90D81026630765B" && keys["short_id"] == "6630765B")
        #expect(keys["after"] == ["E90D81026630765B", "49DDF39FE64C645D"])
    }

    @Test func `data goes to a keyring of its own, in the form of its name`() async throws {
        let data = SampleKeys.press.replacing("\n", with: "\\n")
        for (name, isArmored) in [("press.gpg", false), ("press.asc", true)] {
            let host = host([:])
            _ = try await trial("{data: \"\(data)\", keyring: \(Self.folder)/\(name)}", on: host)
            #expect(keys(host, "\(Self.folder)/\(name)") == [Self.press])
            #expect(OpenPGPArmor.isArmored(host.files.bytes("\(Self.folder)/\(name)") ?? []) == isArmored)
        }
    }

    @Test func `nothing is downloaded for a key that is there`() async throws {
        let host = host(["\(Self.folder)/press.asc": Array(SampleKeys.press.utf8)], isThere: false)
        let trial = try await trial("{url: 'https://deb.example.net/press.asc', id: \(Self.press)}", on: host)
        #expect(!trial.real.changed && host.exchanges > 0)
        #expect(trial.real.keys["before"] == ["E90D81026630765B", "49DDF39FE64C645D"])
    }

    @Test func `a key that has expired is replaced where it is`() async throws {
        let path = "\(Self.folder)/old.gpg"
        let both = [SampleKeys.press, SampleKeys.expired].flatMap { OpenPGPArmor.bytes(of: Array($0.utf8)) }
        let host = host([path: both, "/root/new.asc": Array(SampleKeys.renewed.utf8)])
        let trial = try await trial("{file: /root/new.asc, id: \(Self.old)}", on: host)
        #expect(trial.real.changed)
        #expect(keys(host, path) == [Self.press, Self.old] && host.files.bytes("/etc/apt/trusted.gpg") == nil)
    }

    @Test func `a key goes from all keyrings, and a keyring without keys goes`() async throws {
        let press = Array(SampleKeys.press.utf8)
        let both = OpenPGPArmor.bytes(of: press) + OpenPGPArmor.bytes(of: Array(SampleKeys.renewed.utf8))
        let host = host(["\(Self.folder)/a.asc": press, "\(Self.folder)/b.gpg": both, "\(Self.folder)/c.gpg": []])
        let trial = try await trial("{id: \(Self.press), state: absent}", on: host)
        #expect(trial.real.changed)
        #expect(host.files.bytes("\(Self.folder)/a.asc") == nil && host.files.bytes("\(Self.folder)/c.gpg") == [])
        #expect(keys(host, "\(Self.folder)/b.gpg") == [Self.old])
        let again = try await self.trial("{id: 6630765B, state: absent}", on: host)
        #expect(!again.real.changed)
    }

    @Test(
        "what cannot be is said before anything is changed",
        arguments: [
            ("{id: xyz, url: 'https://x/'}", "not an identifier of a key: xyz"),
            ("{id: '123456789', url: 'https://x/'}", "not an identifier of a key: 123456789"),
            ("{keyserver: 'ldap://x', id: 6630765B}", "not supported as a key server: ldap://x"),
            ("{file: /root/none}", "there is no file /root/none on the host"),
            ("{data: nonsense}", "`data` holds no public key of OpenPGP"),
            ("{id: 6630765B}", "the key 6630765B is not there, and nothing says where it comes from"),
            ("{url: 'ftp://x/'}", "unsupported URL: ftp://x/"),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(AptKey.self, task) == expected)
    }

    @Test func `another key than the one that is meant is refused`() throws {
        let data = SampleKeys.expired.replacing("\n", with: "\\n")
        let failure = Trial.failure(AptKey.self, "{id: \(Self.press), data: \"\(data)\"}")
        #expect(failure == "`data` does not hold the key \(Self.press), or it has expired")
    }

    @Test(
        "key servers are asked over HTTP",
        arguments: [
            ("keys.example.net", "http://keys.example.net:11371"), ("hkp://a:80", "http://a:80"),
            ("hkps://a", "https://a"), ("https://a/b", "https://a/b"),
        ])
    func keyServers(server: String, base: String) throws {
        var asked: [String] = []
        let bound = try ModuleEntry(AptKey.self).bind("{keyserver: '\(server)', id: '0xE90D81026630765B'}")
        _ = try? DecisionDriver(bound, as: nil).decide { queries in
            asked += queries.compactMap { if case .command(let command) = $0 { command.download?.url } else { nil } }
            return Answers(Dictionary(uniqueKeysWithValues: queries.map { ($0, .command(.saying(""))) }))
        }
        #expect(asked == [base + "/pks/lookup?op=get&options=mr&search=0xE90D81026630765B"])
    }
}

extension FakeHostWorld {
    /// What a listing of files and of a directory prints, by the words behind its script.
    func listed(_ line: String) -> CommandOutput {
        let words = line.split(separator: " ").map(String.init)
        let paths = words.drop { !$0.hasPrefix("/") || $0.hasPrefix("/*") }.filter { $0.hasPrefix("/") }
        var bytes: [UInt8] = []
        let known = files.nodes.keys.filter { path in
            paths.contains(path) || line.contains("directory=$1") && RemotePath(path).parent.text == paths.first
        }
        for path in known.sorted() {
            guard let body = files.bytes(path) else { continue }
            bytes += Array("\(body.count) \(path)\n".utf8) + body
        }
        return CommandOutput(exitCode: 0, standardOutput: CapturedOutput(bytes))
    }
}
