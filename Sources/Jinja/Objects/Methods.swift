import Values

/// The methods of Python's types.
enum Methods {
    typealias Body = @Sendable (Object, Bound, Evaluation) throws(Fault) -> Object

    final class Method: Sendable {
        let name: String
        let signature: Signature
        let body: Body

        init(_ name: String, _ declaration: String, _ body: @escaping Body) {
            self.name = name
            signature = Signature(declaration)
            self.body = body
        }
    }

    /// The names a mapping's methods take away from its keys after a dot.
    static let dict: Set<String> = Set(dictTable.keys)

    /// The names of methods that change the list or mapping itself.
    static let changing: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update",
    ]

    static func has(_ name: String, _ base: Object) -> Bool { table(base)?[name] != nil }

    /// Calls a method of a built-in type; `nil` if the type has none of this name.
    static func call(
        _ name: String, of base: Object, _ arguments: Arguments, _ evaluation: Evaluation
    ) throws(Fault) -> Object? {
        guard let method = table(base)?[name] else { return nil }
        if name == "format" { return .string(try StringFormat.apply(base.string ?? "", arguments, evaluation)) }
        return try method.body(base, try method.signature.bind(arguments, to: name), evaluation)
    }

    private static func table(_ base: Object) -> [String: Method]? {
        switch base {
        case .string, .verbatim: stringTable
        case .list: listTable
        case .dict: dictTable
        case .tuple: tupleTable
        case .int, .big, .bool, .float: numberTable
        default: nil
        }
    }

    private static func table(_ methods: [Method]) -> [String: Method] {
        Dictionary(methods.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static let stringTable = table(strings + stringChecks)
    private static let listTable = table(lists)
    private static let dictTable = table(dicts)
    private static let tupleTable = table(tuples)
    private static let numberTable = table(numbers)
}
