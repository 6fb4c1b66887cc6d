import Values

/// The names every template has unless a variable is called so.
enum Globals {
    static let names: Set<String> = [
        "cycler", "dict", "joiner", "lookup", "namespace", "now", "omit", "q", "query", "range", "undef",
    ]

    static func make(_ symbol: Symbol, _ evaluation: Evaluation) -> Object? {
        let name = symbol.name
        switch name {
        case "range": return function(name, "*bounds", range)
        case "dict": return function(name, "*mappings, **entries", dict)
        case "namespace": return function(name, "*mappings, **attributes", namespace)
        case "cycler": return function(name, "*items", cycler)
        case "joiner": return function(name, "sep=none", joiner)
        case "lookup": return function(name, "name, /, *terms, **options", lookup)
        case "query", "q": return function(name, "name, /, *terms, **options", query)
        case "now": return function(name, "utc=false, fmt=none", now)
        case "undef": return function(name, "hint=none", undef)
        case "omit": return .omit
        case "vars": return .dict(DictObject(scope: evaluation.root))
        default: return nil
        }
    }

    private static func function(
        _ name: String, _ declaration: String, _ body: @escaping (Bound, Evaluation) throws(Fault) -> Object
    ) -> Object {
        .instance(FunctionObject(name, declaration, body))
    }

    private static func range(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        var bounds: [Int] = []
        for object in bound.rest {
            if case .undefined(let undefined) = object { throw undefined.fault }
            guard let integer = object.integer else {
                throw Fault.failed(
                    "range over non-integers", "`range` takes integers, not \(object.kindInWords).",
                    help: object.isString ? "use `| int`" : nil)
            }
            bounds.append(integer)
        }
        guard (1...3).contains(bounds.count), bounds.count < 3 || bounds[2] != 0 else {
            throw Fault.failed("invalid range", "`range` takes one to three integers, and its step cannot be zero.")
        }
        let start = bounds.count > 1 ? bounds[0] : 0
        let stop = bounds.count > 1 ? bounds[1] : bounds[0]
        return .instance(RangeObject(start, stop, bounds.count > 2 ? bounds[2] : 1))
    }

    private static func entries(_ bound: Bound) throws(Fault) -> DictObject {
        let dict = DictObject()
        for mapping in bound.rest {
            if case .dict(let other) = mapping {
                for (key, value) in try other.entries() { try dict.set(key, value) }
                continue
            }
            for pair in try Python.iterate(mapping) {
                let pair = try Python.iterate(pair)
                guard pair.count == 2 else {
                    throw Fault.failed("cannot make a mapping", "`dict` takes key-value pairs.")
                }
                try dict.set(try pair[0].key(), pair[1])
            }
        }
        for (name, value) in bound.named { try dict.set(.string(name), value) }
        return dict
    }

    private static func dict(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        .dict(try entries(bound))
    }

    private static func namespace(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        var attributes: [(name: String, value: Object)] = []
        for (key, value) in try entries(bound).entries() {
            attributes.append((try Python.text(Object(key: key)), value))
        }
        return .instance(NamespaceObject(attributes))
    }

    private static func cycler(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        guard !bound.rest.isEmpty else {
            throw Fault.failed("no values to cycle through", "`cycler` needs at least one value.")
        }
        return .instance(CyclerObject(bound.rest))
    }

    private static func joiner(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        .instance(JoinerObject(try bound.optionalText(0) ?? ", "))
    }

    private static func lookup(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        try evaluation.lookup(try bound.text(0), bound.rest, bound.named, wantsList: false)
    }

    private static func query(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        try evaluation.lookup(try bound.text(0), bound.rest, bound.named, wantsList: true)
    }

    private static func now(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        let point = evaluation.context.settings.clock()
        let time = try bound.flag(0) ? CivilTime(point, offset: 0) : CivilTime.local(point)
        guard let format = try bound.optionalText(1), !format.isEmpty else {
            return .instance(DateTimeObject(time.naive))
        }
        return .string(TimeFormat.formatDate(format, time.naive))
    }

    private static func undef(_ bound: Bound, _ evaluation: Evaluation) throws(Fault) -> Object {
        let hint = try bound.optionalText(0) ?? ""
        let text = hint.isEmpty ? "This variable must be set." : hint
        return .undefined(Undefined(Fault(.undefined, "mandatory variable not set", text)))
    }
}
