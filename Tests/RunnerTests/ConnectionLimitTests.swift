import Runner
import Testing
import Values

/// How many connections of a run are open at once.
@Suite struct ConnectionLimitTests {
    /// Writes, so that each task has to speak to each host.
    private let site = playbook(
        tasks: """
            - file: { path: /tmp/a, content: a }
            - command: append /tmp/a b
            - command: append /tmp/a c
            - command: read /tmp/a
            """)

    private func stage(forks: Int, connections: Int) -> Stage {
        var stage = Stage()
        stage.inventory = (1...30).map { "web\($0)\n" }.joined()
        stage.settings.forks = forks
        stage.connections = connections
        return stage
    }

    @Test(arguments: ["linear", "free"])
    func `idle connections are closed for others`(strategy: String) async throws {
        let stage = stage(forks: 3, connections: 4)
        let run = try await stage.play(site.replacing("hosts: all", with: "hosts: all\n  strategy: \(strategy)"))
        #expect(run.summary.hosts.count == 30)
        #expect(run.summary.hosts.allSatisfy { $0.tally.ok == 4 && $0.tally.unreachable == 0 })
        #expect(run.result("command", on: "web30")?["stdout"] == "abc")
        #expect(stage.hosts.mostOpen <= 4)
        #expect(stage.hosts.open == 0)
    }

    @Test func `below the limit each host is connected to once`() async throws {
        let stage = stage(forks: 3, connections: 30)
        _ = try await stage.play(site)
        #expect(stage.hosts.connections.count == 30)
        #expect(stage.hosts.mostOpen == 30)
        #expect(stage.hosts.open == 0)
    }
}
