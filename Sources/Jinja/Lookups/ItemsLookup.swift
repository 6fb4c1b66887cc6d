extension Lookup {
    /// The terms, lists among them opened one level: `with_items`.
    static let items = Lookup("items") { (call) throws(Fault) in
        try Filter.flatten(call.terms, 1, false, depth: 0)
    }

    /// The terms as they are: `with_list`.
    static let list = Lookup("list") { (call) throws(Fault) in call.terms }

    /// The terms with all lists opened: `with_flattened`.
    static let flattened = Lookup("flattened") { (call) throws(Fault) in
        try Filter.flatten(call.terms, nil, true, depth: 0)
    }

    /// Pairs of a number and an item: `with_indexed_items`.
    static let indexedItems = Lookup("indexed_items") { (call) throws(Fault) in
        try Filter.flatten(call.terms, nil, false, depth: 0).enumerated().map { .tuple([.int($0.offset), $0.element]) }
    }
}
