import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

private func controller(host: String = "web", states: [String: ControllerState.Kind] = [:]) -> FakeController {
    var controller = FakeController()
    controller.hostName = host
    controller.states = states
    return controller
}

private let digest = DigestAlgorithm.sha1.hexDigest(of: Array("text\n".utf8))

@Suite struct FetchTests {
    private func host() -> FakeHost { FakeHost(files: ["/etc/f": "text\n"]) }

    @Test(
        "the file is stored where Ansible stores it",
        arguments: [
            ([("dest", "/tmp/got")], "/tmp/got/web/etc/f"), ([("dest", "got/"), ("flat", true)], "/playbooks/got/f"),
            ([("dest", "/tmp/name"), ("flat", true)], "/tmp/name"),
        ] as [([(String, Value)], String)])
    func destinations(arguments: [(String, Value)], path: String) async throws {
        let execution = try await run("fetch", [("src", "/etc/f")] + arguments, on: host(), controller: controller())
        #expect(execution.changed)
        #expect(execution.changes.flatMap(\.controllerWrites).map(\.path) == [path])
        #expect(execution.keys["dest"] == .string(path))
        #expect(execution.keys["checksum"] == .string(digest))
        #expect(execution.steps == [])
    }

    @Test func `an equal file on the controller is no change`() async throws {
        let known = controller(states: ["/tmp/got/web/etc/f": .file(sha1: digest, md5: nil)])
        let execution = try await run(
            "fetch", [("src", "/etc/f"), ("dest", "/tmp/got")], on: host(), controller: known)
        #expect(!execution.changed)
        #expect(execution.keys["file"] == "/etc/f")
    }

    @Test("a host's name cannot lead outside the destination", arguments: ["../../x", "/abs", "a/b", "..", ".", ""])
    func names(name: String) async throws {
        let host = host()
        let execution = try await run(
            "fetch", [("src", "/etc/f"), ("dest", "/tmp/got")], on: host, controller: controller(host: name))
        #expect(execution.failure?.message == "the host's name cannot be used as a directory name")
        #expect(host.exchanges == 0)
        let flat = try await run(
            "fetch", [("src", "/etc/f"), ("dest", "/tmp/x"), ("flat", true)], on: host,
            controller: controller(host: name))
        #expect(flat.failure == nil)
    }

    @Test func `a path with two dots is refused`() async throws {
        let execution = try await run(
            "fetch", [("src", "/etc/../etc/f"), ("dest", "/tmp/got")], on: host(), controller: controller())
        #expect(execution.failure?.message.hasPrefix("`src` contains `..`") == true)
    }

    @Test(
        "a missing file is a failure, unless fail_on_missing is false",
        arguments: [
            ("/none", "remote file does not exist: /none"),
            ("/etc", "/etc is a directory, and only files can be fetched"),
        ])
    func missing(src: String, message: String) async throws {
        let arguments: [(String, Value)] = [("src", .string(src)), ("dest", "/tmp/got")]
        #expect(try await run("fetch", arguments, on: host(), controller: controller()).failure?.message == message)
        let lenient = try await run(
            "fetch", arguments + [("fail_on_missing", false)], on: host(), controller: controller())
        #expect(lenient.failure == nil)
        #expect(!lenient.changed)
    }
}
