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
        let lookup = try Lookup.named(name)
        let results: [Object]
        do {
            try step()
            results = try lookup.run(LookupCall(terms: try listed(terms), options: options, evaluation: self))
        } catch {
            let mayFail = errors == "ignore" || errors == "warn"
            guard mayFail, error.kind == .lookup || error.kind == .failed else { throw error }
            return isList ? .list([Object]()) : .none
        }
        // As Ansible: nobody else has the lists and mappings that a lookup gives.
        let own = try results.map { (result) throws(Fault) in try copied(result) }
        return isList || own.isEmpty ? .list(own) : try joined(own)
    }

    private func copied(_ object: Object, depth: Int = 0) throws(Fault) -> Object {
        guard depth < Python.deepestShown else { return object }
        switch object {
        case .list(let list):
            return .list(try list.all().map { (item) throws(Fault) in try copied(item, depth: depth + 1) })
        case .dict(let dict):
            let copy = DictObject()
            for (key, value) in try dict.entries() { try copy.set(key, try copied(value, depth: depth + 1)) }
            return .dict(copy)
        default: return object
        }
    }

    private func terms(of given: Object, for lookup: Lookup) throws(Fault) -> [Object] {
        guard given.dict != nil else { return try LookupCall.items(of: given) }
        switch lookup.name {
        case "dict": return [given]
        case "list", "indexed_items", "flattened":
            let detail =
                lookup.name == "list" ? "\(MatchedPhrase.listExpected)." : "`with_\(lookup.name)` takes a list."
            throw Fault(.lookup, "loop over a mapping", detail, help: "use `with_dict` to loop over a mapping")
        default: return try LookupCall.items(of: given)
        }
    }

    /// The terms, with ranges and views as the lists they stand for.
    private func listed(_ terms: [Object]) throws(Fault) -> [Object] {
        try terms.map { (term) throws(Fault) in
            guard case .instance(let instance) = term, instance.isUnrolled else { return term }
            return .list(try instance.elements() ?? [])
        }
    }

    private func joined(_ results: [Object]) throws(Fault) -> Object {
        let texts = results.compactMap(\.string)
        if texts.count == results.count {
            let text = texts.joined(separator: ",")
            if case .verbatim = results[0] { return .verbatim(text) }
            return .string(text)
        }
        return results.count == 1 ? results[0] : .list(results)
    }

    /// What `with_<name>: terms` loops over.
    ///
    /// The terms are the items of a list, whether it is written there or given by a template. Of a mapping they are
    /// its keys, as Python has it, except where a mapping is what the lookup is for. All else is one term.
    func loop(over terms: Value, by name: String) throws(Fault) -> [Value] {
        guard let given = try listed([try root.use(terms)]).first else { return [] }
        let lookup = try Lookup.named(name)
        let terms = try listed(try self.terms(of: given, for: lookup))
        let kind = context.lookups.loopKind
        let results = try lookup.run(LookupCall(terms: terms, options: [], evaluation: self, fileKind: kind))
        var values: [Value] = []
        for result in results {
            if let value = try plain(result) { values.append(value) }
        }
        return values
    }
}
