import ModuleKit
import Testing
import Values

@testable import Modules

@Suite struct ServiceFactsTests {
    private func facts(_ lines: String, exitCode: Int = 0) throws -> Mapping? {
        let trial = try Trial(ServiceFacts.self, "{}") { _ in .saying(lines, exitCode: exitCode) }
        #expect(trial.steps.isEmpty)
        return try trial.told().facts?["services"]?.map
    }

    @Test(
        "the state of each service is parsed",
        arguments: [
            ("i  [ + ]  ssh", "ssh", ["running", nil, "sysv"]),
            ("i  [ - ]  sudo", "sudo", ["stopped", nil, "sysv"]),
            ("u web.service loaded active running A web", "web.service", ["running", "active", "systemd"]),
            ("u web.service loaded inactive dead A web", "web.service", ["stopped", "inactive", "systemd"]),
            ("u \u{25CF} web.service loaded failed failed A web", "web.service", ["stopped", "failed", "systemd"]),
            ("u no.service not-found inactive dead no.service", "no.service", ["stopped", "not-found", "systemd"]),
            ("f web.service enabled", "web.service", ["inactive", "enabled", "systemd"]),
            ("f web@.service static", "web@.service", ["unknown", "static", "systemd"]),
            (
                "u web.service loaded active running A\nf web.service enabled", "web.service",
                ["running", "enabled", "systemd"]
            ),
            (
                "u web.service loaded failed failed A\nf web.service enabled", "web.service",
                ["stopped", "failed", "systemd"]
            ),
            (
                "f also.service alias\na also.service ActiveState=active", "also.service",
                ["active", "alias", "systemd"]
            ),
        ] as [(String, String, [String?])])
    func told(lines: String, name: String, expected: [String?]) throws {
        let service = try #require(try facts(lines)?[name]?.map)
        #expect(["state", "status", "source"].map { service[$0]?.text } == expected)
        #expect(service["name"]?.text == name)
    }

    @Test("lines without a service are ignored", arguments: ["i  [ ? ]  kmod", "i unrecognized service", "u", "f", ""])
    func nothing(line: String) throws { #expect(try facts(line) == [:]) }

    @Test func `a failed listing is a failure`() {
        #expect(throws: ModuleFailure.self) { try facts("", exitCode: 1) }
    }
}
