import Values

extension Lookup {
    /// Every combination of one item of each list: `with_nested`.
    static let nested = Lookup("nested") { (call) throws(Fault) in
        guard !call.terms.isEmpty else {
            throw Fault(.lookup, "no lists to loop over", "`nested` needs at least one list.")
        }
        var rows = try LookupCall.items(of: call.terms[0])
        for term in call.terms.dropFirst() {
            let items = try LookupCall.items(of: term)
            try call.evaluation.spend(
                output: try Python.fitting(rows.count.multipliedReportingOverflow(by: items.count * 24)))
            var longer: [Object] = []
            for row in rows {
                for item in items { longer.append(.list(try Filter.flatten([row, item], 1, false, depth: 0))) }
            }
            rows = longer
        }
        return try rows.map { (row) throws(Fault) in
            .list(try Filter.flatten(try Python.iterate(row), 1, false, depth: 0))
        }
    }

    /// Every combination of one item of each list, as community.general has it: `with_cartesian`.
    static let cartesian = Lookup("cartesian") { (call) throws(Fault) in
        guard !call.terms.isEmpty else {
            throw Fault(.lookup, "no lists to loop over", "`cartesian` needs at least one list.")
        }
        var rows: [[Object]] = [[]]
        for term in call.terms {
            let items = try LookupCall.items(of: term)
            try call.evaluation.spend(
                output: try Python.fitting(rows.count.multipliedReportingOverflow(by: items.count * 24)))
            rows = rows.flatMap { row in items.map { row + [$0] } }
        }
        return try rows.map { (row) throws(Fault) in .list(try Filter.flatten(row, 1, false, depth: 0)) }
    }

    /// The items of several lists side by side: `with_together`.
    static let together = Lookup("together") { (call) throws(Fault) in
        guard !call.terms.isEmpty else {
            throw Fault(.lookup, "no lists to loop over", "\(MatchedPhrase.nothingTogether)")
        }
        var columns: [[Object]] = []
        for term in call.terms { columns.append(try LookupCall.items(of: term)) }
        var rows: [Object] = []
        for row in 0..<(columns.map(\.count).max() ?? 0) {
            let cells = columns.map { row < $0.count ? $0[row] : Object.none }
            rows.append(.list(try Filter.flatten(cells, 1, false, depth: 0)))
        }
        return rows
    }
}
