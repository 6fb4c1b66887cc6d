/// Merging as `hash_behaviour = merge` wants it: a mapping takes over the other's entries, mappings within it likewise,
/// and anything else is replaced.
extension Mapping {
    package mutating func mergeDeeply(_ other: Mapping) {
        for (key, value) in other { self[key] = self[key].map { $0.mergedDeeply(with: value) } ?? value }
    }
}

extension Value {
    package func mergedDeeply(with other: Value) -> Value {
        guard case .map(var merged) = self, case .map(let entries) = other else { return other }
        merged.mergeDeeply(entries)
        return .map(merged)
    }
}
