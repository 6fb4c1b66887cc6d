import Inventory
import Jinja
import Playbook
import Runner
import Values

extension MicroBenchmark {
    static let variables = [
        MicroBenchmark("variables", "20 variables looked up on each of 1,000 hosts") {
            let store = HostStore(try thousandHosts.get(), workingDirectory: "/")
            for name in store.hostNames {
                let scope = TaskScope(run: RunVariables(), host: store.variables(of: name), hosts: store)
                let templar = templar(over: scope)
                for number in 0..<20 { _ = try templar.lookUp("setting_\(number)") }
            }
        },
        MicroBenchmark("inventory", "1,000 hosts read and grouped") { _ = try ManyHosts.inventory(1_000) },
        MicroBenchmark(
            "inventory-growth", "100,000 hosts, as a multiple of 10 × 10,000",
            comparedWith: .tenth { _ = try ManyHosts.inventory(10_000) }
        ) { _ = try ManyHosts.inventory(100_000) },
    ]

    private static let thousandHosts = Result { try ManyHosts.inventory(1_000) }
}
