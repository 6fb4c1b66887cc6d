import Values

extension Lookup {
    /// Variables by their names.
    static let variables = Lookup("vars") { (call) throws(Fault) in
        var values: [Object] = []
        for name in try call.texts() {
            if let value = try call.evaluation.root.variable(Symbol(name)) {
                values.append(value)
            } else if let fallback = call.option("default"), !fallback.isNone {
                values.append(fallback)
            } else {
                throw Undefined.missing(name, near: call.evaluation.root.scope)
            }
        }
        return values
    }

    /// The names of variables that match patterns.
    static let variableNames = Lookup("varnames") { (call) throws(Fault) in
        let names = call.evaluation.root.scope.names
        var found: [Object] = []
        for pattern in try call.texts() {
            let regex = try Patterns.regex(pattern)
            for name in names {
                if try Patterns.run({ () throws(RegexError) in try regex.firstMatch(in: name) }) != nil {
                    found.append(.string(name))
                }
            }
        }
        return found
    }
}
