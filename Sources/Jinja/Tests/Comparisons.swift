import Values

extension Test {
    /// Values against each other.
    static var comparisons: [Test] {
        let comparisons: [(String, Comparison)] = [
            ("eq", .equal), ("ne", .notEqual), ("lt", .less), ("le", .lessOrEqual), ("gt", .greater),
            ("ge", .greaterOrEqual), ("in", .contained),
        ]
        return comparisons.map { name, comparison in
            Test(name, "other") { (input, bound, _) throws(Fault) in try Python.compare(comparison, input, bound[0]) }
        } + [
            Test("divisibleby", "num") { (input, bound, evaluation) throws(Fault) in
                try !Python.isTrue(try Python.calculate(.modulo, input, bound[0], evaluation))
            },
            Test("even") { (input, _, evaluation) throws(Fault) in
                try !Python.isTrue(try Python.calculate(.modulo, input, .int(2), evaluation))
            },
            Test("odd") { (input, _, evaluation) throws(Fault) in
                try Python.isEqual(try Python.calculate(.modulo, input, .int(2), evaluation), .int(1))
            },
        ]
    }

    /// Text against patterns, members against sets.
    static var contents: [Test] {
        let patterns = "pattern='', ignorecase=false, multiline=false"
        return [
            Test("match", patterns) { (input, bound, _) throws(Fault) in try matches(input, bound, "match") },
            Test("search", patterns) { (input, bound, _) throws(Fault) in try matches(input, bound, "search") },
            Test("regex", patterns + ", match_type='search'") { (input, bound, _) throws(Fault) in
                try matches(input, bound, try bound.text(3))
            },
            Test("lower") { (input, _, _) throws(Fault) in
                let text = try Python.text(input)
                return text == text.lowercased() && text != text.uppercased()
            },
            Test("upper") { (input, _, _) throws(Fault) in
                let text = try Python.text(input)
                return text == text.uppercased() && text != text.lowercased()
            },
            Test("contains", "value") { (input, bound, _) throws(Fault) in try Python.contains(input, bound[0]) },
            Test("subset", "b") { (input, bound, _) throws(Fault) in try isSubset(input, bound[0]) },
            Test("superset", "b") { (input, bound, _) throws(Fault) in try isSubset(bound[0], input) },
            Test("any") { (input, _, _) throws(Fault) in
                for item in try Python.iterate(input) where try Python.isTrue(item) { return true }
                return false
            },
            Test("all") { (input, _, _) throws(Fault) in
                for item in try Python.iterate(input) where try !Python.isTrue(item) { return false }
                return true
            },
            Test("vault_encrypted") { (input, _, _) throws(Fault) in
                if case .undefined(let undefined) = input { throw undefined.fault }
                return input.string?.hasPrefix("$ANSIBLE_VAULT") ?? false
            },
            Test("url", "schemes=none") { (input, bound, _) throws(Fault) in
                guard let text = input.string,
                    let match = try Patterns.first("^([A-Za-z][A-Za-z0-9+.-]*)://[^/\\s]+", in: text)
                else {
                    return false
                }
                guard let schemes = try bound[0].sequenceItems() else { return true }
                return try Python.contains(schemes, .string(match.text(1) ?? ""))
            },
            Test("uri", "schemes=none") { (input, bound, _) throws(Fault) in
                // As Python's `urlparse` sees it, any text is one; only a scheme asked for is looked at.
                guard let text = input.string else { return input.isUndefined ? false : try !Python.isTrue(input) }
                guard let schemes = try bound[0].sequenceItems() else { return true }
                let scheme = try Patterns.first("^([A-Za-z][A-Za-z0-9+.-]*):", in: text)?.text(1) ?? ""
                return try Python.contains(schemes, .string(scheme.lowercased()))
            },
            Test("urn") { (input, _, _) throws(Fault) in input.string?.lowercased().hasPrefix("urn:") ?? false },
        ]
    }

    private static func matches(_ input: Object, _ bound: Bound, _ way: String) throws(Fault) -> Bool {
        let text = try Python.text(input)
        let regex = try Patterns.regex(try bound.text(0), try .ansible(ignoreCase: bound[1], multiline: bound[2]))
        return try Patterns.run { () throws(RegexError) in
            switch way {
            case "match": try regex.prefixMatch(of: text) != nil
            case "fullmatch": try regex.fullMatch(of: text) != nil
            default: try regex.firstMatch(in: text) != nil
            }
        }
    }

    private static func isSubset(_ part: Object, _ whole: Object) throws(Fault) -> Bool {
        // Sets of Python hold only what can be a key.
        var keys: Set<Value> = []
        for item in try Python.iterate(whole) { keys.insert(try item.key()) }
        var isSubset = true
        for item in try Python.iterate(part) where !keys.contains(try item.key()) { isSubset = false }
        return isSubset
    }
}
