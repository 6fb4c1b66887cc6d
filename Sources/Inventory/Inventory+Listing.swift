package import Values

/// The inventory as `ansible-inventory` shows it.
extension Inventory {
    /// Groups, hosts and each host's variables, for `--list`. Templates stand as they were written; write it with
    /// ``Values/JSONWriter`` sorted, with an indent of 4 and without ASCII escapes.
    ///
    /// - Parameter mergesMappings: `hash_behaviour = merge`: mappings of one name are merged over all layers.
    package func listing(mergesMappings: Bool = false) -> Value {
        var result = groupListing
        let hosts = hostIndexes(in: Self.allIndex).map { Host(name: hostNames[$0], index: $0) }
        let entries = hosts.lazy.map { ($0.name, Value.map(variables(of: $0, mergesMappings: mergesMappings))) }
            .filter { $0.1.map?.isEmpty == false }
        result["_meta"] = ["hostvars": .map(Mapping(entries))]
        return .map(result)
    }

    /// The groups of the listing with their hosts and children.
    var groupListing: Mapping {
        var result = Mapping()
        var seen: Set<Int> = []
        list(Self.allIndex, &result, &seen)
        return result
    }

    /// A host's variables in one mapping, the strongest of each name, for `--host`.
    package func variables(of host: Host, mergesMappings: Bool = false) -> Mapping {
        layers(for: host).united(mergesMappings: mergesMappings)
    }

    private func list(_ group: Int, _ result: inout Mapping, _ seen: inout Set<Int>) {
        var entry = Mapping()
        let row = groups[group]
        if group != Self.allIndex, !row.hosts.isEmpty {
            entry["hosts"] = .list(row.hosts.map { .string(hostNames[$0]) })
        }
        if !row.children.isEmpty { entry["children"] = .list(row.children.map { .string(groups[$0].name) }) }
        if !entry.isEmpty { result[row.name] = .map(entry) }
        for child in row.children where seen.insert(child).inserted { list(child, &result, &seen) }
    }
}

extension [InventoryLayer] {
    /// The variables of all layers in one mapping, the strongest of each name.
    func united(mergesMappings: Bool) -> Mapping {
        reduce(into: Mapping()) { united, layer in
            if mergesMappings { united.mergeDeeply(layer.variables) } else { united.merge(layer.variables) }
        }
    }
}
