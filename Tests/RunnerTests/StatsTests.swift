import Testing
import Values

@testable import Runner

/// `set_stats`: figures of the run and of hosts.
@Suite struct StatsTests {
    private func stats(_ tasks: String) async throws -> CustomStats? {
        // The hosts take turns, so that their values come in their order.
        var stage = Stage()
        stage.settings.forks = 1
        return try await stage.play(playbook(tasks: tasks)).summary.customStats
    }

    @Test func `values are aggregated over hosts and tasks, or replaced`() async throws {
        let stats = try await stats(
            """
            - set_stats: { data: { n: 1, list: ["{{ inventory_hostname }}"], text: a, map: { x: 1 } } }
            - set_stats: { data: { n: 10, map: { y: 2 } } }
            - set_stats: { data: { text: last }, aggregate: false }
            - set_stats: { data: { n: other kind } }
            """)
        #expect(stats?.run == ["n": 22, "list": ["web1", "web2"], "text": "last", "map": ["x": 1, "y": 2]])
        #expect(stats?.hosts == [:])
    }

    @Test func `statistics of a host are kept apart`() async throws {
        let stats = try await stats(
            """
            - set_stats: { data: { n: 1 }, per_host: true }
            - set_stats: { data: { n: 2 }, per_host: true }
              when: inventory_hostname == 'web2'
            """)
        #expect(stats?.run == [:] && stats?.hosts == ["web1": ["n": 1], "web2": ["n": 3]])
    }

    @Test func `the result contains what was set`() async throws {
        let performance = try await Stage().play(
            playbook(
                tasks: "- { name: set, set_stats: { data: { n: 1 } }, register: r }\n- debug: { var: r.ansible_stats }")
        )
        #expect(
            performance.result("set")?["ansible_stats"] == ["data": ["n": 1], "per_host": false, "aggregate": true])
    }

    @Test(arguments: ["{ data: { a b: 1 } }", "{ data: words }", "{ data: { n: 1 }, per_hosts: true }"])
    func `invalid names, data and arguments fail`(arguments: String) async throws {
        let performance = try? await Stage().play(playbook(tasks: "- set_stats: \(arguments)"))
        #expect(performance?.counts("web1") ?? "failed=1" == "failed=1")
        #expect(performance?.summary.customStats == nil)
    }

    @Test func `without statistics nothing is shown`() async throws {
        #expect(try await stats("- ping:") == nil)
    }
}
