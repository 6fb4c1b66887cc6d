extension Lookup {
    /// Pairs of a mapping and each element of a list in it: `with_subelements`.
    static let subelements = Lookup("subelements") { (call) throws(Fault) in
        guard call.terms.count >= 2 else {
            throw Fault(
                .lookup, "subelements of nothing", "`subelements` needs a list of mappings and the name of a key.")
        }
        var skips = Object.bool(false)
        if call.terms.count > 2 { skips = try call.terms[2].dict?["skip_missing"] ?? skips }
        let elements = Object.list(try elements(of: call.terms[0]))
        let arguments = Arguments(positional: [call.terms[1], .bool(try Python.isTrue(skips))])
        let pairs = try call.evaluation.filter(named: "subelements", elements, arguments)
        return try Python.iterate(pairs)
    }

    /// Elements that say they were skipped are passed over.
    private static func elements(of term: Object) throws(Fault) -> [Object] {
        let all = try (try term.dict?.entries().map(\.value)).or(try Python.iterate(term))
        var kept: [Object] = []
        for element in all {
            guard let skipped = try element.dict?["skipped"], try Python.isTrue(skipped) else {
                kept.append(element)
                continue
            }
        }
        return kept
    }
}
