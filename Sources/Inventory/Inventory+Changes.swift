package import Values

/// What a run may change: `add_host` and `group_by`. Each says whether anything became different.
extension Inventory {
    /// Adds a host, or adds variables and groups to one that is there.
    ///
    /// - Throws: a diagnostic for a name that could do harm as a path or in a command line.
    @discardableResult
    package mutating func addHost(
        _ name: String, groups names: [String] = [], variables: Mapping = [:]
    ) throws(Diagnostic) -> Bool {
        if let flaw = HostName.flaw(in: name) { throw HostName.refusal(name, flaw, at: nil) }
        var isChanged = hostIndex[name] == nil
        let host = host(named: name, source: -1, line: 0)
        for (key, value) in variables where rows[host].variables[key] != value {
            rows[host].variables[key] = value
            isChanged = true
        }
        for group in names { isChanged = put(host, intoGroup: group) || isChanged }
        if isChanged { settle() }
        return isChanged
    }

    /// Puts a host into a group, making the group and its parents if need be.
    @discardableResult
    package mutating func group(_ host: Host, into name: String, parents: [String] = []) -> Bool {
        guard let index = host.index ?? hostIndex[host.name] else { return false }
        var isChanged = put(index, intoGroup: name)
        for parent in parents {
            guard let child = group(named: name, orAdd: true), let above = group(named: parent, orAdd: true),
                !groups[above].children.contains(child)
            else { continue }
            isChanged = link(child, below: above) == .made || isChanged
        }
        if isChanged { settle() }
        return isChanged
    }

    private mutating func put(_ host: Int, intoGroup name: String) -> Bool {
        guard let group = group(named: name, orAdd: true) else { return false }
        return put(host, into: group)
    }

    private mutating func settle() {
        reconcile()
        cache = LayerCache()
    }
}
