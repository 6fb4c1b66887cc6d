import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct StatTests {
    private func stat(_ arguments: [(String, Value)], on host: FakeHost) async throws -> Mapping {
        let execution = try await run("stat", arguments, on: host)
        #expect(execution.failure == nil)
        #expect(!execution.changed)
        return try #require(execution.keys["stat"]?.map)
    }

    @Test func `a missing path is not a failure`() async throws {
        #expect(try await stat([("path", "/none")], on: FakeHost()) == ["exists": false])
    }

    @Test func `all attributes of a file are returned`() async throws {
        let host = FakeHost()
        host.change { $0.files.put("/srv/f", bytes: Array("hello".utf8), mode: 0o4750) }
        let stat = try await stat([("path", "/srv/f")], on: host)
        let expected: Mapping = [
            "exists": true, "path": "/srv/f", "mode": "4750", "size": 5, "uid": 0, "pw_name": "root", "gr_name": "root",
            "isreg": true, "isdir": false, "islnk": false, "isuid": true, "isgid": false, "rusr": true, "wgrp": false,
            "xoth": false, "readable": true, "executable": true, "nlink": 1,
            "checksum": "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        ]
        for (key, value) in expected { #expect(stat[key] == value, "\(key)") }
    }

    @Test func `a link is reported itself, or followed`() async throws {
        let host = FakeHost(files: ["/srv/f": "x"])
        host.change { $0.files.putLink("/srv/l", to: "f") }
        let link = try await stat([("path", "/srv/l")], on: host)
        #expect(link["islnk"] == true)
        #expect(link["lnk_target"] == "f")
        #expect(link["lnk_source"] == "/srv/f")
        let followed = try await stat([("path", "/srv/l"), ("follow", true), ("checksum_algorithm", "md5")], on: host)
        #expect(followed["isreg"] == true)
        #expect(followed["checksum"] == "9dd4e461268c8034f5c8564e155c67a6")
    }

    @Test func `permissions are those of the user who runs the task`() async throws {
        let host = FakeHost()
        let told = "uid=0(root) gid=1000(jo) euid=1000(jo) groups=1000(jo),44(video and more)\n"
        host.change {
            $0.answerers.insert(
                { command, _ in
                    command.line == "id"
                        ? CommandOutput(exitCode: 0, standardOutput: CapturedOutput(Array(told.utf8))) : nil
                }, at: 0)
            $0.files.put("/srv/f", bytes: [], mode: 0o640, userID: 0, groupID: 44)
        }
        let stat = try await stat([("path", "/srv/f"), ("get_checksum", false)], on: host)
        #expect(stat["readable"] == true)
        #expect(stat["writeable"] == false)
        #expect(stat["checksum"] == nil)
    }

    @Test func `slurp returns any bytes as base64`() async throws {
        let host = FakeHost()
        host.change { $0.files.put("/srv/f", bytes: [0, 255, 10, 65]) }
        let execution = try await run("slurp", [("src", "/srv/f")], on: host)
        #expect(execution.keys == ["content": "AP8KQQ==", "encoding": "base64", "source": "/srv/f"])
        #expect(try await run("slurp", [("src", "/none")], on: host).failure != nil)
        #expect(try await run("slurp", [("src", "/srv")], on: host).failure != nil)
        let below = try await run("slurp", [("src", "/srv/f/none")], on: host).failure
        #expect(below?.message.hasPrefix("unable to slurp file") == true)
    }
}
