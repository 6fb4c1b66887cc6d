import OrderedCollections
import Values

extension Methods {
    static let lists: [Method] = [
        Method(
            "append", "object",
            { (base, bound, _) throws(Fault) in
                list(base)?.append(bound[0])
                return .none
            }),
        Method(
            "extend", "iterable",
            { (base, bound, _) throws(Fault) in
                let more = try Python.iterate(bound[0])
                try list(base)?.change { $0 += more }
                return .none
            }),
        Method(
            "insert", "index, object",
            { (base, bound, _) throws(Fault) in
                let index = try bound.int(0)
                let item = bound[1]
                try list(base)?.change {
                    $0.insert(item, at: min(max(index < 0 ? index + $0.count : index, 0), $0.count))
                }
                return .none
            }),
        Method("__len__", "", { (base, _, _) in .int(list(base)?.count ?? 0) }),
        Method(
            "__contains__", "value",
            { (base, bound, _) throws(Fault) in .bool(try Python.contains(base, bound[0])) }),
        Method("pop", "index=-1", pop),
        Method("remove", "value", remove),
        Method(
            "clear", "",
            { (base, _, _) throws(Fault) in
                try list(base)?.change { $0 = [] }
                return .none
            }),
        Method("copy", "", { (base, _, _) throws(Fault) in .list(try list(base)?.all() ?? []) }),
        Method(
            "reverse", "",
            { (base, _, _) throws(Fault) in
                try list(base)?.change { $0.reverse() }
                return .none
            }),
        Method(
            "sort", "key=none, reverse=false",
            { (base, bound, _) throws(Fault) in
                let sorted = try Ordering.sorted(try list(base)?.all() ?? [], isReversed: try bound.flag(1))
                try list(base)?.change { $0 = sorted }
                return .none
            }),
        Method(
            "index", "value, start=0, stop=none",
            { (base, bound, _) throws(Fault) in
                .int(try index(of: bound, in: try list(base)?.all() ?? []))
            }),
        Method(
            "count", "value",
            { (base, bound, _) throws(Fault) in
                .int(try count(of: bound[0], in: try list(base)?.all() ?? []))
            }),
    ]

    static let tuples: [Method] = [
        Method(
            "index", "value, start=0, stop=none",
            { (base, bound, _) throws(Fault) in
                .int(try index(of: bound, in: try base.sequenceItems() ?? []))
            }),
        Method(
            "count", "value",
            { (base, bound, _) throws(Fault) in
                .int(try count(of: bound[0], in: try base.sequenceItems() ?? []))
            }),
    ]

    private static func list(_ base: Object) -> ListObject? {
        if case .list(let list) = base { list } else { nil }
    }

    @Sendable private static func pop(_ base: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let list = list(base), let index = Python.index(try bound.int(0), in: list.count) else {
            throw Fault.failed("index out of range", "The list has no item at index \(try bound.int(0)).")
        }
        return try list.change { $0.remove(at: index) }
    }

    @Sendable private static func remove(_ base: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let list = list(base) else { return .none }
        for (index, item) in try list.all().enumerated() where try Python.isEqual(item, bound[0]) {
            _ = try list.change { $0.remove(at: index) }
            return .none
        }
        throw Fault.failed("item not in the list", "The list does not contain the value to remove.")
    }

    private static func index(of bound: Bound, in items: [Object]) throws(Fault) -> Int {
        let start = try bound.int(1)
        let stop = try bound.optionalInt(2) ?? items.count
        for index in Python.sliceIndices(start, stop, 1, count: items.count)
        where try Python.isEqual(items[index], bound[0]) {
            return index
        }
        throw Fault.failed("item not in the list", "The list does not contain the value.")
    }

    private static func count(of value: Object, in items: [Object]) throws(Fault) -> Int {
        var count = 0
        for item in items where try Python.isEqual(item, value) { count += 1 }
        return count
    }
}
