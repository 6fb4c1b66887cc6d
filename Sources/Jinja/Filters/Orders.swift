import Values

extension Filter {
    /// Order, extremes and groups.
    static var orders: [Filter] {
        [
            Filter("sort", "reverse=false, case_sensitive=false, attribute=none", sort),
            Filter("dictsort", "case_sensitive=false, by='key', reverse=false", sortDict),
            Filter("unique", "case_sensitive=none, attribute=none", unique),
            Filter("min", "case_sensitive=false, attribute=none") { (input, bound, evaluation) throws(Fault) in
                try extreme(input, bound, evaluation, wanted: -1)
            },
            Filter("max", "case_sensitive=false, attribute=none") { (input, bound, evaluation) throws(Fault) in
                try extreme(input, bound, evaluation, wanted: 1)
            },
            Filter("groupby", "attribute, default=none, case_sensitive=false", group),
        ]
    }

    @Sendable private static func sort(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let paths = try Ordering.paths(bound[2])
        let folds = try !bound.flag(1)
        return .list(
            try Ordering.sorted(
                try Python.iterate(input), isReversed: try bound.flag(0), passesEqual: true
            ) { (item) throws(Fault) in try Ordering.key(item, paths, folds, evaluation) })
    }

    @Sendable private static func sortDict(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard case .dict(let dict) = input else {
            throw Fault.failed("value is not a mapping", "`dictsort` takes a mapping, not \(input.kindInWords).")
        }
        let by = try bound.text(1)
        guard ["key", "value"].contains(by) else {
            throw Fault.failed("unknown sort key", "`by` must be `key` or `value`, not `\(by)`.")
        }
        let folds = try !bound.flag(0)
        let pairs = try dict.entries().map { Object.tuple([Object(key: $0.key), $0.value]) }
        return .list(
            try Ordering.sorted(pairs, isReversed: try bound.flag(2)) { (pair) throws(Fault) in
                Ordering.folded(try pair.sequenceItems()?[by == "key" ? 0 : 1] ?? .none, folds)
            })
    }

    @Sendable private static func unique(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let path = try bound[1].isNone ? nil : AttributePath(bound[1])
        let folds = try !bound.flag(0)
        // As Ansible: lists and mappings are only compared as wholes.
        let isParticular = path != nil || (folds && !bound[0].isNone)
        var keys = UniqueKeys()
        var kept: [Object] = []
        for item in try Python.iterate(input) {
            let key = Ordering.folded(try path?.value(of: item, evaluation) ?? item, folds)
            if isParticular, key.isUnhashable { throw unsuited(key) }
            if try keys.insert(key) { kept.append(item) }
        }
        return .list(kept)
    }

    private static func unsuited(_ key: Object) -> Fault {
        Fault.failed(
            "value cannot be hashed",
            "`unique` compares \(key.kindInWords) only as a whole: leave out `attribute` and `case_sensitive=false`.")
    }

    private static func extreme(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation, wanted: Int
    ) throws(Fault) -> Object {
        let path = try bound[1].isNone ? nil : AttributePath(bound[1])
        let folds = try !bound.flag(0)
        var best: (item: Object, key: Object)?
        for item in try Python.iterate(input) {
            let key = Ordering.folded(try path?.value(of: item, evaluation) ?? item, folds)
            if let known = best, try Python.order(key, known.key) != wanted { continue }
            best = (item, key)
        }
        return best?.item
            ?? .undefined(
                Undefined(
                    Fault(.undefined, "empty sequence", "The sequence is empty, so it has no smallest or largest item.")
                ))
    }

    @Sendable private static func group(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let path = try AttributePath(bound[0])
        let folds = try !bound.flag(2)
        let key = { (item: Object) throws(Fault) -> Object in
            let value = try path.value(of: item, evaluation)
            return value.isUndefined && !bound[1].isNone ? bound[1] : value
        }
        let sorted = try Ordering.sorted(try Python.iterate(input), isReversed: false) { (item) throws(Fault) in
            Ordering.folded(try key(item), folds)
        }
        var groups: [(key: Object, shown: Object, items: [Object])] = []
        for item in sorted {
            let shown = try key(item)
            let folded = Ordering.folded(shown, folds)
            if let last = groups.last, try Python.isEqual(last.key, folded) {
                groups[groups.count - 1].items.append(item)
            } else {
                groups.append((folded, shown, [item]))
            }
        }
        return .list(groups.map { .tuple(TupleObject([$0.shown, .list($0.items)], fields: ["grouper", "list"])) })
    }
}

/// Sorting by keys.
enum Ordering {
    /// The items in order; equal ones keep theirs, also when reversed, as Python's `sorted` has it.
    ///
    /// - Parameter passesEqual: Whether equal items need no order at all: where Jinja compares lists of keys, of which
    ///   Python orders only the first that differ.
    static func sorted(
        _ items: [Object], isReversed: Bool, passesEqual: Bool = false,
        by key: (Object) throws(Fault) -> Object = { (item) in item }
    ) throws(Fault) -> [Object] {
        var keyed: [(key: Object, item: Object)] = []
        for item in items { keyed.append((try key(item), item)) }
        var fault: Fault?
        keyed.sort { left, right in
            do throws(Fault) {
                return try isReversed ? Python.order(left.key, right.key) > 0 : Python.order(left.key, right.key) < 0
            } catch {
                if passesEqual, (try? Python.isEqual(left.key, right.key)) == true { return false }
                fault = fault ?? error
                return false
            }
        }
        if let fault { throw fault }
        return keyed.map(\.item)
    }

    /// `attribute='a.b,c'`: several paths, compared one after another.
    static func paths(_ attribute: Object) throws(Fault) -> [AttributePath] {
        if attribute.isNone { return [] }
        guard let text = attribute.string else { return [try AttributePath(attribute)] }
        var paths: [AttributePath] = []
        for part in text.split(separator: ",") { paths.append(try AttributePath(.string(Python.strip(String(part))))) }
        return paths
    }

    static func key(
        _ item: Object, _ paths: [AttributePath], _ folds: Bool, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        if paths.isEmpty { return folded(item, folds) }
        var keys: [Object] = []
        for path in paths { keys.append(folded(try path.value(of: item, evaluation), folds)) }
        return .list(keys)
    }

    /// Text without regard to case, if so wished.
    static func folded(_ object: Object, _ folds: Bool) -> Object {
        guard folds, let text = object.string else { return object }
        return .string(text.lowercased())
    }
}

/// Values met so far: those that can be keys in a set, others in a list.
struct UniqueKeys {
    private var known: Set<Value> = []
    private var others: [Object] = []

    /// Whether the value is met for the first time.
    mutating func insert(_ object: Object) throws(Fault) -> Bool {
        switch object {
        case .list, .dict, .instance: break
        case .tuple(let tuple) where tuple.items.contains(where: { !$0.isString && $0.number == nil }): break
        default: return known.insert(try object.key()).inserted
        }
        if try Python.contains(others, object) { return false }
        others.append(object)
        return true
    }

    func contains(_ object: Object) throws(Fault) -> Bool {
        switch object {
        case .list, .dict, .instance: return try Python.contains(others, object)
        case .tuple(let tuple) where tuple.items.contains(where: { !$0.isString && $0.number == nil }):
            return try Python.contains(others, object)
        default: return known.contains(try object.key())
        }
    }
}
