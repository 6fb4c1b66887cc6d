package import Values

/// What `set_stats` has set, for the run and for hosts.
package struct CustomStats: Sendable, Hashable {
    package private(set) var run: Mapping = [:]
    package private(set) var hosts: [String: Mapping] = [:]

    func setting(_ stats: StatsToSet, by host: String) -> CustomStats {
        var set = self
        if stats.isPerHost {
            set.hosts[host, default: [:]].take(stats)
        } else {
            set.run.take(stats)
        }
        return set
    }
}

/// What one `set_stats` sets.
package struct StatsToSet: Sendable {
    let data: Mapping
    let isPerHost: Bool
    /// Whether values are added to those that are there.
    let aggregates: Bool
}

extension Mapping {
    fileprivate mutating func take(_ stats: StatsToSet) {
        for (name, value) in stats.data {
            guard stats.aggregates, let present = self[name] else {
                self[name] = value
                continue
            }
            if let sum = present.adding(value) { self[name] = sum }
        }
    }
}

extension Value {
    /// As in Ansible, mappings are merged and lists, texts and numbers added; of unlike kinds nothing comes (`nil`).
    fileprivate func adding(_ other: Value) -> Value? {
        switch (self, other) {
        case (.map(let mapping), .map(let others)): .map(mapping.merging(others))
        case (.list(let items), .list(let others)): .list(items + others)
        case (.string(let text), .string(let other)): .string(text + other)
        case (.int(let number), .int(let other)): .int(number &+ other)
        case (.bool(let flag), .bool(let other)): .int((flag ? 1 : 0) + (other ? 1 : 0))
        case (.double(let number), .double(let other)): .double(number + other)
        default: nil
        }
    }
}
