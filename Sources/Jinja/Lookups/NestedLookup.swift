extension Lookup {
    /// Every combination of one item of each list: `with_nested`.
    static let nested = Lookup("nested") { (call) throws(Fault) in
        guard !call.terms.isEmpty else {
            throw Fault(.lookup, "nested loops over nothing", "`nested` needs at least one list.")
        }
        var rows: [[Object]] = [[]]
        for term in call.terms {
            let items = try term.sequenceItems() ?? [term]
            try call.evaluation.spend(
                output: try Python.fitting(rows.count.multipliedReportingOverflow(by: items.count * 24)))
            rows = rows.flatMap { row in items.map { row + [$0] } }
        }
        var flat: [Object] = []
        for row in rows { flat.append(.list(try Filter.flatten(row, 1, false, depth: 0))) }
        return flat
    }

    /// The items of several lists side by side: `with_together`.
    static let together = Lookup("together") { (call) throws(Fault) in
        guard !call.terms.isEmpty else {
            throw Fault(.lookup, "loops over nothing", "`together` needs at least one list.")
        }
        var columns: [[Object]] = []
        for term in call.terms { columns.append(try term.sequenceItems() ?? [term]) }
        var rows: [Object] = []
        for row in 0..<(columns.map(\.count).max() ?? 0) {
            let cells = columns.map { row < $0.count ? $0[row] : Object.none }
            rows.append(.list(try Filter.flatten(cells, 1, false, depth: 0)))
        }
        return rows
    }
}
