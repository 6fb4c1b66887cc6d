import OrderedCollections
import Values

extension Filter {
    /// Mappings: merged, turned into lists and back.
    static var mappings: [Filter] {
        [
            Filter("combine", "*others, recursive=false, list_merge='replace'", combine),
            Filter("dict2items", "key_name='key', value_name='value'", toItems),
            Filter("items2dict", "key_name='key', value_name='value'", fromItems),
            Filter("items", "", acceptsUndefined: true) { (input, _, _) throws(Fault) in
                if input.isUndefined { return .list([Object]()) }
                guard case .dict(let dict) = input else {
                    throw Fault.failed(
                        "value is not a mapping", "`items` takes a mapping, not \(input.kindInWords).")
                }
                return .list(try dict.entries().map { .tuple([Object(key: $0.key), $0.value]) })
            },
            Filter("rekey_on_member", "key, duplicates='error'", rekey),
        ]
    }

    @Sendable private static func combine(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let strategy = try ListMerge(try bound.text(1))
        let terms = try flatten([input] + bound.rest, 1, true, depth: 0)
        for term in terms { try requireDefined(term, depth: 0) }
        // As Ansible: what has no partner is passed on, whatever it is.
        if terms.count == 1 { return terms[0] }
        var mappings: [DictObject] = []
        for term in terms {
            if case .undefined(let undefined) = term { throw undefined.fault }
            guard case .dict(let dict) = term else {
                throw Fault.failed(
                    "value is not a mapping", "`combine` merges mappings, not \(term.kindInWords).")
            }
            mappings.append(dict)
        }
        guard let first = mappings.first else { return .dict(DictObject()) }
        var merged = first
        let isRecursive = try bound.flag(0)
        for next in mappings.dropFirst() {
            merged = try strategy.merge(merged, next, isRecursive: isRecursive, depth: 0)
        }
        return .dict(merged)
    }

    /// Nothing undefined may be merged, at any depth.
    private static func requireDefined(_ object: Object, depth: Int) throws(Fault) {
        guard depth < Python.deepestShown else { return }
        switch object {
        case .undefined(let undefined): try undefined.require()
        case .dict(let dict): for entry in try dict.entries() { try requireDefined(entry.value, depth: depth + 1) }
        case .list(let list): for item in try list.all() { try requireDefined(item, depth: depth + 1) }
        default: break
        }
    }

    private static func names(_ bound: Bound) throws(Fault) -> (key: Value, value: Value) {
        (.string(try bound.text(0)), .string(try bound.text(1)))
    }

    @Sendable private static func toItems(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard case .dict(let dict) = input else {
            throw Fault.failed("value is not a mapping", "`dict2items` takes a mapping, not \(input.kindInWords).")
        }
        let names = try names(bound)
        return .list(
            try dict.entries().map { entry in
                .dict(DictObject([names.key: Object(key: entry.key), names.value: entry.value]))
            })
    }

    @Sendable private static func fromItems(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let items = try input.sequenceItems() else {
            throw Fault.failed("value is not a list", "`items2dict` takes a list, not \(input.kindInWords).")
        }
        let result = DictObject()
        for item in items {
            guard let key = try part(bound[0], of: item), let value = try part(bound[1], of: item) else {
                throw Fault.failed(
                    "item lacks a key",
                    "Each item must be a mapping with `\(try bound.text(0))` and `\(try bound.text(1))`.")
            }
            try result.set(try key.key(), value)
        }
        return .dict(result)
    }

    private static func part(_ key: Object, of item: Object) throws(Fault) -> Object? {
        if case .dict(let dict) = item { return try dict.get(try key.key()) }
        guard let items = try item.sequenceItems(), let index = key.integer else { return nil }
        return Python.index(index, in: items.count).map { items[$0] }
    }

    @Sendable private static func rekey(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let duplicates = try bound.text(1)
        guard ["error", "overwrite"].contains(duplicates) else {
            throw Fault.failed("unknown choice", "`duplicates` must be `error` or `overwrite`.")
        }
        if input.isString {
            throw Fault.failed("value is not a list", "`rekey_on_member` takes a list, or a mapping of mappings.")
        }
        let items = try (try input.dict?.entries().map(\.value)).or(try Python.iterate(input))
        let result = DictObject()
        for item in items {
            guard case .dict(let dict) = item, let member = try dict.get(try bound[0].key()) else {
                throw Fault.failed(
                    "item lacks the key", "Each item must be a mapping with `\(try bound.text(0))`.")
            }
            let key = try member.key()
            guard duplicates == "overwrite" || !result.contains(key) else {
                throw Fault.failed("duplicate key", "`\(try Python.text(member))` occurs more than once.")
            }
            try result.set(key, item)
        }
        return .dict(result)
    }
}

/// How `combine` merges lists, and mappings within mappings.
struct ListMerge {
    private enum Strategy: String, CaseIterable {
        case replace, keep, append, prepend, appendNew = "append_rp", prependNew = "prepend_rp"
    }

    private let strategy: Strategy

    init(_ name: String) throws(Fault) {
        guard let strategy = Strategy(rawValue: name) else {
            let names = Strategy.allCases.map(\.rawValue)
            throw Fault.failed(
                "unknown way to merge lists", "`\(name)` is not one of \(names.joined(separator: ", ")).",
                help: Suggestion.question(for: name, among: names))
        }
        self.strategy = strategy
    }

    func merge(_ low: DictObject, _ high: DictObject, isRecursive: Bool, depth: Int) throws(Fault) -> DictObject {
        guard depth < Python.deepestShown else {
            throw Fault(.budget, "mapping nested too deeply", "A mapping may contain itself.")
        }
        if high.count == 0 { return low }
        // As Ansible: equal mappings are not merged, so that their lists are not doubled.
        let isSame = try Python.isEqual(.dict(low), .dict(high))
        if low.count == 0 || isSame { return try high.copy() }
        var entries = OrderedDictionary<Value, Object>()
        for (key, value) in try low.entries() { entries[key] = value }
        for (key, value) in try high.entries() {
            guard let known = entries[key] else {
                entries[key] = value
                continue
            }
            entries[key] = try merged(known, value, isRecursive: isRecursive, depth: depth)
        }
        return DictObject(entries)
    }

    private func merged(_ low: Object, _ high: Object, isRecursive: Bool, depth: Int) throws(Fault) -> Object {
        switch (low, high) {
        case (.dict(let low), .dict(let high)) where isRecursive:
            return .dict(try merge(low, high, isRecursive: true, depth: depth + 1))
        case (.list(let lowList), .list(let highList)):
            let (low, high) = (try lowList.all(), try highList.all())
            switch strategy {
            case .replace: return .list(highList)
            case .keep: return .list(lowList)
            case .append: return .list(low + high)
            case .prepend: return .list(high + low)
            case .appendNew: return .list(try without(high, in: low) + high)
            case .prependNew: return .list(high + (try without(high, in: low)))
            }
        default: return high
        }
    }

    private func without(_ others: [Object], in items: [Object]) throws(Fault) -> [Object] {
        var kept: [Object] = []
        for item in items where try !Python.contains(others, item) { kept.append(item) }
        return kept
    }
}
