import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct FindTests {
    private func host() -> FakeHost {
        let host = FakeHost(files: [
            "/srv/a.log": "root x\n", "/srv/b.txt": "other\nroot\n", "/srv/.hidden": "h", "/srv/sub/c.log": "deep",
        ])
        host.change {
            $0.files.putLink("/srv/link.log", to: "a.log")
            $0.files.change("/srv/b.txt") { node in node.mode = 0o600 }
            $0.files.change("/srv/a.log") { node in node.modified = 1_000_000 }
            $0.answer("date +%s", printing: "1000600\n")
        }
        return host
    }

    @Test(
        "files are found by the given criteria",
        arguments: [
            ([], ["/srv/a.log", "/srv/b.txt"]), ([("recurse", true)], ["/srv/a.log", "/srv/b.txt", "/srv/sub/c.log"]),
            ([("recurse", true), ("patterns", "*.log")], ["/srv/a.log", "/srv/sub/c.log"]),
            ([("recurse", true), ("depth", 1)], ["/srv/a.log", "/srv/b.txt"]),
            ([("hidden", true), ("patterns", ".*")], ["/srv/.hidden"]),
            ([("patterns", "[ab]\\..*"), ("use_regex", true), ("excludes", ".*txt")], ["/srv/a.log"]),
            ([("file_type", "directory")], ["/srv/sub"]), ([("file_type", "link")], ["/srv/link.log"]),
            ([("mode", "0600")], ["/srv/b.txt"]),
            ([("mode", "0600"), ("exact_mode", false)], ["/srv/a.log", "/srv/b.txt"]),
            ([("age", "10m")], ["/srv/a.log"]), ([("size", "8b")], ["/srv/b.txt"]), ([("size", "-7")], ["/srv/a.log"]),
            ([("contains", "root")], ["/srv/a.log", "/srv/b.txt"]), ([("contains", "x")], []),
            ([("contains", "x"), ("read_whole_file", true)], ["/srv/a.log"]), ([("limit", 1)], ["/srv/a.log"]),
        ] as [([(String, Value)], [String])])
    func filters(arguments: [(String, Value)], expected: [String]) async throws {
        let execution = try await run("find", [("paths", "/srv")] + arguments, on: host())
        #expect(execution.failure == nil)
        #expect(execution.keys["files"]?.list?.compactMap { $0.map?["path"]?.text } == expected)
        #expect(execution.keys["matched"] == .int(expected.count))
    }

    @Test func `a path that is not a directory is skipped and reported`() async throws {
        let execution = try await run("find", [("paths", ["/none", "/srv"])], on: host())
        #expect(execution.keys["matched"] == 2)
        #expect(execution.keys["skipped_paths"]?.map?["/none"] != nil)
    }

    @Test("invalid ages and sizes are refused", arguments: [("age", "old"), ("size", "10x"), ("age", "")])
    func quantities(argument: String, text: String) async throws {
        let execution = try await run("find", [("paths", "/srv"), (argument, .string(text))], on: host())
        #expect(execution.failure?.message.hasPrefix("`\(argument)` is not a valid quantity") == true)
    }

    @Test func `directories that cannot be entered are skipped and reported`() throws {
        let wanted = DirectoryInterest(recursive: true)
        let closed = RemoteFile(path: RemotePath("/d/in"), kind: .directory, mode: 0o700)
        let small = RemoteFile(path: RemotePath("/d/f"), kind: .regular, mode: 0o644, size: 10)
        let trial = try Trial(
            Find.self, "{paths: [/d, /shut, /none], recurse: true, file_type: any, size: 1k}",
            [
                .directory(RemotePath("/d"), wanted): .directory([closed, small]),
                .directory(RemotePath("/shut"), wanted): .refused("/shut: Permission denied"),
            ], programs: { $0 == "id" ? .saying("uid=1000(a) gid=1000(a) groups=1000(a)\n") : .saying("1000\n") })
        let result = try trial.result()
        #expect(result["skipped_paths"]?.map?.map(\.key.text) == ["/shut", "/none", "/d/in"])
        #expect(result["matched"] == 0)
        #expect(result["examined"] == 2)
    }
}
