import FoundationEssentials
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

private func edited(_ module: String, _ arguments: [(String, Value)], _ bytes: [UInt8]) async throws -> [UInt8] {
    let host = FakeHost()
    host.change { $0.files.put("/etc/f", bytes: bytes) }
    let execution = try await run(module, [("path", "/etc/f")] + arguments, on: host)
    #expect(execution.failure == nil)
    return try #require(host.files.bytes("/etc/f"))
}

@Suite struct EditingTests {
    /// Arguments and contents made at random, with what ansible-core 2.18 made of them.
    @Test func `edited files are the same as with Ansible`() async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/Modules/edits.jsonl")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count > 200)
        for line in lines {
            let example = try #require(try JSONReader.value(of: String(line)).map)
            try await check(example)
        }
    }

    private func check(_ example: Mapping) async throws {
        let module = try #require(example["module"]?.text)
        let arguments = try #require(example["args"]?.map).map { ($0.key.text ?? "", $0.value) }
        let host = FakeHost()
        let before = try bytes(example["before"])
        host.change { $0.files.put("/etc/f", bytes: before) }
        let execution = try await run(module, [("path", "/etc/f")] + arguments, on: host)
        #expect(execution.failure == nil)
        #expect(try host.files.bytes("/etc/f") == bytes(example["after"]), "\(module) \(arguments)")
        #expect(.bool(execution.changed) == example["changed"], "\(module) \(arguments)")
    }

    private func bytes(_ value: Value?) throws -> [UInt8] {
        [UInt8](try #require(Data(base64Encoded: value?.text ?? "")))
    }

    @Test(
        "bytes outside the edited part stay identical",
        arguments: [
            [0xFF, 0x0D, 0x0A, 0x00, 0x0A, 0x61, 0x0A, 0xC3], [0x61], [0x0D, 0x0A, 0x61, 0x0D, 0x0A, 0x0D],
        ] as [[UInt8]])
    func untouched(bytes: [UInt8]) async throws {
        let new = Array("new".utf8)
        let added = try await edited("lineinfile", [("line", "new"), ("insertbefore", "BOF")], bytes)
        #expect(added == new + [10] + bytes)
        #expect(try await edited("lineinfile", [("regexp", "zzz"), ("state", "absent")], bytes) == bytes)
        #expect(try await edited("blockinfile", [("state", "absent")], bytes) == bytes)
        #expect(try await edited("replace", [("regexp", "a"), ("replace", "a")], bytes) == bytes)
        let replaced = try await edited("replace", [("regexp", "a"), ("replace", "b")], bytes)
        #expect(replaced == bytes.map { $0 == 0x61 ? 0x62 : $0 })
    }

    @Test(
        "invalid edits are refused",
        arguments: [
            ("lineinfile", [("state", "present")], "`state: present` needs `line`"),
            ("lineinfile", [("state", "absent")], "`state: absent` needs `line`, `regexp` or `search_string`"),
            ("lineinfile", [("line", "x"), ("backrefs", true)], "`backrefs: true` needs `regexp`"),
            (
                "lineinfile", [("line", "x"), ("regexp", "a"), ("search_string", "b")],
                "parameters are mutually exclusive: regexp|search_string"
            ),
            (
                "lineinfile", [("line", "x"), ("mode", "preserve")],
                "`mode: preserve` does not apply here, because no file is copied"
            ),
            ("blockinfile", [("block", "x"), ("marker", "# {mark}\n")], "a marker contains a line break"),
            ("blockinfile", [("block", "x"), ("validate", "true")], "validate must contain %s: true"),
        ] as [(String, [(String, Value)], String)])
    func refusals(module: String, arguments: [(String, Value)], message: String) async throws {
        let host = FakeHost(files: ["/etc/f": "a\n"])
        let execution = try await run(module, [("path", "/etc/f")] + arguments, on: host)
        #expect(execution.failure?.message == message)
        #expect(host.steps == [])
    }

    @Test("an invalid pattern is reported with its argument", arguments: ["regexp", "insertafter"])
    func patterns(argument: String) async throws {
        let execution = try await run(
            "lineinfile", [("path", "/etc/f"), ("line", "x"), (argument, "(")], on: FakeHost(files: ["/etc/f": "a\n"]))
        #expect(execution.failure?.message.hasPrefix("`\(argument)` is not a regular expression") == true)
    }

    @Test(
        "a missing file is a failure, unless it may be created or the text should be absent",
        arguments: [
            ("lineinfile", [("line", "x")], nil), ("lineinfile", [("line", "x"), ("create", true)], "x\n"),
            ("lineinfile", [("line", "x"), ("state", "absent")], ""), ("blockinfile", [("block", "x")], nil),
            (
                "blockinfile", [("block", "x"), ("create", true)],
                "# BEGIN ANSIBLE MANAGED BLOCK\nx\n# END ANSIBLE MANAGED BLOCK\n"
            ),
            ("blockinfile", [("state", "absent")], ""), ("replace", [("regexp", "x")], nil),
        ] as [(String, [(String, Value)], String?)])
    func missing(module: String, arguments: [(String, Value)], made: String?) async throws {
        let host = FakeHost()
        let execution = try await run(module, [("path", "/srv/new/f")] + arguments, on: host)
        #expect((execution.failure?.result["rc"] == 257) == (made == nil))
        #expect(host.files.text("/srv/new/f") ?? "" == made ?? "")
    }

    @Test func `a link stays, and its target is edited`() async throws {
        let host = FakeHost(files: ["/srv/real": "a\n"])
        host.change { $0.files.putLink("/etc/link", to: "/srv/real") }
        _ = try await run("lineinfile", [("path", "/etc/link"), ("line", "b")], on: host)
        #expect(host.files.text("/srv/real") == "a\nb\n")
        #expect(host.files.nodes["/etc/link"]?.contents == .link("/srv/real"))
    }

    @Test func `results say what was done, and diffs show it`() async throws {
        let host = FakeHost(files: ["/etc/f": "a=1\nb\n"])
        let execution = try await run(
            "lineinfile",
            [("path", "/etc/f"), ("regexp", "^a="), ("line", "a=2"), ("mode", "0600"), ("backup", true)], on: host)
        #expect(execution.keys["msg"] == "line replaced and owner, group or mode changed")
        #expect(execution.keys["backup"]?.text?.hasPrefix("/etc/f.") == true)
        #expect(
            execution.changes.first?.diff
                == .contents(
                    before: Array("a=1\nb\n".utf8), after: Array("a=2\nb\n".utf8), beforeHeader: "/etc/f (content)",
                    afterHeader: "/etc/f (content)"))
        let gone = try await run("lineinfile", [("path", "/etc/f"), ("regexp", "."), ("state", "absent")], on: host)
        #expect(gone.keys["msg"] == "2 line(s) removed")
        #expect(gone.keys["found"] == 2)
    }

    @Test(
        "the contract holds",
        arguments: [
            ("lineinfile", "path: /etc/f, regexp: ^b, line: b=1, mode: '0600'"),
            ("lineinfile", "path: /etc/f, line: z, backup: true"),
            ("lineinfile", "path: /srv/x/y, line: z, create: true"),
            ("blockinfile", #"path: /etc/f, block: "x\ny\n", insertbefore: ^b"#),
            ("replace", "path: /etc/f, regexp: b+, replace: c"),
        ])
    func contract(module: String, arguments: String) async throws {
        try await hold(HostTask(module, "{\(arguments)}"), on: FakeHost(files: ["/etc/f": "a\nbb\n"]))
    }
}
