import OrderedCollections

/// Keys and values in the order they were written, as Python's `dict` keeps them.
///
/// Setting an existing key keeps its place. Keys may be any value, as YAML allows; nearly all are text.
package struct Mapping: Sendable, Hashable {
    private var entries: OrderedDictionary<Value, Value>

    package init() { entries = [:] }

    /// Later entries win over earlier ones with the same key.
    package init(_ pairs: some Sequence<(Value, Value)>) {
        entries = OrderedDictionary(pairs, uniquingKeysWith: { _, last in last })
    }

    package init(_ pairs: some Sequence<(String, Value)>) {
        self.init(pairs.lazy.map { (Value.string($0.0), $0.1) })
    }

    package var count: Int { entries.count }
    package var isEmpty: Bool { entries.isEmpty }
    package var keys: some RandomAccessCollection<Value> { entries.keys }
    package var values: some RandomAccessCollection<Value> { entries.values }

    package subscript(key: Value) -> Value? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    package subscript(key: String) -> Value? {
        get { entries[.string(key)] }
        set { entries[.string(key)] = newValue }
    }

    /// Where the key stands, for ``value(at:)``.
    package func index(of key: Value) -> Int? { entries.index(forKey: key) }

    package func value(at index: Int) -> Value { entries.values[index] }

    /// Takes over all entries of `other`; its values win.
    package mutating func merge(_ other: Mapping) {
        entries.merge(other.entries, uniquingKeysWith: { _, last in last })
    }

    package func merging(_ other: Mapping) -> Mapping {
        var merged = self
        merged.merge(other)
        return merged
    }

    @discardableResult
    package mutating func removeValue(forKey key: Value) -> Value? { entries.removeValue(forKey: key) }

    package func mapValues<E: Error>(_ transform: (Value) throws(E) -> Value) throws(E) -> Mapping {
        var result = Mapping()
        for (key, value) in entries { result.entries[key] = try transform(value) }
        return result
    }

    /// Two mappings are equal when they hold the same entries; the order does not matter, as in Python.
    package static func == (left: Mapping, right: Mapping) -> Bool {
        left.count == right.count && left.entries.allSatisfy { right.entries[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(count) }
}

extension Mapping: RandomAccessCollection {
    package typealias Element = (key: Value, value: Value)
    package var startIndex: Int { 0 }
    package var endIndex: Int { entries.count }

    package subscript(position: Int) -> Element {
        let element = entries.elements[position]
        return (element.key, element.value)
    }
}

extension Mapping: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral pairs: (String, Value)...) { self.init(pairs) }
}
