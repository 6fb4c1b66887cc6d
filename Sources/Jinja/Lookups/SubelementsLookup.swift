import OrderedCollections
import Values

extension Lookup {
    /// Pairs of a mapping and each element of a list in it: `with_subelements`. The mapping comes without the list.
    static let subelements = Lookup("subelements") { (call) throws(Fault) in
        guard (2...3).contains(call.terms.count), let path = call.terms[1].string else {
            throw Fault(
                .lookup, "missing argument", "`subelements` needs a list of mappings and the name of a key.")
        }
        let flag = call.terms.count > 2 ? try call.terms[2].dict?["skip_missing"] : nil
        let list = Subelements(
            path, skipsMissing: try flag.map { (flag) throws(Fault) in try LookupCall.isOn(flag) } ?? false)
        var pairs: [Object] = []
        for element in try elements(of: call.terms[0]) {
            for value in try list.take(from: element) { pairs.append(.tuple([.dict(element), value])) }
        }
        return pairs
    }

    /// Copies of the elements; those that say they were skipped are passed over.
    private static func elements(of term: Object) throws(Fault) -> [DictObject] {
        if case .dict(let dict) = term, try isSkipped(dict) { return [] }
        let all = try (try term.dict?.entries().map(\.value)).or(try Python.iterate(term))
        var kept: [DictObject] = []
        for element in all {
            guard case .dict(let dict) = try Python.literalCopy(element) ?? element else {
                throw Fault(.lookup, "element is not a mapping", "`subelements` takes a list of mappings.")
            }
            if try !isSkipped(dict) { kept.append(dict) }
        }
        return kept
    }

    private static func isSkipped(_ dict: DictObject) throws(Fault) -> Bool {
        try dict["skipped"].map { if case .bool(false) = $0 { false } else { true } } ?? false
    }
}

/// A list somewhere in a mapping, by its way of keys.
private struct Subelements {
    private let path: [String]
    private let skipsMissing: Bool

    init(_ path: String, skipsMissing: Bool) {
        self.path = Python.split(path, on: ".", limit: -1, fromRight: false)
        self.skipsMissing = skipsMissing
    }

    /// Takes the list out. A key that is missing, or leads nowhere, is passed over where that is allowed.
    func take(from element: DictObject) throws(Fault) -> [Object] {
        var dict = element
        for key in path {
            guard let value = try dict[key] else {
                if skipsMissing { continue }
                throw Fault(
                    .lookup, "element lacks the key", "An element has no key `\(key)`.",
                    help: "skip such elements with `skip_missing: true`")
            }
            if key != path.last {
                if case .dict(let next) = value { dict = next } else { try requireSkipping(key) }
            } else {
                guard case .list(let list) = value else {
                    throw Fault(.lookup, "key does not hold a list", "`\(key)` must hold a list.")
                }
                _ = try dict.change { $0.removeValue(forKey: .string(key)) }
                return try list.all()
            }
        }
        return []
    }

    private func requireSkipping(_ key: String) throws(Fault) {
        guard skipsMissing else {
            throw Fault(.lookup, "key does not hold a mapping", "`\(key)` must hold a mapping.")
        }
    }
}
