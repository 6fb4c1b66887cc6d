import Values

/// A filter: its name, its parameters, and what it does. A reference, as each use in a template holds it.
final class Filter: Sendable {
    typealias Body = @Sendable (Object, Bound, Evaluation) throws(Fault) -> Object

    let name: String
    let signature: Signature
    /// Whether it may be given something undefined; all others fail then.
    let acceptsUndefined: Bool
    let exists: Bool
    private let body: Body

    init(
        _ name: String, _ parameters: String = "", acceptsUndefined: Bool = false, _ body: @escaping Body
    ) {
        self.name = name
        signature = Signature(parameters)
        self.acceptsUndefined = acceptsUndefined
        self.body = body
        exists = true
    }

    /// What stands for a filter that does not exist.
    init(unknown name: String) {
        self.name = name
        signature = Signature("*rest, **named")
        acceptsUndefined = true
        body = { (_, _, _) throws(Fault) in throw Fault.unknownFilter(name) }
        exists = false
    }

    func apply(_ input: Object, _ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        try body(input, bound, evaluation)
    }
}

extension Filter {
    /// The filter of this name, also as `ansible.builtin.name`; those of collections with or without theirs.
    static func named(_ name: String) -> Filter? {
        table[name] ?? table[name.withoutBuiltinCollection]
    }

    static let names: [String] = table.keys.sorted()

    private static let table: [String: Filter] = {
        var table: [String: Filter] = [:]
        for filter in core { table[filter.name] = filter }
        for (alias, name) in aliases { table[alias] = table[name] }
        for (collection, filters) in collections {
            for filter in filters {
                table[filter.name] = filter
                table["\(collection).\(filter.name)"] = filter
            }
        }
        return table
    }()

    private static var core: [Filter] {
        [
            basics, texts, layouts, numbers, lists, selections, orders, sets, mappings, regexes, formats, yamlFormats,
            paths, digests, encodings, dates, randoms, urls, links, vaults,
        ].flatMap { $0 }
    }

    private static var collections: [(String, [Filter])] {
        [("community.general", community), ("ansible.utils", networks), ("ansible.netcommon", networks)]
    }

    private static let aliases: [(String, String)] = [
        ("d", "default"), ("count", "length"), ("e", "escape"), ("succeeded", "success"), ("tojson", "tojson"),
        ("success", "success"), ("change", "changed"), ("version_compare", "version"),
    ]
}

/// A test: what stands behind `is`.
final class Test: Sendable {
    typealias Body = @Sendable (Object, Bound, Evaluation) throws(Fault) -> Bool

    let name: String
    let signature: Signature
    let exists: Bool
    private let body: Body

    init(
        _ name: String, _ parameters: String = "", _ body: @escaping Body
    ) {
        self.name = name
        signature = Signature(parameters)
        self.body = body
        exists = true
    }

    /// What stands for a test that does not exist.
    init(unknown name: String) {
        self.name = name
        signature = Signature("*rest, **named")
        body = { (_, _, _) throws(Fault) in throw Fault.unknownTest(name) }
        exists = false
    }

    func holds(_ input: Object, _ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Bool {
        try body(input, bound, evaluation)
    }
}

extension Test {
    /// The test of this name, also as `ansible.builtin.name`.
    static func named(_ name: String) -> Test? {
        table[name] ?? table[name.withoutBuiltinCollection]
    }

    static let names: [String] = table.keys.sorted()

    private static let table: [String: Test] = {
        var table: [String: Test] = [:]
        for test in [kinds, comparisons, outcomes, contents, files, versions].flatMap({ $0 }) {
            table[test.name] = test
        }
        for test in networks {
            table["ansible.utils.\(test.name)"] = test
            table["ansible.netcommon.\(test.name)"] = test
        }
        for (alias, name) in aliases { table[alias] = table[name] }
        return table
    }()

    private static let aliases: [(String, String)] = [
        ("==", "eq"), ("equalto", "eq"), ("!=", "ne"), (">", "gt"), ("greaterthan", "gt"), (">=", "ge"), ("<", "lt"),
        ("lessthan", "lt"), ("<=", "le"), ("change", "changed"), ("failure", "failed"), ("skip", "skipped"),
        ("success", "succeeded"), ("successful", "succeeded"), ("issubset", "subset"), ("issuperset", "superset"),
        ("version_compare", "version"), ("nan", "isnan"), ("is_file", "file"), ("is_dir", "directory"),
        ("is_link", "link"), ("is_abs", "abs"), ("is_mount", "mount"), ("is_same_file", "same_file"),
    ]
}
