import Synchronization

/// A name of the template language as a number, so that scopes compare integers.
struct Symbol: Sendable, Hashable {
    let id: Int32

    private struct Table: Sendable {
        var ids: [String: Int32] = [:]
        var names: [String] = []
    }

    private static let table = Mutex(Table())

    init(_ name: String) {
        id = Self.table.withLock { table in
            if let known = table.ids[name] { return known }
            let new = Int32(table.names.count)
            table.ids[name] = new
            table.names.append(name)
            return new
        }
    }

    var name: String { Self.table.withLock { $0.names[Int(id)] } }

    static let loop = Symbol("loop")
    static let caller = Symbol("caller")
    static let varargs = Symbol("varargs")
    static let kwargs = Symbol("kwargs")
    static let item = Symbol("item")
    static let `self` = Symbol("self")
    static let `super` = Symbol("super")
}
