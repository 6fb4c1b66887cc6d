package import Values

/// The hosts a pattern means, and what was odd about it.
package struct HostSelection: Sendable {
    package let hosts: [Host]
    /// Terms that match nothing while others do.
    package let warnings: [Diagnostic]
}

extension Inventory {
    /// The hosts of a pattern such as `web:&staging:!web3`, cut down by a `--limit`, in the pattern's order.
    ///
    /// A group that exists but is empty selects nothing, and that is no mistake.
    ///
    /// - Parameter limit: A pattern too; `@file` in it stands for the names in that file, one per line.
    /// - Throws: if a term is unknown and nothing is selected; a subscript lies beyond the hosts; a limit's file cannot
    ///   be read.
    package func selection(_ pattern: String, limit: String? = nil) throws(Diagnostics) -> HostSelection {
        try selection([pattern], limit: limit)
    }

    /// The same for several patterns together: each is taken apart for itself, for joined they might read as an address.
    package func selection(_ patterns: [String], limit: String? = nil) throws(Diagnostics) -> HostSelection {
        var warnings: [Diagnostic] = []
        let hosts = try evaluate(patterns.flatMap(HostPattern.terms), &warnings)
        guard let limit else { return HostSelection(hosts: hosts, warnings: warnings) }
        let allowed = Set(try evaluate(try limitTerms(limit), &warnings))
        return HostSelection(hosts: hosts.filter(allowed.contains), warnings: warnings)
    }

    /// ``selection(_:limit:)`` without its warnings.
    package func select(_ pattern: String, limit: String? = nil) throws(Diagnostics) -> [Host] {
        try selection(pattern, limit: limit).hosts
    }

    package func select(_ patterns: [String], limit: String? = nil) throws(Diagnostics) -> [Host] {
        try selection(patterns, limit: limit).hosts
    }

    private func limitTerms(_ limit: String) throws(Diagnostics) -> [String] {
        var terms: [String] = []
        for term in HostPattern.terms(limit) {
            guard term.hasPrefix("@") else {
                terms.append(term)
                continue
            }
            let file = try SourceFile.read(String(term.dropFirst()))
            terms += file.text.split(separator: "\n").map(\.trimmed).filter { !$0.isEmpty && !$0.hasPrefix("#") }
        }
        return terms
    }

    private func evaluate(_ terms: [String], _ warnings: inout [Diagnostic]) throws(Diagnostics) -> [Host] {
        let patterns = terms.map(HostPattern.init)
        var unknown: [Diagnostic] = []
        var hosts = try included(patterns.filter { $0.role == .include }, &unknown)
        for pattern in patterns where pattern.role == .intersect {
            let others = Set(try match(pattern, &unknown))
            hosts = hosts.filter(others.contains)
        }
        for pattern in patterns where pattern.role == .exclude {
            let others = Set(try match(pattern, &unknown))
            hosts = hosts.filter { !others.contains($0) }
        }
        guard !hosts.isEmpty || unknown.isEmpty else { throw Diagnostics(unknown.map { $0.with(.error) }) }
        warnings += unknown
        return hosts
    }

    /// Without a term that includes hosts all are meant.
    private func included(
        _ patterns: [HostPattern], _ unknown: inout [Diagnostic]
    ) throws(Diagnostics) -> [Host] {
        var hosts: [Host] = []
        var seen: Set<Host> = []
        for pattern in patterns.isEmpty ? [HostPattern("all")] : patterns {
            for host in try match(pattern, &unknown) where seen.insert(host).inserted { hosts.append(host) }
        }
        return hosts
    }

    private func match(_ pattern: HostPattern, _ unknown: inout [Diagnostic]) throws(Diagnostics) -> [Host] {
        if let index = hostIndex[pattern.text], pattern.subscripted == nil {
            return [Host(name: pattern.text, index: index)]
        }
        let matched = try matches(of: pattern)
        guard let hosts = matched else {
            unknown.append(unmatched(pattern.text))
            return []
        }
        guard let wanted = pattern.subscripted, !hosts.isEmpty else { return hosts }
        guard let part = hosts.part(wanted) else { throw Diagnostics(.beyond(pattern.text, hosts.count)) }
        return part
    }

