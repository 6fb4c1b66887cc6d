import ModuleKit
import Testing
import Values

@testable import Modules

private func unit(_ active: String, _ file: String = "enabled", _ load: String = "loaded") -> [Query: Answer] {
    let state = ServiceState(
        manager: .systemd, properties: ["LoadState": load, "ActiveState": active, "UnitFileState": file])
    return [.service("web"): .service(state)]
}

@Suite struct SystemdServiceTests {
    @Test(
        "calls systemctl only for what differs",
        arguments: [
            ("state: started", unit("active"), []),
            ("state: started", unit("activating"), []),
            ("state: started", unit("inactive"), ["systemctl start web"]),
            ("state: started", unit("failed"), ["systemctl start web"]),
            ("state: stopped", unit("inactive"), []),
            ("state: stopped", unit("active"), ["systemctl stop web"]),
            ("state: stopped", unit("deactivating"), ["systemctl stop web"]),
            ("state: restarted", unit("active"), ["systemctl restart web"]),
            ("state: reloaded", unit("active"), ["systemctl reload web"]),
            ("state: reloaded", unit("inactive"), ["systemctl start web"]),
            ("enabled: true", unit("active", "enabled"), []),
            ("enabled: true", unit("active", "static"), []),
            ("enabled: true", unit("active", "disabled"), ["systemctl enable web"]),
            ("enabled: true", unit("active", "indirect"), ["systemctl enable web"]),
            ("enabled: false", unit("active", "disabled"), []),
            ("enabled: false", unit("active", "enabled-runtime"), []),
            ("enabled: true", unit("active", "enabled-runtime"), ["systemctl enable web"]),
            ("enabled: true", unit("active", "linked"), ["systemctl enable web"]),
            ("enabled: true", unit("active", "generated"), []),
            ("masked: true", unit("inactive", "disabled"), ["systemctl mask web"]),
            ("masked: true", unit("inactive", "masked", "masked"), []),
            ("masked: true", unit("inactive", "", "not-found"), ["systemctl mask web"]),
            (
                "masked: false, enabled: true, state: started", unit("inactive", "masked", "masked"),
                ["systemctl unmask web", "systemctl enable web", "systemctl start web"]
            ),
            ("state: started, no_block: true", unit("inactive"), ["systemctl --no-block start web"]),
            ("enabled: true, force: true", unit("active", "disabled"), ["systemctl --force enable web"]),
            (
                "state: started, daemon_reload: true", unit("inactive", "", "not-found"),
                [
                    "systemctl daemon-reload", "systemctl start web",
                ]
            ),
        ] as [(String, [Query: Answer], [String])])
    func calls(wish: String, host: [Query: Answer], expected: [String]) throws {
        let trial = try Trial(SystemdService.self, "{name: web, \(wish)}", host)
        #expect(trial.commands == expected)
    }

    @Test func `a daemon reload is not a change`() throws {
        let trial = try Trial(SystemdService.self, "{daemon_reload: true, daemon_reexec: true}")
        #expect(trial.commands == ["systemctl daemon-reexec", "systemctl daemon-reload"])
        #expect(!trial.changed)
        #expect(try trial.result() == ["name": nil, "status": [:]])
    }

    @Test func `the result describes the unit as it was found`() throws {
        let trial = try Trial(SystemdService.self, "{name: web, state: restarted, enabled: true}", unit("active"))
        let status: Value = ["ActiveState": "active", "LoadState": "loaded", "UnitFileState": "enabled"]
        #expect(try trial.result() == ["name": "web", "status": status, "enabled": true, "state": "started"])
    }

    @Test func `a unit that does not start is reported with systemd's message`() throws {
        let trial = try Trial(SystemdService.self, "{name: web, state: started}", unit("inactive"))
        let outcome = StepOutcome.ran(.saying("", exitCode: 1, errors: "Job for web.service failed.\n"))
        #expect {
            try trial.result(outcomes: [outcome])
        } throws: { error in
            let failure = error as? ModuleFailure
            return failure?.message == "could not start web: Job for web.service failed."
                && failure?.result["rc"] == 1
        }
    }

    @Test func `the predicted unit is the one after the calls`() throws {
        let trial = try Trial(
            SystemdService.self, "{name: web, state: started, enabled: true}", unit("inactive", "disabled"))
        let after = ServiceState(
            manager: .systemd, properties: ["LoadState": "loaded", "ActiveState": "active", "UnitFileState": "enabled"])
        #expect(trial.decision.changes.last?.expects == [.service("web"): .service(after)])
    }

    @Test func `the user's manager is found without a login session`() throws {
        let answer = [Query.service("web", .user): unit("inactive").values.first ?? .unknown]
        let trial = try Trial(SystemdService.self, "{name: web, state: started, scope: user}", answer)
        #expect(trial.commands.first?.hasSuffix("sh systemctl --user start web") == true)
    }

    @Test(
        "mistakes fail before anything is done",
        arguments: [
            ("{name: web, state: started}", "Could not find the requested service web"),
            ("{name: 'web*', state: started}", "a glob pattern is not a service name: web*"),
            ("{name: --root=/x, state: started}", "not a service name: --root=/x"),
            ("{name: 'a b', state: started}", "not a service name: a b"),
            ("{state: started}", "`state` needs `name`"),
            ("{name: web}", "one of the following is required: state, enabled, masked, daemon_reload, daemon_reexec"),
        ])
    func mistakes(arguments: String, expected: String) {
        #expect(Trial.failure(SystemdService.self, arguments) == expected)
    }
}
