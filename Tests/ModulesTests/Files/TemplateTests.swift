import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

private func controller(_ text: String) -> FakeController {
    var controller = FakeController()
    controller.templates["app.j2"] = text
    return controller
}

@Suite struct TemplateTests {
    @Test func `the rendered text is written, and its source reported`() async throws {
        let host = FakeHost(files: ["/etc/app": "port 1\n"])
        let execution = try await run(
            "template", [("src", "app.j2"), ("dest", "/etc/app"), ("mode", "0600")], on: host,
            controller: controller("port 2\n"))
        #expect(host.files.text("/etc/app") == "port 2\n")
        #expect(execution.keys["src"] == "/templates/app.j2")
        #expect(execution.keys["mode"] == "0600")
        #expect(execution.keys["size"] == 7)
    }

    @Test func `in a directory, the file is named after the template`() async throws {
        let host = FakeHost()
        _ = try await run("template", [("src", "app.j2"), ("dest", "/etc/")], on: host, controller: controller("x"))
        #expect(host.files.text("/etc/app.j2") == "x")
    }

    @Test(
        "the file has the requested encoding",
        arguments: [("utf-8", [0x63, 0xC3, 0xA9]), ("latin-1", [0x63, 0xE9]), ("ISO-8859-1", [0x63, 0xE9])]
            as [(String, [UInt8])])
    func encodings(name: String, bytes: [UInt8]) async throws {
        let host = FakeHost()
        _ = try await run(
            "template", [("src", "app.j2"), ("dest", "/etc/f"), ("output_encoding", .string(name))], on: host,
            controller: controller("cé"))
        #expect(host.files.bytes("/etc/f") == bytes)
    }

    @Test func `a character the encoding lacks is a failure`() async throws {
        let execution = try await run(
            "template", [("src", "app.j2"), ("dest", "/etc/f"), ("output_encoding", "ascii")], on: FakeHost(),
            controller: controller("cé"))
        #expect(execution.failure?.message == "the encoding ascii has no character é")
    }

    @Test func `the contract holds`() async throws {
        let host = FakeHost(files: ["/etc/f": "old"])
        try await hold(
            HostTask("template", "{src: app.j2, dest: /etc/f, mode: 'u=rw,go='}"), on: host,
            controller: controller("new"))
    }
}
