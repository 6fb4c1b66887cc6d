import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct SetupTests {
    private func host() -> FakeHost {
        var world = FakeHostWorld()
        world.facts = ["os_family": "Debian", "memtotal_mb": 512, "hostname": "web"]
        return FakeHost(world)
    }

    @Test(
        "filters select facts by either name",
        arguments: [
            (["*_mb"], ["ansible_memtotal_mb"]), (["ansible_h*"], ["ansible_hostname"]),
            (["hostname"], ["ansible_hostname"]),
            (["nothing"], []), (["os_family", "ansible_*_mb"], ["ansible_os_family", "ansible_memtotal_mb"]),
        ] as [([String], [String])])
    func filters(filter: [String], expected: [String]) async throws {
        let execution = try await run("setup", [("filter", .list(filter.map(Value.string)))], on: host())
        let facts = try #require(execution.told.facts)
        #expect(facts.keys.compactMap(\.text) == expected)
        #expect(!execution.changed)
    }

    @Test(
        "groups of facts map to topics",
        arguments: [
            (["all"], Set(FactTopic.allCases)), (["!all"], []),
            (["!all", "!min", "network"], [.network, .kernel, .hostname, .python, .distribution]),
            (["!all", "!min", "virtual", "dns"], [.virtualization, .resolver]), (["!all", "!min"], []),
            (["!hardware"], []), (["!nosuch"], []), (["network", "!all"], [.network]), (["min"], []),
            (["!network", "!min", "network"], [.network, .kernel, .hostname, .python, .distribution]),
            (
                ["!min", "mounts"],
                [
                    .processor, .memory, .mounts, .volumes, .hardware, .uptime, .kernel, .hostname, .python,
                ]
            ),
            (["!min", "pkg_mgr"], [.packages, .distribution]), (["!kernel"], []),
            (["!min", "python_version"], [.kernel, .hostname, .python]), (["!distribution"], []),
        ] as [([String], Set<FactTopic>)])
    func subsets(words: [String], expected: Set<FactTopic>) throws {
        let minimum = try FactSubsets(["!all"]).topics
        let topics = try FactSubsets(words).topics
        #expect(topics == (words.contains("!min") || words == ["all"] ? expected : expected.union(minimum)))
        #expect(minimum.contains(.distribution))
    }

    @Test func `an unknown group of facts is refused`() async throws {
        let execution = try await run("setup", [("gather_subset", ["netwrok"])], on: host())
        #expect(execution.failure?.message == "unknown group of facts: netwrok")
    }

    @Test func `ping returns the given data`() async throws {
        #expect(try await run("ping", [], on: FakeHost()).keys == ["ping": "pong"])
        #expect(try await run("ping", [("data", "crash")], on: FakeHost()).failure != nil)
    }
}
