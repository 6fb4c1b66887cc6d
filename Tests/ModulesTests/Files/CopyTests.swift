import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

private let controller: FakeController = {
    var controller = FakeController()
    controller.put("app.conf", "new\n", mode: 0o640)
    let entries = [
        ControllerEntry(path: "a", kind: .file(FakeController.file("tree/a", Array("a\n".utf8)))),
        ControllerEntry(path: "sub", kind: .directory(mode: 0o700)),
        ControllerEntry(path: "sub/b", kind: .file(FakeController.file("tree/sub/b", Array("b\n".utf8), mode: 0o755))),
        ControllerEntry(path: "sub/l", kind: .symbolicLink(target: "b")),
    ]
    controller.files["tree"] = .directory(path: "/files/tree", entries)
    controller.files["tree/"] = .directory(path: "/files/tree", entries)
    return controller
}()

@Suite struct CopyTests {
    @Test(
        "a destination that is a directory means a file inside it",
        arguments: [
            ("/etc/app.conf", "/etc/app.conf"), ("/etc", "/etc/app.conf"), ("/etc/", "/etc/app.conf"),
            ("/srv/new/deep/", "/srv/new/deep/app.conf"), ("/srv/link", "/srv/link/app.conf"),
        ])
    func destination(dest: String, made: String) async throws {
        let host = FakeHost()
        host.change { $0.files.putLink("/srv/link", to: "/etc") }
        let execution = try await run(
            "copy", [("src", "app.conf"), ("dest", .string(dest))], on: host, controller: controller)
        #expect(host.files.text(made) == "new\n")
        #expect(execution.keys["dest"] == .string(made))
        #expect(execution.keys["checksum"] == .string(DigestAlgorithm.sha1.hexDigest(of: Array("new\n".utf8))))
        #expect(execution.keys["state"] == "file")
    }

    @Test(
        "only what differs is changed",
        arguments: [
            ("old\n", [], ["rewrite /etc/f"]), ("old\n", [("mode", "0600")], ["rewrite /etc/f", "mode 0644 → 0600"]),
            ("new\n", [], []), ("new\n", [("mode", "0600")], ["mode 0644 → 0600"]),
            ("old\n", [("force", false), ("mode", "0600")], []), ("new\n", [("mode", "u+x")], ["mode 0644 → 0744"]),
            ("new\n", [("mode", "preserve")], ["mode 0644 → 0640"]),
            ("new\n", [("owner", "0"), ("group", "root")], []),
        ] as [(String, [(String, Value)], [String])])
    func differences(have: String, arguments: [(String, Value)], expected: [String]) async throws {
        let host = FakeHost(files: ["/etc/f": have])
        let execution = try await run(
            "copy", [("src", "app.conf"), ("dest", "/etc/f")] + arguments, on: host, controller: controller)
        #expect(execution.failure == nil)
        #expect(execution.changes.map(\.summary) == expected)
        #expect(execution.changed == !expected.isEmpty)
    }

