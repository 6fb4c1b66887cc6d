import OrderedCollections
import Values

extension Lookup {
    /// Pairs of a mapping and each element of a list in it: `with_subelements`. The mapping comes without the list.
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
        let path = try Python.text(call.terms[1]).split(separator: ".").map(String.init)
        for element in try Python.iterate(elements) { try remove(path[...], from: element) }
        return try Python.iterate(pairs)
    }

    /// Copies of the elements; those that say they were skipped are passed over.
    private static func elements(of term: Object) throws(Fault) -> [Object] {
        let all = try (try term.dict?.entries().map(\.value)).or(try Python.iterate(term))
        var kept: [Object] = []
        for element in all {
            if let skipped = try element.dict?["skipped"], try Python.isTrue(skipped) { continue }
            kept.append(try Python.literalCopy(element) ?? element)
        }
        return kept
    }

    private static func remove(_ path: ArraySlice<String>, from element: Object) throws(Fault) {
        guard let first = path.first, case .dict(let dict) = element else { return }
        if path.count == 1 {
            _ = try dict.change { $0.removeValue(forKey: .string(first)) }
        } else if let next = try dict[first] {
            try remove(path.dropFirst(), from: next)
        }
    }
}
