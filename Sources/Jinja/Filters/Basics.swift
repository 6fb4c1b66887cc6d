import Values

extension Filter {
    /// Defaults, kinds, and turning one kind into another.
    static var basics: [Filter] {
        [
            Filter("default", "default_value='', boolean=false", acceptsUndefined: true, fallback),
            Filter("mandatory", "msg=none", acceptsUndefined: true, mandatory),
            Filter("bool", "", bool),
            Filter("int", "default=0, base=10", int),
            Filter("float", "default=0.0", float),
            Filter(EmbeddedTemplates.reading, "") { (input, _, _) throws(Fault) in
                input.string.flatMap { Object.literal($0) } ?? input
            },
            Filter("string", "") { (input, _, _) throws(Fault) in .verbatim(try Python.text(input)) },
            Filter("list", "") { (input, _, _) throws(Fault) in .list(try Python.iterate(input)) },
            Filter("length", "", length),
            Filter("ternary", "true_val, false_val, none_val=none", ternary),
            Filter("type_debug", "", acceptsUndefined: true) { (input, _, _) in .string(input.typeName) },
            Filter("safe", "") { (input, _, _) throws(Fault) in .string(try Python.text(input)) },
            Filter("attr", "name", attr),
            Filter("pprint", "", acceptsUndefined: true) { (input, _, _) throws(Fault) in
                .string(try Python.repr(input))
            },
            Filter("changed", "") { (input, _, _) throws(Fault) in .bool(try Outcome.isChanged(input)) },
            Filter("failed", "") { (input, _, _) throws(Fault) in .bool(try Outcome.flag("failed", of: input)) },
            Filter("success", "") { (input, _, _) throws(Fault) in .bool(!(try Outcome.flag("failed", of: input))) },
            Filter("skipped", "") { (input, _, _) throws(Fault) in .bool(try Outcome.flag("skipped", of: input)) },
        ]
    }

    @Sendable private static func fallback(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        if case .undefined(let undefined) = input {
            if undefined.isNotKnownYet { throw undefined.fault }
            return bound[0]
        }
        guard try bound.flag(1) else { return input }
        return try Python.isTrue(input) ? input : bound[0]
    }

    @Sendable private static func mandatory(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        guard case .undefined(let undefined) = input else { return input }
        let fault = undefined.fault
        guard let message = try bound.optionalText(0) else { throw fault }
        throw Fault(
            .undefined, "mandatory variable not set", message, at: fault.span, undefinedName: fault.undefinedName)
    }

    /// Only these words, without white space around them, and 1 are true; `none` stays none. Ansible's filter `bool` has
    /// this rule to itself: what it means everywhere else is ``Object/boolean``.
    @Sendable private static func bool(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        switch input {
        case .none, .bool: return input
        default: break
        }
        if let text = input.string { return .bool(["yes", "on", "1", "true"].contains(text.lowercased())) }
        return .bool(input.number == 1)
    }

    @Sendable private static func int(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        if let integer = input.wideInteger { return Object(integer) }
        if case .float(let double) = input {
            guard double.isFinite else { return bound[0] }
            return Object(BigInteger(double))
        }
        if case .undefined(let undefined) = input { throw undefined.fault }
        guard let text = input.string else { return bound[0] }
        if let integer = Python.integer(of: text, base: try bound.int(1)) { return Object(integer) }
        // As Jinja: text that is a number with a fraction is cut off.
        guard let double = Python.float(of: text), double.isFinite else { return bound[0] }
        return Object(BigInteger(double))
    }

    @Sendable private static func float(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        if case .undefined(let undefined) = input { throw undefined.fault }
        if let number = input.number { return .float(number) }
        return input.string.flatMap(Python.float(of:)).map { .float($0) } ?? bound[0]
    }

    @Sendable private static func length(_ input: Object, _: Bound, _: Evaluation) throws(Fault) -> Object {
        guard let count = try Python.count(input) else {
            throw Fault.failed("value has no length", "\(input.kindInWords.capitalizedFirst) has no length.")
        }
        return .int(count)
    }

    @Sendable private static func ternary(_ input: Object, _ bound: Bound, _: Evaluation) throws(Fault) -> Object {
        if input.isNone, !bound[2].isNone { return bound[2] }
        return try Python.isTrue(input) ? bound[0] : bound[1]
    }

    @Sendable private static func attr(
        _ input: Object, _ bound: Bound, _ evaluation: Evaluation
    ) throws(Fault) -> Object {
        let name = try bound.text(0)
        if case .dict = input, !Methods.dict.contains(name) {
            return .undefined(.part(name, of: input, called: nil))
        }
        return try evaluation.attribute(name, of: input)
    }
}
