import OrderedCollections
import Values

extension Methods {
    static let dicts: [Method] = [
        Method("items", "", { (base, _, _) in view(base, .items) }),
        Method("keys", "", { (base, _, _) in view(base, .keys) }),
        Method("values", "", { (base, _, _) in view(base, .values) }),
        Method(
            "get", "key, default=none",
            { (base, bound, _) throws(Fault) in
                try base.dict?.get(try bound[0].key()) ?? bound[1]
            }),
        Method(
            "setdefault", "key, default=none",
            { (base, bound, _) throws(Fault) in
                let key = try bound[0].key()
                if let known = try base.dict?.get(key) { return known }
                try base.dict?.set(key, bound[1])
                return bound[1]
            }),
        Method(
            "__setitem__", "key, value",
            { (base, bound, _) throws(Fault) in
                try base.dict?.set(try bound[0].key(), bound[1])
                return .none
            }),
        Method("__len__", "", { (base, _, _) in .int(base.dict?.count ?? 0) }),
        Method(
            "__contains__", "key",
            { (base, bound, _) throws(Fault) in .bool(try Python.contains(base, bound[0])) }),
        Method("pop", "key, *default", pop),
        Method(
            "popitem", "",
            { (base, _, _) throws(Fault) in
                guard let last = try base.dict?.entries().last else {
                    throw Fault.failed("no item to remove", "The mapping is empty.")
                }
                _ = try base.dict?.change { $0.removeValue(forKey: last.key) }
                return .tuple([Object(key: last.key), last.value])
            }),
        Method("update", "*mappings, **entries", update),
        Method(
            "clear", "",
            { (base, _, _) throws(Fault) in
                try base.dict?.change { $0 = [:] }
                return .none
            }),
        Method("copy", "", { (base, _, _) throws(Fault) in .dict(try base.dict?.copy() ?? DictObject()) }),
        Method(
            "fromkeys", "iterable, value=none",
            { (_, bound, _) throws(Fault) in
                let dict = DictObject()
                for key in try Python.iterate(bound[0]) { try dict.set(try key.key(), bound[1]) }
                return .dict(dict)
            }),
    ]

    private static func view(_ base: Object, _ part: DictViewObject.Part) -> Object {
        .instance(DictViewObject(base.dict ?? DictObject(), part))
    }

    @Sendable private static func pop(_ base: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let key = try bound[0].key()
        guard let value = try base.dict?.get(key) else {
            guard let fallback = bound.rest.first else {
                throw Fault.failed("key not found", "The mapping has no key `\(try bound.text(0))`.")
            }
            return fallback
        }
        _ = try base.dict?.change { $0.removeValue(forKey: key) }
        return value
    }

    @Sendable private static func update(_ base: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        var new: [(key: Value, value: Object)] = []
        for mapping in bound.rest {
            if case .dict(let dict) = mapping {
                new += try dict.entries()
                continue
            }
            for pair in try Python.iterate(mapping) {
                let pair = try Python.iterate(pair)
                guard pair.count == 2 else {
                    throw Fault.failed(
                        "cannot update a mapping from this", "`update` takes a mapping or key-value pairs.")
                }
                new.append((try pair[0].key(), pair[1]))
            }
        }
        for (name, value) in bound.named { new.append((.string(name), value)) }
        let entries = new
        try base.dict?.change { (dict) throws(Fault) in
            for (key, value) in entries { dict[key] = value }
        }
        return .none
    }
}
