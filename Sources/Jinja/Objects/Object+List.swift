import Values

/// A Python list. What comes from a variable is turned into objects when it is first touched.
final class ListObject {
    private var items: [Object]
    private var untouched: [Value]?
    private let origin: Origin?
    private var hasPending = false

    init(_ items: [Object]) {
        self.items = items
        untouched = nil
        origin = nil
    }

    init(_ values: [Value], from origin: Origin) {
        items = []
        untouched = values
        self.origin = origin
    }

    var count: Int { untouched?.count ?? items.count }

    func item(_ index: Int) throws(Fault) -> Object {
        if let untouched, let plain = Object(plain: untouched[index]) { return plain }
        wrap()
        return try force(index)
    }

    /// All items, with every template among them rendered.
    func all() throws(Fault) -> [Object] {
        wrap()
        if hasPending {
            for index in items.indices { _ = try force(index) }
            hasPending = false
        }
        return items
    }

    /// Changes the list in place.
    func change<Result>(_ body: (inout [Object]) throws(Fault) -> Result) throws(Fault) -> Result {
        _ = try all()
        return try body(&items)
    }

    func append(_ item: Object) {
        wrap()
        items.append(item)
    }

    private func wrap() {
        guard let values = untouched, let origin else { return }
        items = values.map { origin.wrap($0) }
        untouched = nil
        hasPending = items.contains { if case .pending = $0 { true } else { false } }
    }

    private func force(_ index: Int) throws(Fault) -> Object {
        guard case .pending(let pending) = items[index] else { return items[index] }
        let item = try pending.force()
        items[index] = item
        return item
    }
}

extension Object {
    /// An object for data without structure; `nil` for lists, mappings and what must be rendered.
    init?(plain value: Value) {
        switch value {
        case .null: self = .none
        case .bool(let flag): self = .bool(flag)
        case .int(let integer): self = .int(integer)
        case .big(let integer): self = .big(integer)
        case .double(let double): self = .float(double)
        case .string(let text): self = .string(text)
        case .template, .sealed, .list, .map: return nil
        }
    }
}
