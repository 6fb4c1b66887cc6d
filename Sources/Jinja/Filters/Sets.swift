import Values

extension Filter {
    /// Lists as sets. Whole numbers are ordered as in Python; everything else, whose order is chance there, as in the
    /// lists.
    static var sets: [Filter] {
        [
            Filter("union", "b") { (input, bound, _) throws(Fault) in
                if let (left, right) = try numbers(input, bound[0]) { return .list(left.union(right).items) }
                return .list(try distinct(try Python.iterate(input) + Python.iterate(bound[0])))
            },
            Filter("intersect", "b") { (input, bound, _) throws(Fault) in
                if let (left, right) = try numbers(input, bound[0]) { return .list(left.intersection(right).items) }
                // As Python's sets: of two equal values that of the smaller set is kept.
                let left = try distinct(try Python.iterate(input))
                // Nothing is looked for in what follows then, be it no list.
                guard !left.isEmpty else { return .list(try nothing(besides: bound[0])) }
                let right = try distinct(try Python.iterate(bound[0]))
                let isSmaller = right.count <= left.count
                return .list(
                    try members(of: .list(isSmaller ? right : left), in: .list(isSmaller ? left : right), true))
            },
            Filter("difference", "b") { (input, bound, _) throws(Fault) in
                if let (left, right) = try numbers(input, bound[0]) { return .list(left.subtracting(right).items) }
                return .list(try distinct(try members(of: input, in: bound[0], false)))
            },
            Filter("symmetric_difference", "b") { (input, bound, _) throws(Fault) in
                if let (left, right) = try numbers(input, bound[0]) {
                    return .list(left.symmetricDifference(right).items)
                }
                let left = try members(of: input, in: bound[0], false)
                return .list(try distinct(left + (try members(of: bound[0], in: input, false))))
            },
        ]
    }

    private static func numbers(
        _ left: Object, _ right: Object
    ) throws(Fault) -> (left: NumberSet, right: NumberSet)? {
        guard let left = try left.sequence(), let left = try NumberSet(left) else { return nil }
        guard let right = try right.sequence(), let right = try NumberSet(right) else { return nil }
        return (left, right)
    }

    private static func distinct(_ items: [Object]) throws(Fault) -> [Object] {
        var keys = UniqueKeys()
        var kept: [Object] = []
        for item in items where try keys.insert(item) { kept.append(item) }
        return kept
    }

    /// What is left of no items, whatever they are compared with, if only it exists.
    private static func nothing(besides other: Object) throws(Fault) -> [Object] {
        if case .undefined(let undefined) = other { throw undefined.fault }
        _ = try distinct(try other.sequenceItems() ?? [])
        return []
    }

    private static func members(of left: Object, in right: Object, _ wanted: Bool) throws(Fault) -> [Object] {
        let items = try Python.iterate(left)
        guard !items.isEmpty else { return try nothing(besides: right) }
        // A list or mapping cannot be in a set: Ansible then asks for each item whether it is part of the text, or a key of
        // the mapping.
        let hasOnlyHashable = if case .dict = right { true } else { right.isString }
        if hasOnlyHashable, let item = items.first(where: \.isUnhashable) {
            throw Fault.failed(
                "list compared with \(right.kindInWords)",
                "\(item.kindInWords.capitalizedFirst) cannot be an element of \(right.kindInWords).",
                help: "compare it with a list")
        }
        var keys = UniqueKeys()
        for item in try Python.iterate(right) { _ = try keys.insert(item) }
        var kept: [Object] = []
        for item in items where try keys.contains(item) == wanted { kept.append(item) }
        return kept
    }
}
