/// What `attribute=` of a filter means: `a.b.0` is a path of keys, attributes and indexes.
struct AttributePath {
    private let keys: [Object]

    init(_ attribute: Object) throws(Fault) {
        if case .undefined(let undefined) = attribute { throw undefined.fault }
        guard let text = attribute.string else {
            keys = [attribute]
            return
        }
        keys = text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy(\.isDigit) && !part.isEmpty ? .int(Int(part) ?? 0) : .string(String(part))
        }
    }

    func value(of item: Object, _ evaluation: Evaluation) throws(Fault) -> Object {
        var value = item
        for key in keys { value = try evaluation.item(key, of: value) }
        return value
    }
}
