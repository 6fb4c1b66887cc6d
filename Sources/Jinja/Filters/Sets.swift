extension Filter {
    /// Lists as sets. Python's order is that of its hashes; ours is that of the lists.
    static var sets: [Filter] {
        [
            Filter("union", "b") { (input, bound, _) throws(Fault) in
                .list(try distinct(try Python.iterate(input) + Python.iterate(bound[0])))
            },
            Filter("intersect", "b") { (input, bound, _) throws(Fault) in
                // As Python's sets: of two equal values that of the smaller set is kept.
                let left = try distinct(try Python.iterate(input))
                let right = try distinct(try Python.iterate(bound[0]))
                let isSmaller = right.count <= left.count
                return .list(
                    try members(of: .list(isSmaller ? right : left), in: .list(isSmaller ? left : right), true))
            },
            Filter("difference", "b") { (input, bound, _) throws(Fault) in
                .list(try distinct(try members(of: input, in: bound[0], false)))
            },
            Filter("symmetric_difference", "b") { (input, bound, _) throws(Fault) in
                let left = try members(of: input, in: bound[0], false)
                return .list(try distinct(left + (try members(of: bound[0], in: input, false))))
            },
        ]
    }

    private static func distinct(_ items: [Object]) throws(Fault) -> [Object] {
        var keys = UniqueKeys()
        var kept: [Object] = []
        for item in items where try keys.insert(item) { kept.append(item) }
        return kept
    }

    private static func members(of left: Object, in right: Object, _ wanted: Bool) throws(Fault) -> [Object] {
        let items = try Python.iterate(left)
        if items.isEmpty {
            _ = try distinct(try right.sequenceItems() ?? [])
            return []
        }
        var keys = UniqueKeys()
        for item in try Python.iterate(right) { _ = try keys.insert(item) }
        var kept: [Object] = []
        for item in items where try keys.contains(item) == wanted { kept.append(item) }
        return kept
    }
}
