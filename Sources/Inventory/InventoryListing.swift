package import Values

/// An inventory in the forms that `ansible-inventory` has besides its plain listing: as a tree of groups for YAML and
/// TOML, for export, for some hosts, and as a drawing with variables.
package struct InventoryListing {
    /// Names already listed, of which only the name stands in further places.
    private struct Seen {
        var groups: Set<Int> = []
        var hosts: Set<Int> = []
    }

    private let inventory: Inventory
    private let mergesMappings: Bool
    /// Whether variables stand where they were given, in place of all that a host ends up with.
    private let isForExport: Bool
    private let available: Set<String>

    /// - Parameter hosts: Only these are listed.
    package init(_ inventory: Inventory, hosts: [Host], mergesMappings: Bool = false, isForExport: Bool = false) {
        self.inventory = inventory
        self.mergesMappings = mergesMappings
        self.isForExport = isForExport
        available = Set(hosts.map(\.name))
    }

    /// `_meta` with the variables of hosts, then each group with the names of its hosts and children.
    package var flat: Value {
        var result = Mapping()
        var seen = Seen()
        list(Inventory.allIndex, &result, &seen)
        let hosts = inventory.hosts.filter { available.contains($0.name) }
        let entries = hosts.map { ($0.name, Value.map(variables(of: $0))) }.filter { $0.1.map?.isEmpty == false }
        result["_meta"] = ["hostvars": .map(Mapping(entries))]
        return .map(result)
    }

    /// Groups within groups, as inventories in YAML are written.
    package var tree: Value {
        var seen = Seen()
        return .map(["all": .map(branch(Inventory.allIndex, &seen))])
    }

    /// Groups beside each other, as inventories in TOML are written.
    package var tables: Mapping {
        var result = Mapping()
        var seen = Seen()
        table(Inventory.allIndex, &result, &seen)
        return result
    }

    private func list(_ group: Int, _ result: inout Mapping, _ seen: inout Seen) {
        var entry = Mapping()
        let row = inventory.groups[group]
        let hosts =
            group == Inventory.allIndex ? [] : row.hosts.map { inventory.hostNames[$0] }.filter(available.contains)
        if !hosts.isEmpty { entry["hosts"] = .list(hosts.map(Value.string)) }
        if !row.children.isEmpty { entry["children"] = .list(row.children.map { .string(inventory.groups[$0].name) }) }
        add(variablesOf: group, to: &entry)
        if !entry.isEmpty { result[.string(row.name)] = .map(entry) }
        for child in row.children where seen.groups.insert(child).inserted { list(child, &result, &seen) }
    }

    private func branch(_ group: Int, _ seen: inout Seen) -> Mapping {
        var entry = Mapping()
        var children = Mapping()
        for child in inventory.groups[group].children {
            let isNew = seen.groups.insert(child).inserted
            let inner = isNew ? branch(child, &seen) : [:]
            if !inner.isEmpty || !isNew { children[.string(inventory.groups[child].name)] = .map(inner) }
        }
        if !children.isEmpty { entry["children"] = .map(children) }
        let hosts = self.hosts(of: group, &seen)
        if !hosts.isEmpty { entry["hosts"] = .map(hosts) }
        add(variablesOf: group, to: &entry)
        return entry
    }

    private func table(_ group: Int, _ result: inout Mapping, _ seen: inout Seen) {
        let row = inventory.groups[group]
        var entry = Mapping()
        let children = row.children.map { inventory.groups[$0].name }
        if group != Inventory.allIndex, !children.isEmpty { entry["children"] = .list(children.map(Value.string)) }
        for child in row.children where seen.groups.insert(child).inserted { table(child, &result, &seen) }
        let hosts = self.hosts(of: group, &seen)
        if !hosts.isEmpty { entry["hosts"] = .map(hosts) }
        add(variablesOf: group, to: &entry)
        if !entry.isEmpty { result[.string(row.name)] = .map(entry) }
    }

    /// Variables stand where a host is first named.
    private func hosts(of group: Int, _ seen: inout Seen) -> Mapping {
        guard group != Inventory.allIndex else { return [:] }
        var hosts = Mapping()
        for index in inventory.groups[group].hosts where available.contains(inventory.hostNames[index]) {
            let isNew = seen.hosts.insert(index).inserted
            let host = Host(name: inventory.hostNames[index], index: index)
            hosts[.string(host.name)] = .map(isNew ? variables(of: host) : [:])
        }
        return hosts
    }

    private func variables(of host: Host) -> Mapping {
        let layers = isForExport ? inventory.ownLayers(of: host) : inventory.layers(for: host)
        return layers.united(mergesMappings: mergesMappings)
    }

    private func add(variablesOf group: Int, to entry: inout Mapping) {
        guard isForExport else { return }
        var variables = inventory.layers(ofGroup: group).united(mergesMappings: mergesMappings)
        let priority = inventory.groups[group].priority
        if priority != 1 { variables["ansible_group_priority"] = .int(priority) }
        if !variables.isEmpty { entry["vars"] = .map(variables) }
    }
}

// The drawing.
extension InventoryListing {
    /// The groups below one as a tree, for `--graph`; `nil` if there is no such group.
    ///
    /// - Parameter describe: Writes a value; `nil` to show no variables.
    package func graph(from name: String, describe: ((Value) throws -> String)?) throws -> String? {
        guard let group = inventory.groupIndex[name] else { return nil }
        return try drawing(group, depth: 0, describe).joined(separator: "\n")
    }

    private func drawing(_ group: Int, depth: Int, _ describe: ((Value) throws -> String)?) throws -> [String] {
        let row = inventory.groups[group]
        var lines = [twig("@\(row.name):", depth)]
        for child in row.children { lines += try drawing(child, depth: depth + 1, describe) }
        for index in group == Inventory.allIndex ? [] : row.hosts where available.contains(inventory.hostNames[index]) {
            let host = Host(name: inventory.hostNames[index], index: index)
            lines.append(twig(host.name, depth + 1))
            lines += try leaves(inventory.layers(for: host), depth + 2, describe)
        }
        return lines + (try leaves(inventory.layers(ofGroup: group), depth + 1, describe))
    }

    private func leaves(
        _ layers: [InventoryLayer], _ depth: Int, _ describe: ((Value) throws -> String)?
    ) throws -> [String] {
        guard let describe else { return [] }
        let variables = layers.united(mergesMappings: mergesMappings).sortedByKey()
        return try variables.map { twig("{\($0.key.text ?? "") = \(try describe($0.value))}", depth) }
    }

    private func twig(_ name: String, _ depth: Int) -> String {
        depth == 0 ? name : String(repeating: "  |", count: depth) + "--" + name
    }
}
