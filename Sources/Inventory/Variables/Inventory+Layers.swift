import Controller
import Synchronization
package import Values

/// The layers that groups give to hosts, for each list of groups that occurs.
final class LayerCache: Sendable {
    private let known = Mutex<[Int: [InventoryLayer]]>([:])

    func layers(ofSet set: Int, _ make: () -> [InventoryLayer]) -> [InventoryLayer] {
        if let layers = known.withLock({ $0[set] }) { return layers }
        let layers = make()
        known.withLock { $0[set] = layers }
        return layers
    }
}

/// Variables as layers, the weakest first.
///
/// The order is Ansible's default: variables of `all` in the inventory, of other groups in the inventory,
/// `group_vars/all` beside the inventory, beside the playbook, other `group_vars` beside the inventory, beside the
/// playbook; then the host's own in the same order. Groups come by depth, priority and name.
extension Inventory {
    /// The layers that hold for a host, without empty ones. Files with mistakes are left out: see
    /// ``readVariables(of:)``.
    package func layers(for host: Host) -> [InventoryLayer] {
        groupLayers(ofSet: groupSet(of: host)) + ownLayers(of: host)
    }

    /// Which of ``groupSets`` a host is in: what their groups give is the same for all hosts of one.
    func groupSet(of host: Host) -> Int { host.index.map { rows[$0].groups } ?? 0 }

    func groupLayers(ofSet set: Int) -> [InventoryLayer] {
        cache.layers(ofSet: set) { groupLayers(sortedGroups(ofSet: set)) }
    }

    /// The layers that hold for this host alone.
    func ownLayers(of host: Host) -> [InventoryLayer] {
        var layers = [hostLayer(host)]
        for folder in variableFolders("host_vars") { layers += files.layers(of: host.name, in: folder) }
        return layers.filter { !$0.variables.isEmpty }
    }

    /// The layers that this group gives, without those of the groups around it.
    func layers(ofGroup index: Int) -> [InventoryLayer] {
        let group = groups[index]
        let beside = variableFolders("group_vars").flatMap { files.layers(of: group.name, in: $0) }
        return ([group.layer] + beside).filter { !$0.variables.isEmpty }
    }

    /// Reads all files of variables that hold for these hosts.
    ///
    /// - Returns: warnings, such as keys given twice.
    /// - Throws: all mistakes of all files.
    @discardableResult
    package func readVariables(of hosts: [Host]) throws(Diagnostics) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var seen: Set<String> = []
        let sets = Set(hosts.map { groupSet(of: $0) })
        let groupNames = Set(sets.flatMap { sortedGroups(ofSet: $0) }.map { groups[$0].name })
        for name in ["all"] + groupNames.sorted() {
            for folder in variableFolders("group_vars") { collect(name, folder, &found, &seen) }
        }
        for host in hosts {
            for folder in variableFolders("host_vars") { collect(host.name, folder, &found, &seen) }
        }
        try Diagnostics(found).throwIfErrors()
        return found
    }

    /// Adds the folder of a playbook, whose `group_vars` and `host_vars` win over those of the inventory.
    package mutating func addPlaybookFolder(_ path: String) {
        guard !playbookFolders.contains(path) else { return }
        playbookFolders.append(path)
        cache = LayerCache()
    }

    private func collect(
        _ name: String, _ folder: String, _ found: inout [Diagnostic], _ seen: inout Set<String>
    ) {
        for (path, diagnostics) in files.diagnostics(of: name, in: folder) where seen.insert(path).inserted {
            found += diagnostics
        }
    }

    private func variableFolders(_ kind: String) -> [String] {
        let beside = inventoryFolders + playbookFolders.filter { !inventoryFolders.contains($0) }
        return beside.map { $0 == "/" ? "/" + kind : $0 + "/" + kind }
    }

    private func groupLayers(_ sorted: [Int]) -> [InventoryLayer] {
        var layers = [groups[Self.allIndex].layer] + sorted.map { groups[$0].layer }
        let folders = variableFolders("group_vars")
        for folder in folders { layers += files.layers(of: "all", in: folder) }
        for folder in folders {
            for group in sorted { layers += files.layers(of: groups[group].name, in: folder) }
        }
        return layers.filter { !$0.variables.isEmpty }
    }

    /// All groups of the hosts with this list of groups, without `all`, the weakest first.
    private func sortedGroups(ofSet set: Int) -> [Int] {
        ancestry(ofSet: set).sorted { left, right in
            let (left, right) = (groups[left], groups[right])
            if left.depth != right.depth { return left.depth < right.depth }
            if left.priority != right.priority { return left.priority < right.priority }
            return left.name.precedesByCodePoint(right.name)
        }
    }

    private func hostLayer(_ host: Host) -> InventoryLayer {
        var layer = InventoryLayer(origin: .host(host.name))
        layer.variables = host.index.map { rows[$0].variables } ?? Self.implicitVariables
        return layer
    }

    /// Of the implicit localhost. Tasks that call Python by this name find the one of this machine.
    private static let implicitVariables: Mapping = [
        "ansible_connection": "local",
        "ansible_python_interpreter": .string(ControllerProgram.find("python3") ?? "/usr/bin/python3"),
    ]
}
