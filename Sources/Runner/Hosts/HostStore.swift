package import Inventory
package import Playbook
import Synchronization
package import Values

/// The hosts of a run with what has become known and set of them, which any host's templates may read.
package final class HostStore: HostDirectory {
    private struct Contents: Sendable {
        var inventory: Inventory
        var hosts: [String: HostVariables] = [:]
        var groups: Mapping?
        /// What tasks have changed of the inventory, to be done again when it is read anew.
        var changes: [@Sendable (inout Inventory) -> Void] = []

        /// The inventory is another: what is known of hosts is kept, their groups are read anew.
        mutating func settle() {
            groups = nil
            for (name, known) in hosts {
                guard let host = inventory.host(named: name) else { continue }
                var fresh = HostVariables(host, in: inventory)
                fresh.facts = known.facts
                fresh.gathered = known.gathered
                fresh.included = known.included
                fresh.set = known.set
                hosts[name] = fresh
            }
        }
    }

    private let contents: Mutex<Contents>

    package init(_ inventory: Inventory) { contents = Mutex(Contents(inventory: inventory)) }

    package var inventory: Inventory { contents.withLock(\.inventory) }

    package func variables(of host: String) -> HostVariables? {
        contents.withLock { contents in
            if let known = contents.hosts[host] { return known }
            guard let found = contents.inventory.host(named: host) else { return nil }
            let variables = HostVariables(found, in: contents.inventory)
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
            contents.settle()
            return true
        }
    }

    /// Takes an inventory that was read anew, with what tasks have changed of the one before.
    package func refresh(_ inventory: Inventory) {
        contents.withLock { contents in
            contents.inventory = inventory
            for change in contents.changes { change(&contents.inventory) }
            contents.settle()
        }
    }
}

extension HostVariables {
    fileprivate init(_ host: Host, in inventory: Inventory) {
        self.init(host.name, inventory: inventory.layers(for: host).map(VariableLayer.init))
        groupNames = inventory.groupNames(of: host)
        inventoryFile = inventory.source(of: host)
    }
}

extension VariableLayer {
    fileprivate init(_ layer: InventoryLayer) { self.init(.inventory, layer.source, layer.variables) }
}
