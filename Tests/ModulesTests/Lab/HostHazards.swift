import Connection
import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Bad inputs and faults that modules survive on a real host. The letters are those of the catalogue of hazards.
struct HostHazards {
    let host: ContractHost

    @discardableResult
    func take(
        _ module: String, _ arguments: [(String, Value)], controller: FakeController = FakeController(),
        on connection: (any Connection)? = nil
    ) async throws -> ModuleExecution {
        let entry = try #require(Catalogue.standard[module])
        return try await ModuleExecution.take(
            entry, arguments, on: connection ?? host.connection, resources: controller)
    }

    private func text(_ bytes: [UInt8]) -> Value { .string(String(hostBytes: bytes)) }

    /// E1: whatever bytes a path, a content or an argument has, the same arrive, and nothing else happens.
    func quoting(rounds: Int) async throws {
        try await host.shell("rm -rf /srv/q; mkdir -p /srv/q")
        let before = HostTree(of: host, whole: true)
        var random = RandomText()
        for round in 0..<rounds {
            let name = random.name(upTo: round == 0 ? 254 : 60)
            let content = random.bytes(upTo: round == 1 ? 4096 : 300)
            try await put(content, name)
            try await address(name, random.bytes(upTo: 40), random.bytes(upTo: 80, without: [0x0A, 0x0D]))
            try await pass([random.bytes(upTo: 200), name, random.bytes(upTo: round == 2 ? 4096 : 20), []])
        }
        #expect(HostTree(of: host, whole: true).differences(from: before, outside: ["/srv/q"]) == [])
    }

    private func put(_ content: [UInt8], _ name: [UInt8]) async throws {
        let path = Array("/srv/q/".utf8) + name
        let execution = try await take("copy", [("dest", text(path)), ("content", text(content))])
        #expect(execution.failure == nil, "\(execution.failure?.message ?? "") \(name)")
        #expect(host.names(in: "/srv/q") == [name])
        #expect(host.bytes(of: path) == content, "\(name)")
    }

    private func address(_ name: [UInt8], _ owner: [UInt8], _ line: [UInt8]) async throws {
        let path = Array("/srv/q/".utf8) + name
        let written = host.bytes(of: path) ?? []
        let refused = try await take("file", [("path", text(path)), ("owner", text(owner)), ("group", text(owner))])
        #expect(refused.failure != nil, "an owner \(owner)")
        let mode = try await take("file", [("path", text(path)), ("mode", "0604")])
        #expect(mode.changed)
        let edited = try await take("lineinfile", [("path", text(path)), ("line", text(line))])
        #expect(edited.failure == nil, "\(edited.failure?.message ?? "")")
        let expected = written + ([0x0A, 0x0D].contains(written.last) ? [] : [0x0A]) + line + [0x0A]
        let now = host.bytes(of: path)
        #expect(now == expected || now == written, "line \(line), before \(written), after \(now ?? [])")
        let stat = try await take("stat", [("path", text(path))])
        #expect(stat.keys["stat"]?.map?["mode"] == "0604")
        try await take("file", [("path", text(path)), ("state", "absent")])
        #expect(host.names(in: "/srv/q") == [])
    }

    private func pass(_ arguments: [[UInt8]]) async throws {
        let script = #"for word; do printf '%s\0' "$word"; done"#
        let words: [Value] = ["sh", "-c", .string(script), "sh"] + arguments.map(text)
        let execution = try await take("command", [("argv", .list(words)), ("expand_argument_vars", false)])
        guard case .ran(let output)? = execution.outcomes.first else {
            Issue.record("\(execution.outcomes) \(execution.failure?.message ?? "")")
            return
        }
        #expect(output.standardOutput.bytes == arguments.flatMap { $0 + [0] })
    }

