import Values

extension Filter {
    /// Lists: parts of them, and several into one.
    static var lists: [Filter] {
        [
            Filter("first", "") { (input, _, _) throws(Fault) in
                try Python.iterate(input).first ?? empty("The sequence is empty, so it has no first item.")
            },
            Filter("last", "") { (input, _, _) throws(Fault) in
                try Python.iterate(input).last ?? empty("The sequence is empty, so it has no last item.")
            },
            Filter("flatten", "levels=none, skip_nulls=true") { (input, bound, _) throws(Fault) in
                let levels = try bound.optionalInt(0)
                return .list(try flatten(try Python.iterate(input), levels, try bound.flag(1), depth: 0))
            },
            Filter("batch", "linecount, fill_with=none", batch),
            Filter("slice", "slices, fill_with=none", slice),
            Filter("zip", "*lists") { (input, bound, _) throws(Fault) in
                .list(try zipped([input] + bound.rest, fill: nil))
            },
            Filter("zip_longest", "*lists, fillvalue=none", zipLongest),
            Filter("product", "*lists, repeat=1", product),
            Filter("permutations", "r=none") { (input, bound, evaluation) throws(Fault) in
                let items = try Python.iterate(input)
                return .list(try Combinations.permutations(items, try bound.optionalInt(0) ?? items.count, evaluation))
            },
            Filter("combinations", "r") { (input, bound, evaluation) throws(Fault) in
                .list(try Combinations.combinations(try Python.iterate(input), try bound.int(0), evaluation))
            },
            Filter("extract", "container, morekeys=none", extract),
            Filter("subelements", "subelements, skip_missing=false", acceptsUndefined: false, subelements),
        ]
    }

    private static func empty(_ detail: String) -> Object {
        .undefined(Undefined(Fault(.undefined, "empty sequence", detail)))
    }

    static func flatten(
        _ items: [Object], _ levels: Int?, _ skipsNulls: Bool, depth: Int
    ) throws(Fault) -> [Object] {
        guard depth < Python.deepestShown else {
            throw Fault(.budget, "list nested too deeply", "A list may contain itself.")
        }
        var flat: [Object] = []
        for item in items {
            if case .undefined(let undefined) = item { throw undefined.fault }
            if skipsNulls, item.isNone || item.string == "None" || item.string == "null" { continue }
            if let inner = try item.sequence(), levels.map({ $0 >= 1 }) ?? true {
                flat += try flatten(inner, levels.map { $0 - 1 }, skipsNulls, depth: depth + 1)
            } else {
                flat.append(item)
            }
        }
        return flat
    }

    @Sendable private static func batch(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let size = try bound.int(0)
        let items = try Python.iterate(input)
        var batches: [[Object]] = items.isEmpty ? [] : [[]]
        for item in items {
            if batches[batches.count - 1].count == size { batches.append([]) }
            batches[batches.count - 1].append(item)
        }
        if !bound[1].isNone, let last = batches.last, last.count < size {
            try evaluation.spend(output: try Python.fitting(size.multipliedReportingOverflow(by: 16)))
            batches[batches.count - 1] += Array(repeating: bound[1], count: size - last.count)
        }
        return .list(batches.map { .list($0) })
    }

    @Sendable private static func slice(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let items = try Python.iterate(input)
        let count = try bound.int(0)
        guard count > 0 else {
            throw Fault.failed("invalid number of slices", "`slice` needs a number of slices greater than 0.")
        }
        try evaluation.spend(output: try Python.fitting(count.multipliedReportingOverflow(by: 16)))
        let (each, extra) = (items.count / count, items.count % count)
        var slices: [Object] = []
        for index in 0..<count {
            let start = index * each + min(index, extra)
            var part = Array(items[start..<(start + each + (index < extra ? 1 : 0))])
            if !bound[1].isNone, index >= extra { part.append(bound[1]) }
            slices.append(.list(part))
        }
        return .list(slices)
    }

