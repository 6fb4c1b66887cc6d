import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// `/srv/f`, `/srv/dir/{a,sub/b}`, a link to each, one to nothing and one out of the tree.
private func host() -> FakeHost {
    let host = FakeHost(files: ["/srv/f": "f\n", "/srv/dir/a": "a\n", "/srv/dir/sub/b": "b\n", "/etc/outside": "o\n"])
    host.change {
        $0.files.putLink("/srv/link", to: "f")
        $0.files.putLink("/srv/dirlink", to: "dir")
        $0.files.putLink("/srv/dangling", to: "nothing")
        $0.files.putLink("/srv/dir/escape", to: "/etc/outside")
        $0.files.makeDirectories("/srv/empty")
        $0.accounts.append(Account(name: "www", userID: 33, groupID: 33, home: "/", shell: "/bin/sh"))
    }
    return host
}

@Suite struct FileModuleTests {
    @Test(
        "each state changes what differs, and no more",
        arguments: [
            ([("path", "/srv/f")], []), ([("path", "/srv/f"), ("mode", "0600")], ["mode 0644 → 0600"]),
            ([("path", "/srv/link"), ("mode", "0600")], ["mode 0644 → 0600"]),
            ([("path", "/srv/link"), ("mode", "0600"), ("follow", false)], []),
            ([("path", "/srv/link"), ("state", "file"), ("mode", "0600")], ["mode 0644 → 0600"]),
            ([("path", "/srv/dir"), ("owner", "www")], ["owner root → www"]),
            ([("path", "/srv/none"), ("state", "absent")], []),
            ([("path", "/srv/dir/"), ("state", "absent")], ["remove /srv/dir"]),
            ([("path", "/srv/link"), ("state", "absent")], ["remove /srv/link"]),
            ([("path", "/srv/new/deep"), ("state", "directory")], ["create the directory /srv/new/deep"]),
            ([("path", "/srv/dirlink"), ("state", "directory"), ("mode", "0700")], ["mode 0755 → 0700"]),
            ([("path", "/srv/new"), ("state", "touch")], ["create /srv/new"]),
            ([("path", "/srv/f"), ("state", "touch")], ["set the times of /srv/f"]),
            (
                [
                    ("path", "/srv/f"), ("state", "touch"), ("access_time", "preserve"),
                    ("modification_time", "preserve"),
                ],
                []
            ),
            ([("path", "/srv/l2"), ("src", "f"), ("state", "link")], ["link /srv/l2 to f"]),
            ([("path", "/srv/link"), ("src", "f"), ("state", "link")], []),
            ([("path", "/srv/link"), ("state", "link"), ("follow", false)], []),
            ([("path", "/srv/link"), ("src", "/srv/f"), ("state", "link")], ["link /srv/link to /srv/f"]),
            ([("path", "/srv/f"), ("src", "dir",), ("state", "link"), ("force", true)], ["link /srv/f to dir"]),
            ([("path", "/srv/empty"), ("src", "f"), ("state", "link"), ("force", true)], ["link /srv/empty to f"]),
            ([("path", "/srv/l2"), ("src", "gone"), ("state", "link"), ("force", true)], ["link /srv/l2 to gone"]),
            ([("path", "/srv/hard"), ("src", "/srv/f"), ("state", "hard")], ["link /srv/hard to /srv/f"]),
        ] as [([(String, Value)], [String])])
    func states(arguments: [(String, Value)], expected: [String]) async throws {
        let execution = try await run("file", arguments, on: host())
        #expect(execution.failure == nil)
        #expect(execution.changes.map(\.summary) == expected)
    }

