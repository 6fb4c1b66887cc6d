package import Values

/// The hosts and groups that a run may be about, with their variables.
///
/// A value: a run changes its own copy (`add_host`, `group_by`), guarded by whoever holds it. Hosts and groups are
/// rows of arrays; hosts that are in the same groups share one list of them, and all share the groups' variables,
/// so that a hundred thousand hosts cost little more than their names.
package struct Inventory: Sendable {
    /// Rows of the groups that every inventory has.
    static let allIndex = 0
    static let ungroupedIndex = 1
    /// Groups inside each other; more than people write, and little enough for any thread's stack.
    static let deepestGroup = 100

    package internal(set) var groups: [Group] = []
    package internal(set) var warnings: [Diagnostic] = []
    var groupIndex: [String: Int] = [:]
    var hostNames: [String] = []
    var hostIndex: [String: Int] = [:]
    var rows: [HostRow] = []
    /// Different lists of groups that hosts are directly in.
    var groupSets: [[Int]] = [[]]
    private var groupSetIndex: [[Int]: Int] = [[]: 0]
    /// What came of the last list and group: hosts of one group mostly follow each other.
    private var lastJoin: (set: Int, group: Int, joined: Int)?
    /// Files and programs in the order they were read.
    var sources: [String] = []
    /// Folders that may hold `group_vars` and `host_vars`: beside the inventories, then beside the playbooks.
    var inventoryFolders: [String] = []
    package internal(set) var playbookFolders: [String] = []
    let files: VariableFiles
    var cache = LayerCache()

    /// An inventory without hosts; only the implicit localhost can be selected.
    package init(files: VariableFiles) {
        self.files = files
        _ = group(named: "all", orAdd: true)
        _ = group(named: "ungrouped", orAdd: true)
        groups[Self.ungroupedIndex].depth = 1
        link(Self.ungroupedIndex, below: Self.allIndex)
    }

    /// All hosts in the order they were first named.
    package var hosts: [Host] { hostNames.indices.map { Host(name: hostNames[$0], index: $0) } }

    package var hostCount: Int { hostNames.count }

    /// The host of this name; the implicit one for `localhost` if nobody named it.
    package func host(named name: String) -> Host? {
        if let index = hostIndex[name] { return Host(name: name, index: index) }
        return Host.localNames.contains(name) ? Host(name: name, index: nil) : nil
    }

    package func group(named name: String) -> Group? { groupIndex[name].map { groups[$0] } }

    /// The file or program that named the host first; `nil` for hosts made by a run and for the implicit one.
    package func source(of host: Host) -> String? {
        guard let index = host.index, rows[index].source >= 0 else { return nil }
        return sources[rows[index].source]
    }

    /// The names of all groups a host is in, directly or by their parents, sorted, without `all`.
    package func groupNames(of host: Host) -> [String] {
        guard let index = host.index else { return [] }
        return ancestry(ofSet: rows[index].groups).map { groups[$0].name }.sorted { $0.precedesByCodePoint($1) }
    }

    /// The hosts of a group and of the groups below it, level by level.
    package func hosts(in group: String) -> [Host] {
        guard let index = groupIndex[group] else { return [] }
        return hostIndexes(in: index).map { Host(name: hostNames[$0], index: $0) }
    }

    /// Each group's name with its hosts' names: the variable `groups`.
    package var groupMembers: Mapping {
        Mapping(
            groups.indices.lazy.map { index in
                (groups[index].name, Value.list(hostIndexes(in: index).map { .string(hostNames[$0]) }))
            })
    }
}

// Rows and links.
extension Inventory {
    mutating func group(named name: String, orAdd: Bool) -> Int? {
        if let known = groupIndex[name] { return known }
        guard orAdd else { return nil }
        groupIndex[name] = groups.count
        groups.append(Group(name))
        return groups.count - 1
    }

    enum Link {
        case made, circle, tooDeep
    }

