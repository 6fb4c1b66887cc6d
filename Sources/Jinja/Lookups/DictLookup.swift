import Values

extension Lookup {
    /// Mappings as lists of `key` and `value`: `with_dict`.
    static let dict = Lookup("dict") { (call) throws(Fault) in
        var items: [Object] = []
        for term in call.terms {
            if case .undefined(let undefined) = term { throw undefined.fault }
            guard case .dict(let dict) = term else {
                throw Fault(
                    .lookup, "value is not a mapping", "\(MatchedPhrase.dictExpected), not \(term.kindInWords).")
            }
            for (key, value) in try dict.entries() {
                items.append(.dict([("key", Object(key: key)), ("value", value)]))
            }
        }
        return items
    }
}
