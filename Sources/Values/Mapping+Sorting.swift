extension Mapping {
    /// The entries in the order of Python's `sorted`: text by code points, numbers by size.
    ///
    /// Where keys of both kinds meet Python refuses; here the entries then keep their order.
    package var sortedByKey: [Element] {
        if keys.allSatisfy({ $0.text != nil }) {
            return sorted { ($0.key.text ?? "").precedesByCodePoint($1.key.text ?? "") }
        }
        guard keys.allSatisfy({ $0.asNumber != nil }) else { return Array(self) }
        return sorted { ($0.key.asNumber ?? 0) < ($1.key.asNumber ?? 0) }
    }
}

extension String {
    /// Whether this text comes before `other` in Python, which compares code points and knows no equivalence.
    package func precedesByCodePoint(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension Value {
    fileprivate var asNumber: Double? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .int(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}
