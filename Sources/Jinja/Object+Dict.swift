import OrderedCollections
import Values

/// A Python dict. What comes from a variable, or is a scope of variables, is turned into objects when touched.
final class DictObject {
    private enum Source {
        case nothing
        case values(Mapping, Origin)
        case scope(Origin)
    }

    /// What it was made of, and what it still is as long as it has no entries of its own.
    private let source: Source
    @exclusivity(unchecked) private var own: OrderedDictionary<Value, Object>?
    /// Objects already made of the source: a list found twice must be the same list.
    private var touched: [Value: Object] = [:]

    init(_ entries: OrderedDictionary<Value, Object> = [:]) {
        source = .nothing
        own = entries
    }

    init(_ mapping: Mapping, from origin: Origin) { source = .values(mapping, origin) }
    init(scope origin: Origin) { source = .scope(origin) }

    convenience init(_ pairs: [(String, Object)]) {
        self.init(OrderedDictionary(pairs.map { (Value.string($0.0), $0.1) }, uniquingKeysWith: { $1 }))
    }

    var count: Int {
        if let own { return own.count }
        return switch source {
        case .nothing: 0
        case .values(let mapping, _): mapping.count
        case .scope(let origin): origin.scope.names.count
        }
    }

    subscript(key: String) -> Object? {
        get throws(Fault) { try get(.string(key)) }
    }

    func get(_ key: Value) throws(Fault) -> Object? {
        if own != nil { return try ofOwn(key) }
        switch source {
        case .nothing: return nil
        case .values(let mapping, let origin):
            guard let value = mapping[key] else { return nil }
            if let plain = Object(plain: value) { return plain }
            return try touch(key) { () throws(Fault) in try origin.use(value) }
        case .scope(let origin):
            guard case .string(let name) = key else { return nil }
            return try origin.variable(Symbol(name))
        }
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
        switch source {
        case .nothing: return false
        case .values(let mapping, _): return mapping[key] != nil
        case .scope(let origin):
            guard case .string(let name) = key else { return false }
            return origin.scope.lookUp(name) != nil
        }
    }

    var keys: [Value] {
        if let own { return Array(own.keys) }
        return switch source {
        case .nothing: []
        case .values(let mapping, _): Array(mapping.keys)
        case .scope(let origin): origin.scope.names.map { .string($0) }
        }
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
        switch source {
        case .nothing: return [:]
        case .values(let mapping, let origin):
            var entries = OrderedDictionary<Value, Object>(minimumCapacity: mapping.count)
            for (key, value) in mapping { entries[key] = touched[key] ?? origin.wrap(value) }
            touched = [:]
            return entries
        case .scope:
            var entries = OrderedDictionary<Value, Object>()
            for (key, value) in try self.entries() { entries[key] = value }
            return entries
        }
    }

    private func touch(_ key: Value, _ make: () throws(Fault) -> Object) throws(Fault) -> Object {
        if let known = touched[key] { return known }
        let made = try make()
        touched[key] = made
        return made
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
                "a value that cannot be a key", "\(kindInWords.capitalizedFirst) cannot be the key of a mapping.")
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