    @Test(
        "contents can be a string or data",
        arguments: [
            ("plain", "plain"), (["a": 1, "b": [true, nil]], #"{"a": 1, "b": [true, null]}"#), (12, "12"),
            (true, "True"),
            ("", ""),
        ] as [(Value, String)])
    func contents(content: Value, expected: String) async throws {
        let host = FakeHost()
        _ = try await run("copy", [("content", content), ("dest", "/etc/f")], on: host)
        #expect(host.files.text("/etc/f") == expected)
    }

    @Test(
        "impossible copies are refused, and nothing is changed",
        arguments: [
            ([("dest", "/etc/f")], "src (or content) is required"),
            (
                [("dest", "/etc/f"), ("src", "app.conf"), ("content", "x")],
                "parameters are mutually exclusive: src|content"
            ),
            ([("dest", "/etc"), ("content", "x")], "can not use content with a dir as dest: /etc"),
            ([("dest", "/no/where/f"), ("src", "app.conf")], "the directory /no/where does not exist"),
            ([("dest", "/etc/f"), ("src", "app.conf"), ("validate", "true")], "validate must contain %s: true"),
            (
                [("dest", "/etc/f"), ("src", "app.conf"), ("checksum", "00")],
                "the digest of the source is not the one given in `checksum`"
            ),
            ([("dest", "/etc/f"), ("src", "missing")], "no file missing on the controller"),
            ([("dest", "/srv/f/"), ("src", "app.conf")], "/srv/f is not a directory"),
        ] as [([(String, Value)], String)])
    func refusals(arguments: [(String, Value)], message: String) async throws {
        let host = FakeHost(files: ["/srv/f": "file\n"])
        let execution = try await run("copy", arguments, on: host, controller: controller)
        #expect(execution.failure?.message == message)
        #expect(host.steps == [])
    }

    @Test func `a link is replaced, or followed on request`() async throws {
        for (follow, kept) in [(false, "old\n"), (true, "new\n")] {
            let host = FakeHost(files: ["/srv/real": "old\n"])
            host.change { $0.files.putLink("/etc/link", to: "/srv/real") }
            let execution = try await run(
                "copy", [("src", "app.conf"), ("dest", "/etc/link"), ("follow", .bool(follow))], on: host,
                controller: controller)
            #expect(execution.changed)
            #expect(host.files.text("/srv/real") == kept)
            #expect(host.files.text("/etc/link") == "new\n")
        }
    }

    @Test func `a backup of the old file is kept on request`() async throws {
        let host = FakeHost(files: ["/etc/f": "old\n"])
        let execution = try await run(
            "copy", [("src", "app.conf"), ("dest", "/etc/f"), ("backup", true)], on: host, controller: controller)
        let backup = try #require(execution.keys["backup_file"]?.text)
        #expect(host.files.text(backup) == "old\n")
    }

    @Test func `a failed validation leaves the old file`() async throws {
        let host = FakeHost(files: ["/etc/f": "old\n"])
        host.change { $0.answer("check /tmp/.validate", printing: "no", exitCode: 1) }
        let execution = try await run(
            "copy", [("src", "app.conf"), ("dest", "/etc/f"), ("validate", "check %s")], on: host,
            controller: controller)
        #expect(execution.failure != nil)
        #expect(host.files.text("/etc/f") == "old\n")
    }

    @Test(
        "a trailing slash of the source means only the contents of the directory",
        arguments: [("tree", "/srv/t/tree/sub/b"), ("tree/", "/srv/t/sub/b")])
    func trees(source: String, made: String) async throws {
        let host = FakeHost()
        let arguments: [(String, Value)] = [
            ("src", .string(source)), ("dest", "/srv/t"), ("directory_mode", "0750"), ("mode", "preserve"),
        ]
        let execution = try await run("copy", arguments, on: host, controller: controller)
        #expect(execution.failure == nil)
        #expect(host.files.text(made) == "b\n")
        #expect(host.files.nodes[made]?.mode == 0o755)
        #expect(host.files.nodes[RemotePath(made).parent.text]?.mode == 0o750)
        #expect(host.files.nodes[RemotePath(made).parent.text + "/l"]?.contents == .link("b"))
        let again = try await run("copy", arguments, on: host, controller: controller)
        #expect(!again.changed)
    }

    @Test func `a directory tree is copied within the host`() async throws {
        let host = FakeHost(files: ["/srv/from/a": "a\n", "/srv/from/sub/b": "b\n"])
        let arguments: [(String, Value)] = [("src", "/srv/from"), ("dest", "/srv/to"), ("remote_src", true)]
        let execution = try await run("copy", arguments, on: host)
        #expect(execution.failure == nil)
        #expect(host.files.text("/srv/to/from/sub/b") == "b\n")
        #expect(try await !run("copy", arguments, on: host).changed)
    }

    @Test(
        "files of a directory copied on the host keep their modes",
        arguments: [
            ("/srv/from", [], "/srv/to/from/sub/key", 0o600), ("/srv/from/", [], "/srv/to/sub/key", 0o600),
            ("/srv/from/", [], "/srv/to/run", 0o755), ("/srv/from/", [], "/srv/to/sub", 0o700),
            // What was there before has the mode of what replaces it.
            ("/srv/from/", [], "/srv/to/old", 0o640), ("/srv/from/", [("mode", "0604")], "/srv/to/sub/key", 0o604),
            ("/srv/from/", [("directory_mode", "0711")], "/srv/to/sub", 0o711),
            // A single file is a new file like any other.
            ("/srv/from/sub/key", [], "/srv/to/key", 0o644),
            ("/srv/from/sub/key", [("mode", "preserve")], "/srv/to/key", 0o600),
        ] as [(String, [(String, Value)], String, UInt16)])
    func modes(source: String, wish: [(String, Value)], made: String, mode: UInt16) async throws {
        let host = FakeHost(files: [
            "/srv/from/sub/key": "k", "/srv/from/run": "r", "/srv/from/old": "new", "/srv/to/old": "o",
        ])
        host.change {
            for (path, mode) in [("sub", 0o700), ("sub/key", 0o600), ("run", 0o755), ("old", 0o640)]
                as [(String, UInt16)]
            {
                $0.files.change("/srv/from/" + path) { $0.mode = mode }
            }
        }
        let execution = try await run(
            "copy", [("src", .string(source)), ("dest", "/srv/to"), ("remote_src", true)] + wish, on: host)
        #expect(execution.failure == nil)
        #expect(host.files.nodes[made]?.mode == mode)
    }

    @Test(
        "the contract holds",
        arguments: [
            "{src: app.conf, dest: /etc/f, mode: '0600'}", "{src: app.conf, dest: /srv/a/b/}",
            "{content: {a: 1}, dest: /etc/old, owner: www, backup: true}",
            "{src: /etc/old, dest: /srv/copy, remote_src: true}", "{src: app.conf, dest: /etc/link, follow: true}",
            "{src: app.conf, dest: /etc/link}", "{src: tree, dest: /srv/t}",
        ])
    func contract(arguments: String) async throws {
        let host = FakeHost(files: ["/etc/old": "old\n"])
        host.change {
            $0.accounts.append(Account(name: "www", userID: 33, groupID: 33, home: "/", shell: "/bin/sh"))
            $0.files.putLink("/etc/link", to: "/etc/old")
        }
        let ofTree = arguments.contains("tree") ? "Ansible tells nothing of single files" : nil
        try await hold(HostTask("copy", arguments, unreturned: ofTree), on: host, controller: controller)
    }

    @Test func `a diff shows the old text and where the new one comes from`() async throws {
        let execution = try await run(
            "copy", [("src", "app.conf"), ("dest", "/etc/f")], on: FakeHost(), controller: controller)
        #expect(
            execution.changes.first?.diff
                == .contents(before: [], after: Array("new\n".utf8), beforeHeader: "", afterHeader: "app.conf"))
    }
}
