import Foundation
import Testing

/// The main job on fresh hosts: forecast, deployment, use, nothing more to do, drift.
@Suite(
    .enabled(if: Checkout.hasLab && Checkout.hasService, "scripts/test starts hosts and builds the service"),
    .serialized, .hosts(("accept-prod", .plain), ("accept-dev", .plain)), .timeLimit(.minutes(8)))
struct MainJobTests {
    private func run(_ playbook: String, _ options: String...) async throws -> Finished {
        let inventory = try TestInventory([
            "prod": ["accept-prod": "accept-prod"], "dev": ["accept-dev": "accept-dev"],
        ])
        defer { inventory.remove() }
        return try await Swiftplay.start(["run", "playbooks/\(playbook)", "-i", inventory.path] + options).finish()
    }

    /// One test, because each step stands on the one before it.
    @Test func `the production server is predicted, set up, used and kept`() async throws {
        try await forecastTouchesNothing()
        let first = try await run("prod.yml")
        #expect(first.code == 0, "\(first.all)")
        #expect(Report(first.output).changedTasks.contains("model_service : Start the service at boot and now"))
        try await servicePredicts()
        try await serviceIsHardened()
        let second = try await run("prod.yml")
        #expect(second.code == 0 && Report(second.output).isConverged, "\(second.all)")
        try await driftIsShownAndMended()
    }

    private func forecastTouchesNothing() async throws {
        // The first login of all makes the folders that logins make.
        try await Lab.ssh("accept-prod", "true")
        let before = try await HostTree(of: "accept-prod")
        let forecast = try await run("prod.yml", "--check", "--diff")
        #expect(forecast.code == 0, "\(forecast.all)")
        let after = try await HostTree(of: "accept-prod")
        #expect(after.differences(from: before) == [])
        let changed = Report(forecast.output).changedTasks
        #expect(
            Set(changed).isSuperset(of: [
                "prod_server : Name the server in its message of the day", "model_service : Make the service user",
                "model_service : Install the binary", "model_service : Write the unit",
                "model_service : Start the service at boot and now",
            ]), "\(changed)")
        #expect(forecast.output.contains("+accept-prod: production server of lab"))
        #expect(forecast.output.contains("+NoNewPrivileges=true"))
    }

    private func servicePredicts() async throws {
        let service = HTTPService(address: try Lab.address(of: "accept-prod"), port: 8080)
        let body = #"{"rows": [[2, 118, 72, 19, 80, 31.6, 0.43, 33], [0, 80, 60, 10, 0, 20, 0.1, 21]]}"#
        let answer = try await service.post("/v1/predict", json: body)
        let probabilities = try #require(answer["probabilities"] as? [Double])
        let classes = try #require(answer["classes"] as? [Int])
        #expect(probabilities.count == 2 && probabilities.allSatisfy { (0...1).contains($0) })
        #expect(classes == probabilities.map { $0 > 0.5 ? 1 : 0 })
    }

    /// systemd tells when the service answers, watches it, and keeps it from what it does not need.
    private func serviceIsHardened() async throws {
        let unit = try await Lab.ssh(
            "accept-prod", "systemctl show model-service --property Type,WatchdogUSec,NRestarts")
        for line in ["Type=notify", "WatchdogUSec=30s", "NRestarts=0"] { #expect(unit.contains(line), "\(unit)") }
        let exposure = try await Lab.ssh(
            "accept-prod",
            "systemd-analyze security --threshold=20 --no-pager model-service >/dev/null && echo low || echo high")
        #expect(exposure.contains("low"))
    }

    private func driftIsShownAndMended() async throws {
        try await Lab.ssh(
            "accept-prod",
            """
            echo 'by hand' >> /etc/motd
            sed -i '/hard.*core.*0/d' /etc/security/limits.conf
            chmod 600 /etc/systemd/journald.conf.d/size.conf
            """)
        let drifted = [
            "prod_server : Name the server in its message of the day", "prod_server : Bound the size of the journal",
            "prod_server : Keep core dumps of services off the disk",
        ]
        let shown = try await run("prod.yml", "--check", "--diff")
        #expect(shown.code == 0)
        #expect(Report(shown.output).changedTasks.filter { !$0.contains("Restart") } == drifted, "\(shown.all)")
        for line in ["-by hand\n", "+*               hard    core            0\n", "\"0600\"", "\"0644\""] {
            #expect(shown.output.contains(line), "no \(line) in \(shown.output)")
        }
        let mended = try await run("prod.yml")
        #expect(mended.code == 0)
        #expect(Report(mended.output).changedTasks.filter { !$0.contains("Restart") } == drifted, "\(mended.all)")
        let after = try await run("prod.yml", "--check", "--diff")
        #expect(Report(after.output).isConverged, "\(after.all)")
    }

    @Test func `the development server and the records need only one run`() async throws {
        let forecast = try await run("dev.yml", "--check", "--diff")
        #expect(forecast.code == 0, "\(forecast.all)")
        let first = try await run("dev.yml")
        #expect(first.code == 0 && !Report(first.output).isConverged, "\(first.all)")
        let records = try await run("setup_vars.yml")
        #expect(records.code == 0 && !Report(records.output).isConverged, "\(records.all)")
        let record = try await Lab.ssh("accept-dev", "cat /etc/swiftplay/setup.yml")
        #expect(record.contains("setup_deployment: \"lab\"\n"))
        // The other test may or may not have been here: then this run is the production server's first.
        let whole = try await run("site.yml")
        #expect(whole.code == 0, "\(whole.all)")
        let again = try await run("site.yml")
        #expect(again.code == 0 && Report(again.output).isConverged, "\(again.all)")
        #expect(Set(Report(again.output).recap.keys) == ["accept-prod", "accept-dev"])
    }

    @Test(arguments: ["accept-prod", "accept-dev"])
    func `a host has no Python`(name: String) async throws {
        let inventory = try TestInventory(["all_of_them": [name: name]])
        defer { inventory.remove() }
        let asked = try await Swiftplay.run(
            "exec", "all", "-i", inventory.path, "--", "sh", "-c", "command -v python3")
        #expect(asked.code == 2, "\(asked.all)")
        let root = try await Lab.root(of: name)
        #expect(!Checkout.exists(root + "/usr/bin/python3"))
    }
}