    @Test(
        "impossible states are refused",
        arguments: [
            ([("path", "/srv/none")], "the file /srv/none does not exist"),
            ([("path", "/srv/dir"), ("state", "file")], "/srv/dir is a directory, but must be a regular file"),
            ([("path", "/srv/f"), ("state", "directory")], "/srv/f is a regular file, but must be a directory"),
            ([("path", "/srv/l"), ("src", "gone"), ("state", "link")], "the target of the link does not exist: gone"),
            ([("path", "/srv/l"), ("state", "link")], "src is required for creating new symlinks"),
            (
                [("path", "/srv/f"), ("src", "dir"), ("state", "link")],
                "refusing to convert from file to symlink: /srv/f"
            ),
            (
                [("path", "/srv/dir"), ("src", "f"), ("state", "link"), ("force", true)],
                "refusing to convert from a directory that is not empty to symlink: /srv/dir"
            ),
            (
                [("path", "/srv/x"), ("src", "gone"), ("state", "hard")],
                "src does not exist: gone"
            ),
            (
                [("path", "/srv/dir/a"), ("src", "/srv/f"), ("state", "hard")],
                "/srv/dir/a exists and is not a hard link to /srv/f"
            ),
            ([("path", "/srv/f"), ("recurse", true), ("state", "file")], "`recurse` requires `state: directory`"),
            ([("path", "/srv/f"), ("src", "x")], "src option requires state to be link or hard"),
            ([("path", "/srv/f"), ("access_time", "soon")], "the time does not match its format: soon"),
        ] as [([(String, Value)], String)])
    func refusals(arguments: [(String, Value)], message: String) async throws {
        let host = host()
        let execution = try await run("file", arguments, on: host)
        #expect(execution.failure?.message == message)
        #expect(host.steps == [])
    }

    @Test("paths equivalent to / are refused", arguments: ["/", "//", "/.", "/etc/..", "/../", ".", "./"])
    func disaster(path: String) async throws {
        for arguments in [[("state", "absent")], [("recurse", true), ("mode", "0777")]] as [[(String, Value)]] {
            let execution = try await run("file", [("path", .string(path))] + arguments, on: host())
            #expect(execution.failure?.message.hasPrefix("refusing to") == true)
        }
    }

    @Test func `recursion reaches everything below and follows no link`() async throws {
        let host = host()
        let arguments: [(String, Value)] = [
            ("path", "/srv/dir"), ("state", "directory"), ("recurse", true), ("owner", "www"), ("mode", "u=rwX,go="),
        ]
        let execution = try await run("file", arguments, on: host)
        #expect(execution.failure == nil)
        #expect(host.files.nodes["/srv/dir/sub/b"]?.mode == 0o600)
        #expect(host.files.nodes["/srv/dir/sub"]?.mode == 0o700)
        #expect(host.files.nodes["/srv/dir/escape"]?.userID == 33)
        #expect(host.files.nodes["/etc/outside"]?.userID == 0)
        #expect(host.files.nodes["/etc/outside"]?.mode == 0o644)
        #expect(try await !run("file", arguments, on: host).changed)
    }

    @Test func `parent directories that are created get the attributes, too`() async throws {
        let host = host()
        _ = try await run("file", [("path", "/srv/p/q/r"), ("state", "directory"), ("mode", "0711")], on: host)
        #expect(["/srv/p", "/srv/p/q", "/srv/p/q/r"].allSatisfy { host.files.nodes[$0]?.mode == 0o711 })
    }

    @Test func `a time is interpreted in the host's time zone`() async throws {
        let host = host()
        host.change { $0.answer("date -d 2020-01-02 03:04:05 +%s", printing: "1577934245\n") }
        let arguments: [(String, Value)] = [("path", "/srv/f"), ("modification_time", "202001020304.05")]
        #expect(try await run("file", arguments, on: host).changed)
        #expect(host.files.nodes["/srv/f"]?.modified == 1_577_934_245)
        #expect(try await !run("file", arguments, on: host).changed)
    }

    @Test func `results name the path as Ansible does`() async throws {
        let touched = try await run("file", [("path", "/srv/f"), ("state", "touch")], on: host())
        #expect(touched.keys["dest"] == "/srv/f")
        #expect(touched.keys["state"] == "file")
        let linked = try await run("file", [("path", "/srv/new"), ("src", "f"), ("state", "link")], on: host())
        #expect(linked.keys["src"] == "f")
        #expect(linked.keys["state"] == "link")
        let removed = try await run("file", [("path", "/srv/f"), ("state", "absent")], on: host())
        #expect(removed.keys == ["path": "/srv/f", "state": "absent"])
    }

    @Test(
        "the contract holds",
        arguments: [
            "path: /srv/f, mode: '0600', owner: www", "path: /srv/dir, state: absent",
            "path: /srv/n/o, state: directory, mode: '0700'", "path: /srv/l2, src: f, state: link",
            "path: /srv/link, src: /etc/outside, state: link",
            "path: /srv/dir, state: directory, recurse: true, owner: www", "path: /srv/hard, src: /srv/f, state: hard",
            "path: /srv/t, state: touch, access_time: preserve, modification_time: preserve, mode: '0600'",
        ])
    func contract(arguments: String) async throws {
        try await hold(HostTask("file", "{\(arguments)}"), on: host())
    }
}
