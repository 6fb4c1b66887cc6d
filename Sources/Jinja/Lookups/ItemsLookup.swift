import Values

extension Lookup {
    /// The terms, lists among them opened one level: `with_items`.
    static let items = Lookup("items") { (call) throws(Fault) in
        try Filter.flatten(call.terms, 1, false, depth: 0)
    }

    /// The terms as they are: `with_list`.
    static let list = Lookup("list") { (call) throws(Fault) in call.terms }

    /// The terms with all lists opened: `with_flattened`.
    static let flattened = Lookup("flattened") { (call) throws(Fault) in
        try opened(call.terms, depth: 0)
    }

    /// All items of all lists; the text `None` ends the list it stands in.
    private static func opened(_ terms: [Object], depth: Int) throws(Fault) -> [Object] {
        guard depth < Python.deepestShown else {
            throw Fault(.budget, "list nested too deeply", "A list may contain itself.")
        }
        var items: [Object] = []
        for term in terms {
            var term = term
            while let inner = try term.sequenceItems(), inner.count == 1 { term = inner[0] }
            if term.string == "None" || term.string == "null" { break }
            if case .list(let list) = term {
                items += try opened(try list.all(), depth: depth + 1)
            } else {
                items.append(term)
            }
        }
        return items
    }

    /// Pairs of a number and an item: `with_indexed_items`.
    static let indexedItems = Lookup("indexed_items") { (call) throws(Fault) in
        try Filter.flatten(call.terms, 1, false, depth: 0).enumerated().map { .tuple([.int($0.offset), $0.element]) }
    }
}
