import Controller
package import Inventory
import ModuleKit
package import Playbook
import Synchronization
package import Values

/// The hosts of a run with what has become known and set of them, which any host's templates may read.
package final class HostStore: HostDirectory {
    private struct Contents: Sendable {
        var inventory: Inventory
        var hosts: [String: HostVariables] = [:]
        var groups: Mapping?
        /// How each host that is owed facts is asked for them.
        var factSources: [String: FactSource] = [:]
        /// What tasks have changed of the inventory, to be done again when it is read anew.
        var changes: [@Sendable (inout Inventory) -> Void] = []

        /// The inventory is another: what is known of hosts is kept, their groups are read anew.
        mutating func settle(_ workingDirectory: String) {
            groups = nil
            for (name, known) in hosts {
                guard let host = inventory.host(named: name) else { continue }
                var fresh = HostVariables(host, in: inventory, workingDirectory)
                fresh.facts = known.facts
                fresh.gathered = known.gathered
                fresh.owed = known.owed
                fresh.included = known.included
                fresh.set = known.set
                hosts[name] = fresh
            }
        }
    }

    private let contents: Mutex<Contents>

    private let workingDirectory: String
    /// `nil` where facts end with the run.
    private let cache: FactCache?

    /// - Parameter workingDirectory: What the paths of inventories are relative to.
    package init(_ inventory: Inventory, workingDirectory: String, cache: FactCache? = nil) {
        contents = Mutex(Contents(inventory: inventory))
        self.workingDirectory = workingDirectory
        self.cache = cache
    }

    package var inventory: Inventory { contents.withLock(\.inventory) }

    package func variables(of host: String) -> HostVariables? {
        contents.withLock { contents in
            if let known = contents.hosts[host] { return known }
            guard let found = contents.inventory.host(named: host) else { return nil }
            var variables = HostVariables(found, in: contents.inventory, workingDirectory)
            variables.recall(cache?.facts(of: host))
            contents.hosts[host] = variables
            return variables
        }
    }

    package var hostNames: [String] { contents.withLock { $0.inventory.hosts.map(\.name) } }

    package var groups: Mapping {
        contents.withLock { contents in
            if let known = contents.groups { return known }
            let groups = contents.inventory.groupMembers
            contents.groups = groups
            return groups
        }
    }

    package func names(matching pattern: String) -> [String] {
        (try? inventory.select(pattern, limit: nil))?.map(\.name) ?? []
    }

    /// Changes what is known of a host; one that the inventory does not have (a delegate) gets an entry.
    package func change(_ host: String, _ body: (inout HostVariables) -> Void) {
        var variables = variables(of: host) ?? HostVariables(host)
        contents.withLock { contents in
            variables = contents.hosts[host] ?? variables
            body(&variables)
            contents.hosts[host] = variables
        }
    }

    /// Changes the inventory for the rest of the run.
    ///
    /// - Parameter body: Tells whether it changed anything, which is handed on.
    package func changeInventory<E: Error>(
        _ body: @escaping @Sendable (inout Inventory) throws(E) -> Bool
    ) throws(E) -> Bool {
        try contents.withLock { contents throws(E) in
            guard try body(&contents.inventory) else { return false }
            contents.changes.append { inventory in _ = try? body(&inventory) }
            contents.settle(workingDirectory)
            return true
        }
    }

    /// Takes an inventory that was read anew, with what tasks have changed of the one before.
    package func refresh(_ inventory: Inventory) {
        contents.withLock { contents in
            contents.inventory = inventory
            for change in contents.changes { change(&contents.inventory) }
            contents.settle(workingDirectory)
        }
    }
}

// Facts.
extension HostStore {
    /// Whether what hosts tell is there for other runs, too.
    var keepsFacts: Bool { cache != nil }

    /// Facts that were gathered, brought by a module or set to be kept.
    func add(_ facts: Mapping, to host: String) {
        change(host) { $0.facts = $0.facts.merging(facts) }
        guard let cache, let variables = variables(of: host) else { return }
        cache.keep(variables.remembered, of: host)
    }

    /// These topics count as gathered, and the host will be asked when something reads them.
    func owe(_ topics: Set<FactTopic>, to host: String, _ source: FactSource) {
        change(host) { $0.owed = topics }
        contents.withLock { $0.factSources[host] = source }
    }

    func factSource(of host: String) -> FactSource? { contents.withLock { $0.factSources[host] } }

    func clearFacts(of host: String) {
        change(host) { variables in
            variables.facts = .none
            (variables.gathered, variables.owed) = ([], [])
        }
        cache?.forget(host)
    }
}

extension HostVariables {
    /// Takes up what an earlier run kept: where it gathered facts, those are all there are.
    fileprivate mutating func recall(_ facts: Mapping?) {
        guard var facts else { return }
        if facts.removeValue(forKey: .string(.gatheredMark)) == true { gathered = Set(FactTopic.allCases) }
        self.facts = Facts(facts)
    }

    /// What later runs take up.
    fileprivate var remembered: Mapping {
        hasGatheredFacts ? facts.all.merging([.gatheredMark: true]) : facts.all
    }
}

extension HostVariables {
    fileprivate init(_ host: Host, in inventory: Inventory, _ workingDirectory: String) {
        self.init(host.name, inventory: inventory.layers(for: host).map(VariableLayer.init))
        groupNames = inventory.groupNames(of: host)
        inventoryFile = inventory.source(of: host).map {
            $0.isHostList ? $0 : ControllerPath.join(workingDirectory, $0)
        }
    }
}

extension VariableLayer {
    fileprivate init(_ layer: InventoryLayer) { self.init(.inventory, layer.source, layer.variables) }
}