    /// Puts a group below another one.
    @discardableResult
    mutating func link(_ child: Int, below parent: Int) -> Link {
        guard !groups[parent].children.contains(child) else { return .made }
        guard child != parent, !ancestors(of: [parent]).contains(child) else { return .circle }
        groups[parent].children.append(child)
        groups[child].parents.append(parent)
        return lower(child, to: groups[parent].depth + 1) ? .made : .tooDeep
    }

    private mutating func lower(_ group: Int, to depth: Int) -> Bool {
        guard groups[group].depth < depth else { return true }
        guard depth <= Self.deepestGroup else { return false }
        groups[group].depth = depth
        return groups[group].children.allSatisfy { lower($0, to: depth + 1) }
    }

    /// Makes room, for what can be told of a source before it is read.
    mutating func expect(hosts count: Int) {
        hostIndex.reserveCapacity(hostCount + count)
        hostNames.reserveCapacity(hostCount + count)
        rows.reserveCapacity(hostCount + count)
    }

    mutating func host(named name: String, source: Int, line: Int) -> Int {
        if let known = hostIndex[name] { return known }
        hostIndex[name] = hostNames.count
        hostNames.append(name)
        rows.append(HostRow(source: source, line: line))
        return hostNames.count - 1
    }

    /// `false` if the host is in the group already.
    @discardableResult
    mutating func put(_ host: Int, into group: Int) -> Bool {
        let set = rows[host].groups
        guard !groupSets[set].contains(group) else { return false }
        rows[host].groups = self.set(set, with: group)
        groups[group].hosts.append(host)
        return true
    }

    private mutating func set(_ set: Int, with group: Int) -> Int {
        if let last = lastJoin, last.set == set, last.group == group { return last.joined }
        let joined = intern(groupSets[set] + [group])
        lastJoin = (set, group, joined)
        return joined
    }

    private mutating func intern(_ set: [Int]) -> Int {
        if let known = groupSetIndex[set] { return known }
        groupSetIndex[set] = groupSets.count
        groupSets.append(set)
        return groupSets.count - 1
    }

    /// Ansible's rules after reading: each group is below `all`, each host in some group, and `ungrouped` holds only
    /// hosts that are in no other.
    mutating func reconcile() {
        for index in groups.indices where index != Self.allIndex && groups[index].parents.isEmpty {
            link(index, below: Self.allIndex)
        }
        let special: Set<Int> = [Self.allIndex, Self.ungroupedIndex]
        for host in rows.indices where groupSets[rows[host].groups].allSatisfy({ $0 == Self.allIndex }) {
            put(host, into: Self.ungroupedIndex)
        }
        let isGrouped = { (host: Int) in !groupSets[rows[host].groups].allSatisfy(special.contains) }
        let strays = groups[Self.ungroupedIndex].hosts.filter(isGrouped)
        guard !strays.isEmpty else { return }
        groups[Self.ungroupedIndex].hosts.removeAll(where: isGrouped)
        for host in strays {
            rows[host].groups = intern(groupSets[rows[host].groups].filter { $0 != Self.ungroupedIndex })
        }
    }

    /// The groups and all groups above them, without `all`.
    func ancestors(of start: [Int]) -> [Int] {
        var found = start.filter { $0 != Self.allIndex }
        var next = 0
        while next < found.count {
            for parent in groups[found[next]].parents where parent != Self.allIndex && !found.contains(parent) {
                found.append(parent)
            }
            next += 1
        }
        return found
    }

    func ancestry(ofSet set: Int) -> [Int] { ancestors(of: groupSets[set]) }

    func hostIndexes(in group: Int) -> [Int] {
        var order = [group]
        var seen: Set<Int> = [group]
        var next = 0
        while next < order.count {
            for child in groups[order[next]].children where seen.insert(child).inserted { order.append(child) }
            next += 1
        }
        if order.count == 1 { return groups[group].hosts }
        var taken = [Bool](repeating: false, count: hostNames.count)
        var result: [Int] = []
        for host in order.lazy.flatMap({ groups[$0].hosts }) where !taken[host] {
            taken[host] = true
            result.append(host)
        }
        return result
    }
}
