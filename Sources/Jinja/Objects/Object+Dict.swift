import OrderedCollections
import Values

/// A Python dict. What comes from a variable, or is a scope of variables, is turned into objects when touched.
final class DictObject {
    /// What it was made of, and what it still is as long as it has no entries of its own: a mapping, or the variables
    /// of `origin`. Fields of their own, for an enumeration of them would be copied by each look-up.
    private let mapping: Mapping
    private let isScope: Bool
    /// Whether it still is a scope of variables, each of which is rendered when it is touched.
    var isLive: Bool { isScope && own == nil }
    private let origin: Origin?
    @exclusivity(unchecked) private var own: OrderedDictionary<Value, Object>?
    /// Objects already made of the mapping, by place: a list found twice must be the same list.
    @exclusivity(unchecked) private var touched: [Object?] = []

    init(_ entries: OrderedDictionary<Value, Object> = [:]) {
        (mapping, isScope, origin) = ([:], false, nil)
        own = entries
    }

    init(_ mapping: Mapping, from origin: Origin) {
        (self.mapping, isScope, self.origin) = (mapping, false, origin)
    }

    init(scope origin: Origin) { (mapping, isScope, self.origin) = ([:], true, origin) }

    convenience init(_ pairs: [(String, Object)]) {
        self.init(OrderedDictionary(pairs.map { (Value.string($0.0), $0.1) }, uniquingKeysWith: { $1 }))
    }

    var count: Int {
        if let own { return own.count }
        return isScope ? origin?.scope.names.count ?? 0 : mapping.count
    }

    /// Whether a key that is missing may be there once earlier changes are made.
    var isPartlyKnown: Bool { own == nil && mapping.isPartlyKnown }

    subscript(key: String) -> Object? {
        get throws(Fault) { try get(.string(key)) }
    }

    func get(_ key: Value) throws(Fault) -> Object? {
        if own != nil { return try ofOwn(key) }
        guard !isScope else { return try variable(key) }
        guard let index = mapping.index(of: key) else { return nil }
        return try item(at: index)
    }

    private func item(at index: Int) throws(Fault) -> Object? {
        if let plain = Object(plain: mapping.value(at: index)) { return plain }
        if touched.isEmpty { touched = Array(repeating: nil, count: mapping.count) }
        if let known = touched[index] { return known }
        let made = try origin?.use(mapping.value(at: index))
        touched[index] = made
        return made
    }

    private func variable(_ key: Value) throws(Fault) -> Object? {
        guard case .string(let name) = key else { return nil }
        return try origin?.variable(Symbol(name))
    }

    private func ofOwn(_ key: Value) throws(Fault) -> Object? {
        let found = own?[key]
        guard case .pending(let pending)? = found else { return found }
        let object = try pending.force()
        own?[key] = object
        return object
    }

    func contains(_ key: Value) -> Bool {
        if let own { return own[key] != nil }
        guard isScope else { return mapping.index(of: key) != nil }
        guard case .string(let name) = key else { return false }
        return origin?.scope.lookUp(name) != nil
    }

    var keys: [Value] {
        if let own { return Array(own.keys) }
        return isScope ? origin?.scope.names.map { .string($0) } ?? [] : Array(mapping.keys)
    }

    /// All entries, with every template among them rendered.
    func entries() throws(Fault) -> [(key: Value, value: Object)] {
        var result: [(key: Value, value: Object)] = []
        result.reserveCapacity(count)
        for key in keys {
            if let value = try get(key) { result.append((key, value)) }
        }
        return result
    }

    /// Changes the dict in place.
    func change<Result>(
        _ body: (inout OrderedDictionary<Value, Object>) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        var entries = try owned()
        own = [:]
        defer { own = entries }
        return try body(&entries)
    }

    func set(_ key: Value, _ value: Object) throws(Fault) { try change { $0[key] = value } }

    /// A new dict with the same entries, whose values are not rendered by the copying.
    func copy() throws(Fault) -> DictObject {
        let entries = try owned()
        own = entries
        return DictObject(entries)
    }

    private func owned() throws(Fault) -> OrderedDictionary<Value, Object> {
        if let own { return own }
        var entries = OrderedDictionary<Value, Object>(minimumCapacity: count)
        if isScope {
            for (key, value) in try self.entries() { entries[key] = value }
        } else if let origin {
            for (index, (key, value)) in mapping.enumerated() {
                entries[key] = (touched.isEmpty ? nil : touched[index]) ?? origin.wrap(value)
            }
            touched = []
        }
        return entries
    }
}

extension Object {
    static func dict(_ pairs: [(String, Object)]) -> Object { .dict(DictObject(pairs)) }

    /// The key of a mapping; tuples become lists, which `init(key:)` turns back.
    func key() throws(Fault) -> Value {
        switch self {
        case .none: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let integer): return .int(integer)
        case .big(let integer): return .big(integer)
        case .float(let double): return .double(double)
        case .string(let text), .verbatim(let text): return .string(text)
        case .tuple(let tuple):
            var items: [Value] = []
            for item in tuple.items { items.append(try item.key()) }
            return .list(items)
        case .undefined(let undefined): throw undefined.fault
        default:
            throw Fault.failed(
                "unhashable key", "\(kindInWords.capitalizedFirst) cannot be a key of a mapping.")
        }
    }

    /// Whether Python would take it for a key, though no mapping of ours can hold it: a range, a macro, a date.
    var isOpaqueKey: Bool {
        if case .instance(let instance) = self { instance.isHashable } else { false }
    }

    /// The object of a key as iteration gives it.
    init(key: Value) {
        if case .list(let items) = key {
            self = .tuple(items.map { Object(key: $0) })
        } else {
            self = Object(plain: key) ?? .none
        }
    }
}
