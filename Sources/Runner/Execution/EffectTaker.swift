import Inventory
import ModuleKit
import Playbook
import Values

/// Takes those effects of an action at once that do not concern the order of the play, so that the next iteration of a
/// loop sees them.
struct EffectTaker: Sendable {
    let execution: TaskExecution
    /// The host whose variables are set.
    let owner: String

    private var run: RunContext { execution.run }

    /// - Parameter done: Takes up whether the inventory changed.
    func take(_ done: inout ActionResult) async throws(ModuleFailure) {
        for effect in done.effects {
            switch effect {
            case .setFacts(let facts, let cacheable): set(facts, cacheable: cacheable)
            case .includeVariables(let variables):
                for name in owners { run.hosts.change(name) { $0.included.merge(variables) } }
            case .addHost(let name, let groups, let variables):
                done.changed = try add(name, to: groups, variables)
            case .groupBy(let key, let parents):
                done.changed = run.hosts.changeInventory { [name = execution.host.name] inventory in
                    inventory.host(named: name).map { inventory.group($0, into: key, parents: parents) } ?? false
                }
            case .setStats(let stats): run.tally.set(stats, by: execution.host.name)
            case .includeTasks, .includeRole, .meta: break
            }
        }
    }

    private var owners: [String] { [owner] + execution.sharing.map(\.name) }

    private func set(_ facts: Mapping, cacheable: Bool) {
        for name in owners {
            run.hosts.change(name) { $0.set.merge(facts) }
            if cacheable { run.hosts.add(facts, to: name) }
        }
    }

    /// A name that could do harm as a path or in a command line is refused.
    private func add(_ name: String, to groups: [String], _ variables: Mapping) throws(ModuleFailure) -> Bool {
        do {
            return try run.hosts.changeInventory { inventory throws(Diagnostic) in
                try inventory.addHost(name, groups: groups, variables: variables)
            }
        } catch {
            throw ModuleFailure(error.sentence)
        }
    }
}
