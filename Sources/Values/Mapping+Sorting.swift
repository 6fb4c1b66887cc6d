extension Sequence {
    /// The entries in the order of Python's `sorted`: text by code points, numbers by size.
    ///
    /// Where keys of both kinds meet Python refuses; here the entries then keep their order.
    package func sortedByKey<Item>() -> [Element] where Element == (key: Value, value: Item) {
        if allSatisfy({ $0.key.text != nil }) {
            return sorted { ($0.key.text ?? "").precedesByCodePoint($1.key.text ?? "") }
        }
        guard allSatisfy({ $0.key.number != nil }) else { return Array(self) }
        return sorted { ($0.key.number ?? 0) < ($1.key.number ?? 0) }
    }
}

extension String {
    /// Whether this text comes before `other` in Python, which compares code points and knows no equivalence.
    package func precedesByCodePoint(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
