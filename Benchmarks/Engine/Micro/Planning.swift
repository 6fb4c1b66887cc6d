import Inventory
import ModuleTesting
import Playbook
import Runner
import Values

extension MicroBenchmark {
    static let loading = [
        MicroBenchmark("loading", "a playbook of 1,000 tasks read and checked") { _ = try read(1_000) },
        MicroBenchmark(
            "loading-growth", "100,000 tasks read and checked, as a multiple of 10 × 10,000",
            comparedWith: .tenth { _ = try read(10_000) }
        ) { _ = try read(100_000) },
    ]

    static let planning = [
        MicroBenchmark("planning", "100 tasks on 100 hosts: bound, foreseen and decided") {
            try await plan(tasks: 100, hosts: 100)
        },
        MicroBenchmark(
            "planning-growth", "100 tasks on 1,000 hosts, as a multiple of 10 × 100",
            comparedWith: .tenth { try await plan(tasks: 100, hosts: 100) }
        ) { try await plan(tasks: 100, hosts: 1_000) },
    ]

    private static func read(_ tasks: Int) throws -> LoadedPlaybook {
        let run = MemoryRun(inventory: try Inventory.load(sources: ["one,"]), connector: OneHost(host: FakeHost()))
        return try run.load(playbook(tasks))
    }

    /// Hosts without a network, on which nothing is to be done.
    private static func plan(tasks: Int, hosts: Int) async throws {
        let host = FakeHost(files: ["/srv/file": ""])
        let run = MemoryRun(inventory: try ManyHosts.inventory(hosts), connector: OneHost(host: host))
        let summary = await run.start(try run.load(playbook(tasks)))
        guard summary.hosts.allSatisfy({ $0.tally.ok == tasks && $0.tally.changed == 0 }) else {
            throw ScaleError.changed(hosts: hosts)
        }
    }

    private static func playbook(_ tasks: Int) -> String {
        var text = "- hosts: all\n  gather_facts: false\n  vars: { folder: /srv }\n  tasks:\n"
        for number in 0..<tasks {
            text += """
                    - name: Keep file \(number)
                      ansible.builtin.file: { path: "{{ folder }}/file", state: file, mode: "0644" }
                      when: folder is defined

                """
        }
        return text
    }
}
