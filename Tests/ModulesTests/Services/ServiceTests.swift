import ModuleKit
import Testing
import Values

@testable import Modules

private func host(
    _ manager: ServiceState.Manager, _ active: String, _ file: String = "enabled", tool: String = "update-rc.d",
    processes: String = ""
) -> [Query: Answer] {
    let state = ServiceState(
        manager: manager, properties: ["LoadState": "loaded", "ActiveState": active, "UnitFileState": file])
    return [
        .service("web"): .service(state), .program(tool): .program(RemotePath("/usr/sbin/\(tool)")),
        .command(Command("ps", "auxww").reading([.services])): .command(.saying(processes)),
    ]
}

@Suite struct ServiceTests {
    @Test(
        "uses the service manager of the host",
        arguments: [
            ("state: started", host(.systemd, "inactive"), ["systemctl start web"]),
            ("state: started", host(.sysvinit, "inactive"), ["service web start"]),
            ("state: started", host(.sysvinit, "active"), []),
            ("state: started", host(.openrc, "inactive"), ["rc-service web start"]),
            ("state: started, use: sysvinit", host(.systemd, "inactive"), ["service web start"]),
            ("state: started, args: eth0 -v", host(.sysvinit, "inactive"), ["service web start eth0 -v"]),
            ("state: restarted, sleep: 3", host(.sysvinit, "active"), ["service web stop", "service web start"]),
            ("state: restarted, sleep: 3", host(.systemd, "active"), ["systemctl restart web"]),
            (
                "enabled: true", host(.sysvinit, "active", "disabled"),
                [
                    "update-rc.d web defaults", "update-rc.d web enable",
                ]
            ),
            ("enabled: false", host(.sysvinit, "active"), ["update-rc.d web disable"]),
            ("enabled: true", host(.sysvinit, "active", "disabled", tool: "chkconfig"), ["chkconfig web on"]),
            (
                "enabled: true, runlevel: boot", host(.openrc, "active", "disabled", tool: "rc-update"),
                [
                    "rc-update add web boot"
                ]
            ),
            ("state: started, pattern: webd", host(.sysvinit, "unknown", processes: "root 1 /usr/bin/webd\n"), []),
            ("state: started, pattern: webd", host(.sysvinit, "unknown"), ["service web start"]),
        ] as [(String, [Query: Answer], [String])])
    func managers(wish: String, host: [Query: Answer], expected: [String]) throws {
        #expect(try Trial(Service.self, "{name: web, \(wish)}", host).commands == expected)
    }

    @Test(
        "without a name, systemd can only be reloaded",
        arguments: [
            ("daemon_reload: true", ["systemctl daemon-reload"]), ("daemon_reexec: true", ["systemctl daemon-reexec"]),
            ("daemon_reload: true, use: systemd", ["systemctl daemon-reload"]),
        ])
    func nameless(wish: String, expected: [String]) throws {
        let manager = ServiceState(manager: .systemd, properties: ["LoadState": "loaded", "ActiveState": "active"])
        let host: [Query: Answer] = [.service("basic.target"): .service(manager)]
        #expect(try Trial(Service.self, "{\(wish)}", host).commands == expected)
        #expect(Trial.failure(Service.self, "{state: started}") == "`state` needs `name`")
    }

    @Test func `a restart pauses between stop and start`() throws {
        let trial = try Trial(Service.self, "{name: web, state: restarted, sleep: 3}", host(.sysvinit, "active"))
        #expect(trial.steps.dropFirst().first == .wait(WaitCondition(.nothing, timeout: 3)))
    }

    @Test(
        "states that cannot be detected or reached fail",
        arguments: [
            (
                "state: started", host(.sysvinit, "unknown"),
                "neither the script web nor the process list tells whether it is running"
            ),
            ("state: started", host(.unknown, "inactive"), "cannot detect the service manager of this host"),
            (
                "enabled: true", host(.sysvinit, "active", "disabled", tool: "none"),
                "cannot manage what starts at boot: neither update-rc.d, chkconfig nor rc-update was found"
            ),
            (
                "state: started, use: ../evil", [:],
                "the service manager `use: ../evil` is not supported"
            ),
        ] as [(String, [Query: Answer], String)])
    func failures(wish: String, host: [Query: Answer], expected: String) {
        #expect(Trial.failure(Service.self, "{name: web, \(wish)}", host) == expected)
    }
}
