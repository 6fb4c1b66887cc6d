import Values

extension Filter {
    /// Lists of mappings that belong together by one of their keys, as community.general merges them.
    static var mergedLists: [Filter] {
        [
            Filter("lists_mergeby", "*terms, recursive=false, list_merge='replace'", mergeBy),
            Filter("groupby_as_dict", "attribute") { (input, bound, _) throws(Fault) in
                let (groups, name) = (DictObject(), try bound[0].key())
                for item in try Python.iterate(input) {
                    guard case .dict(let dict) = item, let value = try dict.get(name) else {
                        throw Fault.failed("item lacks the key", "Each item must be a mapping with that key.")
                    }
                    guard !groups.contains(try value.key()) else {
                        throw Fault.failed("duplicate key", "Two items have the same value for the key.")
                    }
                    try groups.set(try value.key(), item)
                }
                return .dict(groups)
            },
        ]
    }

    @Sendable private static func mergeBy(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let name = bound.rest.last else {
            throw Fault.failed("no key to merge by", "`lists_mergeby` needs a key to merge by.")
        }
        var lists: [Object] = []
        for term in [input] + bound.rest.dropLast() {
            guard let items = try term.sequenceItems() else {
                throw Fault.failed(
                    "value is not a list", "`lists_mergeby` merges lists, not \(term.kindInWords).")
            }
            let inner = try items.map { (item) throws(Fault) in try item.sequenceItems() }
            lists += inner.contains { $0 == nil } ? [term] : items
        }
        guard var merged = lists.last, lists.count > 1 else { return lists.first ?? .list([Object]()) }
        let strategy = try ListMerge(try bound.text(1))
        let key = Value.string(try name.requiredString(by: "lists_mergeby"))
        for list in lists.dropLast().reversed() {
            merged = try strategy.merge([list, merged], by: key, isRecursive: try bound.flag(0))
        }
        return merged
    }
}

extension ListMerge {
    /// The mappings of both lists by the value of a key, in its order; those without the key are left out.
    fileprivate func merge(_ lists: [Object], by key: Value, isRecursive: Bool) throws(Fault) -> Object {
        let found = DictObject()
        for list in lists {
            for item in try Python.iterate(list) {
                guard case .dict(let dict) = item else {
                    throw Fault.failed("item is not a mapping", "`lists_mergeby` merges lists of mappings.")
                }
                guard let value = try dict.get(key)?.key() else { continue }
                let merged = try found.get(value)?.dict.map { (known) throws(Fault) in
                    try merge(known, dict, isRecursive: isRecursive, depth: 0)
                }
                try found.set(value, .dict(merged ?? dict))
            }
        }
        let keys = try Ordering.sorted(found.keys.map { Object(key: $0) }, isReversed: false)
        return .list(try keys.map { (value) throws(Fault) in try found.get(try value.key()) ?? Object.none })
    }
}