    private static func zipped(_ lists: [Object], fill: Object?) throws(Fault) -> [Object] {
        var columns: [[Object]] = []
        for list in lists { columns.append(try Python.iterate(list)) }
        let counts = columns.map(\.count)
        let length = (fill == nil ? counts.min() : counts.max()) ?? 0
        return (0..<length).map { row in
            .tuple(columns.map { row < $0.count ? $0[row] : fill ?? .none })
        }
    }

    @Sendable private static func zipLongest(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        .list(try zipped([input] + bound.rest, fill: bound[0]))
    }

    @Sendable private static func product(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var lists = [try Python.iterate(input)]
        for list in bound.rest { lists.append(try Python.iterate(list)) }
        var rows: [[Object]] = [[]]
        for list in lists {
            try evaluation.spend(
                output: try Python.fitting(rows.count.multipliedReportingOverflow(by: list.count * 24)))
            rows = rows.flatMap { row in list.map { row + [$0] } }
        }
        return .list(rows.map { .tuple($0) })
    }

    @Sendable private static func extract(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        var keys = [input]
        if case .list(let more) = bound[1] { keys += try more.all() } else if !bound[1].isNone { keys.append(bound[1]) }
        var value = bound[0]
        for key in keys { value = try evaluation.item(key, of: value) }
        return value
    }

    @Sendable private static func subelements(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        let elements: [Object]
        switch input {
        case .dict(let dict): elements = try dict.entries().map(\.value)
        case .list(let list): elements = try list.all()
        default:
            throw Fault.failed(
                "invalid input for `subelements`", "`subelements` takes a list of mappings, or a mapping of mappings.")
        }
        var path: [Object] = []
        if let text = bound[0].string {
            path = text.split(separator: ".").map { .string(String($0)) }
        } else {
            path = try Python.iterate(bound[0])
        }
        var pairs: [Object] = []
        for element in elements {
            for value in try subelement(element, path, skipsMissing: try bound.flag(1)) {
                pairs.append(.tuple([element, value]))
            }
        }
        return .list(pairs)
    }

    private static func subelement(
        _ element: Object, _ path: [Object], skipsMissing: Bool
    ) throws(Fault) -> [Object] {
        var value = element
        for key in path {
            guard case .dict(let dict) = value else {
                throw Fault.failed(
                    "element is not a mapping", "Only a mapping has the key `\(try Python.text(key))`.")
            }
            guard let next = try dict.get(try key.key()) else {
                if skipsMissing { return [] }
                throw Fault(
                    .failed, "element lacks the key", "An element has no key `\(try Python.text(key))`.",
                    help: "use `skip_missing=true` to skip such elements")
            }
            value = next
        }
        guard case .list(let list) = value else {
            throw Fault.failed("key does not hold a list", "The key must hold a list, not \(value.kindInWords).")
        }
        return try list.all()
    }
}

/// `itertools` for small lists.
enum Combinations {
    static func permutations(_ items: [Object], _ length: Int, _ evaluation: Evaluation) throws(Fault) -> [Object] {
        try choose(items, length, evaluation) { chosen, index in !chosen.contains(index) }
    }

    static func combinations(_ items: [Object], _ length: Int, _ evaluation: Evaluation) throws(Fault) -> [Object] {
        try choose(items, length, evaluation) { chosen, index in chosen.last.map { $0 < index } ?? true }
    }

    private static func choose(
        _ items: [Object], _ length: Int, _ evaluation: Evaluation, _ fits: ([Int], Int) -> Bool
    ) throws(Fault) -> [Object] {
        guard length >= 0, length <= items.count else { return [] }
        var rows: [[Int]] = [[]]
        for _ in 0..<length {
            var longer: [[Int]] = []
            for row in rows {
                for index in items.indices where fits(row, index) { longer.append(row + [index]) }
                try evaluation.spend(output: 16 * items.count)
            }
            rows = longer
        }
        return rows.map { row in .tuple(row.map { items[$0] }) }
    }
}