    /// `nil` if neither a group nor a host has such a name.
    private func matches(of pattern: HostPattern) throws(Diagnostics) -> [Host]? {
        if !pattern.isRegex, !pattern.hasWildcards {
            if let group = groupIndex[pattern.text] { return unique(group: [group], hosts: []) }
            return host(named: pattern.text).map { [$0] }
        }
        let isMatch = try matcher(pattern)
        let matchingGroups = groups.indices.filter { isMatch(groups[$0].name) }
        let matchingHosts = hostNames.indices.filter { isMatch(hostNames[$0]) }
        guard !matchingGroups.isEmpty || !matchingHosts.isEmpty else { return nil }
        return unique(group: matchingGroups, hosts: matchingHosts)
    }

    private func matcher(_ pattern: HostPattern) throws(Diagnostics) -> (String) -> Bool {
        guard pattern.isRegex else {
            let wildcard = FileNamePattern(pattern.text)
            return wildcard.matches
        }
        return try HostRegex.matcher(String(pattern.text.dropFirst()))
    }

    private func unique(group: [Int], hosts: [Int]) -> [Host] {
        var taken = [Bool](repeating: false, count: hostNames.count)
        var result: [Host] = []
        for index in group.flatMap({ hostIndexes(in: $0) }) + hosts where !taken[index] {
            taken[index] = true
            result.append(Host(name: hostNames[index], index: index))
        }
        return result
    }

    private func unmatched(_ name: String) -> Diagnostic {
        let group = Suggestion.nearest(to: name, among: groups.map(\.name))
        if let group {
            let count = hosts(in: group).count
            return .nothingMatches(name, help: "did you mean group `\(group)` (\(count) host\(count == 1 ? "" : "s"))?")
        }
        let host = Suggestion.nearest(to: name, among: hostNames)
        let empty = hostNames.isEmpty ? "the inventory has no hosts; give one with -i" : nil
        return .nothingMatches(name, help: host.map { "did you mean host `\($0)`?" } ?? empty)
    }
}

extension [Host] {
    /// `nil` if it lies beyond the hosts there are. Negative items count from the end.
    fileprivate func part(_ wanted: HostPattern.Subscript) -> [Host]? {
        switch wanted {
        case .item(let index):
            let position = index < 0 ? count + index : index
            return indices.contains(position) ? [self[position]] : nil
        case .range(let first, let last):
            let end = Swift.min(last ?? count - 1, count - 1)
            return first < count ? Array(self[first..<Swift.max(first, end + 1)]) : []
        }
    }
}

extension Diagnostics {
    /// The same as warnings, if all that is wrong is that the inventory has no such names and none like them; else `nil`.
    /// A playbook for many inventories names groups that one of them lacks.
    package var ofAbsentHosts: [Diagnostic]? {
        guard all.allSatisfy({ $0.summary == Diagnostic.nothingMatches && $0.help == nil }) else { return nil }
        return all.map { $0.with(.warning) }
    }
}

extension Diagnostic {
    fileprivate static let nothingMatches = "no host matches"

    fileprivate func with(_ severity: Severity) -> Diagnostic {
        var copy = self
        copy.severity = severity
        return copy
    }

    fileprivate static func nothingMatches(_ name: String, help: String?) -> Diagnostic {
        Diagnostic(
            "hosts", nothingMatches, severity: .warning,
            detail: "There is no host or group `\(name)` in the inventory.",
            help: help)
    }

    fileprivate static func beyond(_ name: String, _ count: Int) -> Diagnostic {
        Diagnostic(
            "hosts", "subscript out of range", detail: "`\(name)` has \(count) hosts, numbered from 0.")
    }
}