    /// B6: names found on the host lead back to exactly their files.
    func strangeNames() async throws {
        try await host.shell("rm -rf /srv/q; mkdir -p /srv/q")
        let names: [[UInt8]] = [
            Array("new\nline".utf8), Array("'\"`".utf8), Array("{{ lookup('pipe', 'id') }}".utf8), Array("-rf".utf8),
            Array(repeating: 0x78, count: 255), [0xFF, 0xC3, 0x28], Array(" ".utf8), Array("$(id)".utf8),
        ]
        for name in names { try await put(name, in: "/srv/q/") }
        let found = try await take("find", [("paths", "/srv/q"), ("hidden", true)])
        let files = found.keys["files"]?.list ?? []
        #expect(files.count == names.count)
        for (index, file) in files.enumerated() {
            let path = try #require(file.map?["path"])
            #expect(try await take("file", [("path", path), ("state", "absent")]).changed)
            #expect(host.names(in: "/srv/q").count == names.count - index - 1)
        }
    }

    private func put(_ name: [UInt8], in directory: String) async throws {
        try await take("copy", [("dest", text(Array(directory.utf8) + name)), ("content", "x")])
    }

    /// L1: a disk without room leaves the old file, no other, and says so.
    func fullDisk() async throws {
        let mount = "umount /srv/full 2>/dev/null; mkdir -p /srv/full && mount -t tmpfs -o size=64k lab /srv/full"
        let mounted = try await host.shell("\(mount) && head -c 40000 /dev/zero | tr '\\0' a >/srv/full/f")
        try #require(mounted.exitCode == 0, "\(mounted.standardError.text)")
        var controller = FakeController()
        let large = [UInt8](repeating: 0x62, count: 100_000)
        controller.files["large"] = .file(FakeController.file("large", large))
        controller.templates["large.j2"] = String(repeating: "c", count: 100_000)
        let tasks: [(String, [(String, Value)])] = [
            ("copy", [("dest", "/srv/full/f"), ("src", "large")]),
            ("copy", [("dest", "/srv/full/new"), ("src", "large")]),
            ("copy", [("dest", "/srv/full/f"), ("src", "large"), ("backup", true)]),
            ("template", [("dest", "/srv/full/f"), ("src", "large.j2")]),
            ("lineinfile", [("path", "/srv/full/f"), ("line", "x")]),
            ("blockinfile", [("path", "/srv/full/f"), ("block", "x")]),
        ]
        for (module, arguments) in tasks {
            let execution = try await take(module, arguments, controller: controller)
            let message = execution.failure?.message ?? "no failure"
            #expect(message.contains("no room in /srv/full"), "\(module): \(message)")
            let left = try await host.shell("ls -A /srv/full; wc -c </srv/full/f; tr -d a </srv/full/f | wc -c")
            #expect(
                left.standardOutput.text.split(separator: "\n").map { $0.trimmed } == ["f", "40000", "0"], "\(module)")
        }
        try await host.shell("umount /srv/full")
    }

    /// L4: bytes that are not concerned stay as they are.
    func oddFiles() async throws {
        let odd: [[UInt8]] = [
            Array("a\r\nb\r\n".utf8), Array("no end".utf8), [0x61, 0x0A, 0x00, 0x01, 0x0A, 0x62],
            [0xFF, 0x0A, 0xC3, 0x28, 0x0A],
            [], [0x0A, 0x0A],
        ]
        let path = Array("/srv/q/odd".utf8)
        for bytes in odd {
            let closed = bytes + (bytes.isEmpty || bytes.last == 0x0A ? [] : [0x0A])
            try await host.shell("rm -rf /srv/q; mkdir -p /srv/q")
            var controller = FakeController()
            controller.files["odd"] = .file(FakeController.file("odd", bytes))
            try await take("copy", [("dest", "/srv/q/odd"), ("src", "odd")], controller: controller)
            #expect(host.bytes(of: path) == bytes)
            try await take("lineinfile", [("path", "/srv/q/odd"), ("line", "added")])
            #expect(host.bytes(of: path) == closed + Array("added\n".utf8), "\(bytes)")
            try await take("lineinfile", [("path", "/srv/q/odd"), ("line", "added"), ("state", "absent")])
            #expect(host.bytes(of: path) == closed, "\(bytes)")
            try await take("blockinfile", [("path", "/srv/q/odd"), ("block", "b")])
            #expect(host.bytes(of: path)?.starts(with: closed) == true, "\(bytes)")
            try await take("blockinfile", [("path", "/srv/q/odd"), ("state", "absent")])
            #expect(host.bytes(of: path) == closed, "\(bytes)")
            try await take("replace", [("path", "/srv/q/odd"), ("regexp", "^nothing$"), ("replace", "x")])
            #expect(host.bytes(of: path) == closed)
        }
    }

    /// L5: what a validator refuses is not written, and its words are told.
    func validators() async throws {
        try await host.shell("rm -rf /srv/q; mkdir -p /srv/q; echo old >/srv/q/f")
        let commands = [
            ("grep new-text-is-missing %s", "ended with exit code 1"),
            ("sh -c 'echo it is wrong >&2; exit 3' %s", "it is wrong"), ("no-such-validator %s", "no-such-validator"),
        ]
        for (command, words) in commands {
            for (module, arguments) in [
                ("copy", [("dest", "/srv/q/f"), ("content", "new")]),
                ("lineinfile", [("path", "/srv/q/f"), ("line", "new")]),
                ("blockinfile", [("path", "/srv/q/f"), ("block", "new")]),
                ("replace", [("path", "/srv/q/f"), ("regexp", "old"), ("replace", "new")]),
            ] as [(String, [(String, Value)])] {
                let execution = try await take(module, arguments + [("validate", .string(command))])
                #expect(
                    execution.failure?.message.contains(words) == true,
                    "\(module): \(execution.failure?.message ?? "no failure")"
                )
                #expect(host.bytes(of: Array("/srv/q/f".utf8)) == Array("old\n".utf8))
                #expect(host.names(in: "/srv/q").count == 1)
            }
        }
    }

    /// H3: modes are those the task says, whatever the umask.
    func umask(_ mask: String, on connection: any Connection, in directory: String) async throws {
        var controller = FakeController()
        controller.files["t/"] = .directory(
            path: "t/",
            [
                ControllerEntry(path: "d", kind: .directory(mode: 0o755)),
                ControllerEntry(path: "d/f", kind: .file(FakeController.file("f", [0x78]))),
            ])
        let tasks: [(String, [(String, Value)])] = [
            ("file", [("path", "a"), ("state", "directory"), ("mode", "0755")]),
            ("file", [("path", "b/c"), ("state", "directory"), ("mode", "0750")]),
            ("copy", [("dest", "f644"), ("content", "x"), ("mode", "0644")]),
            ("copy", [("dest", "f600"), ("content", "x"), ("mode", "0600")]),
            ("copy", [("dest", "t"), ("src", "t/"), ("mode", "0640"), ("directory_mode", "0711")]),
            ("lineinfile", [("path", "l"), ("line", "x"), ("create", true), ("mode", "0666")]),
            ("file", [("path", "e"), ("state", "touch"), ("mode", "0777")]),
        ]
        for (module, arguments) in tasks {
            let placed = arguments.map { name, value in
                ["path", "dest"].contains(name)
                    ? (name, Value.string(directory + "/" + (value.text ?? ""))) : (name, value)
            }
            let execution = try await take(module, placed, controller: controller, on: connection)
            #expect(execution.failure == nil, "umask \(mask), \(module): \(execution.failure?.message ?? "")")
        }
        let names = ["a", "b", "b/c", "f644", "f600", "t/d", "t/d/f", "l", "e"].map { directory + "/" + $0 }
        let modes = try await host.shell("stat -c %a \(names.joined(separator: " "))").standardOutput.text
        #expect(modes == "755\n750\n750\n644\n600\n711\n640\n666\n777\n", "umask \(mask)")
    }
}
