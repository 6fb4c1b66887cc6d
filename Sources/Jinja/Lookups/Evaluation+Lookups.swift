import Values

/// Lookups as templates and loops use them.
extension Evaluation {
    /// `lookup(…)`: texts joined by commas, a single thing as it is; `query(…)`: always a list.
    func lookup(
        _ name: String, _ terms: [Object], _ options: [(name: String, value: Object)], wantsList: Bool
    ) throws(Fault) -> Object {
        var options = options
        let take = { (key: String) -> Object? in
            guard let index = options.lastIndex(where: { $0.name == key }) else { return nil }
            return options.remove(at: index).value
        }
        let isList = try take("wantlist").map { (flag) throws(Fault) in try Python.isTrue(flag) } ?? wantsList
        let errors = try take("errors").map { (way) throws(Fault) in try Python.text(way) } ?? "strict"
        _ = take("allow_unsafe")
        let results: [Object]
        do {
            try step()
            results = try Lookup.named(name).run(LookupCall(terms: terms, options: options, evaluation: self))
        } catch {
            guard errors != "strict", error.kind == .lookup || error.kind == .failed else { throw error }
            return isList ? .list([Object]()) : .none
        }
        return isList || results.isEmpty ? .list(results) : try joined(results)
    }

    private func joined(_ results: [Object]) throws(Fault) -> Object {
        let texts = results.compactMap(\.string)
        if texts.count == results.count { return .string(texts.joined(separator: ",")) }
        return results.count == 1 ? results[0] : .list(results)
    }

    /// What `with_<name>` loops over.
    func runLookup(_ name: String, terms: [Value], options: Mapping) throws(Fault) -> [Value] {
        var objects: [Object] = []
        for term in terms { objects.append(try root.use(term)) }
        var named: [(name: String, value: Object)] = []
        for (key, value) in options { named.append((key.text ?? "", try root.use(value))) }
        let results = try Lookup.named(name).run(LookupCall(terms: objects, options: named, evaluation: self))
        var values: [Value] = []
        for result in results {
            if let value = try plain(result) { values.append(value) }
        }
        return values
    }
}
