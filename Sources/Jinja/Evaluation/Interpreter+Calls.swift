import Values

/// Calls of functions, methods, macros, filters and tests.
extension Evaluation {
    func evaluate(_ arguments: CallArguments, _ frame: Frame) throws(Fault) -> Arguments {
        if arguments.isEmpty { return .none }
        var values = Arguments()
        for argument in arguments.positional { values.positional.append(try evaluate(argument, frame)) }
        if let spread = arguments.spread { values.positional += try Python.iterate(try evaluate(spread, frame)) }
        for (name, argument) in arguments.named { values.named.append((name, try evaluate(argument, frame))) }
        guard let spread = arguments.namedSpread else { return values }
        guard case .dict(let dict) = try evaluate(spread, frame) else {
            throw Fault.failed("keyword arguments are not a mapping", "The value after `**` must be a mapping.")
        }
        for (key, value) in try dict.entries() {
            values.named.append((try Python.text(Object(key: key)), value))
        }
        return values
    }

    func call(_ callee: Expression, _ arguments: Arguments, _ frame: Frame) throws(Fault) -> Object {
        try step()
        if case .attribute(let node) = callee {
            let base = try evaluate(node.base, frame)
            if let result = try Methods.call(node.name, of: base, arguments, self) { return result }
            let found = try findAttribute(node.name, of: base)
            if found == nil, base.isUndefined { return try call(base, arguments) }
            guard let found else {
                let path = node.base.path
                throw Undefined.part(node.name, of: base, called: path).fault.located(
                    at: node.position, in: frame.source)
            }
            return try call(found, arguments)
        }
        if case .name(let node) = callee, node.symbol == .super || node.symbol == .self {
            if case .value(let block) = frame.find(node.symbol) { return try call(block, arguments) }
        }
        return try call(try evaluate(callee, frame), arguments)
    }

    func call(_ callee: Object, _ arguments: Arguments) throws(Fault) -> Object {
        switch callee {
        case .instance(let instance): return try instance.call(arguments, self)
        case .undefined(let undefined): throw undefined.fault
        default:
            throw Fault.failed(
                "value is not callable", "\(callee.kindInWords.capitalizedFirst) is not a function.")
        }
    }

    // MARK: Filters

    func filter(_ node: FilterNode, _ frame: Frame) throws(Fault) -> Object {
        guard node.use.filter.exists else { throw Fault.unknownFilter(node.use.filter.name) }
        return try apply(node.use, try evaluate(node.input, frame), frame)
    }

    func apply(_ use: FilterUse, _ input: Object, _ frame: Frame) throws(Fault) -> Object {
        if use.arguments.areConstant { return try apply(use.filter, input, use.arguments.constant) }
        return try apply(use.filter, input, try evaluate(use.arguments.written, frame))
    }

    func apply(_ filter: Filter, _ input: Object, _ arguments: Arguments) throws(Fault) -> Object {
        if case .undefined(let undefined) = input, !filter.acceptsUndefined { try undefined.require() }
        return try apply(filter, input, try filter.signature.bind(arguments, to: filter.name))
    }

    func apply(_ filter: Filter, _ input: Object, _ bound: Bound) throws(Fault) -> Object {
        if case .undefined(let undefined) = input, !filter.acceptsUndefined { try undefined.require() }
        try step()
        let result = try filter.apply(input, bound, self)
        // As Ansible: what a filter gives is never a range or a view, but a list.
        guard case .instance(let instance) = result, instance.isUnrolled else { return result }
        return .list(try instance.elements() ?? [])
    }

    // MARK: Tests

    func test(_ node: TestNode, _ frame: Frame) throws(Fault) -> Bool {
        guard node.test.exists else { throw Fault.unknownTest(node.test.name) }
        let input = try evaluate(node.input, frame)
        try refuseUnknown(input, by: node.test.name)
        if node.arguments.areConstant { return try node.test.holds(input, node.arguments.constant, self) }
        return try apply(node.test, input, try evaluate(node.arguments.written, frame))
    }

    func apply(_ test: Test, _ input: Object, _ arguments: Arguments) throws(Fault) -> Bool {
        try test.holds(input, try test.signature.bind(arguments, to: test.name), self)
    }

    /// Of a value that a check does not know only `defined` can be told, and of a task that it left out that it did.
    private func refuseUnknown(_ input: Object, by test: String) throws(Fault) {
        switch input {
        case .undefined(let undefined) where undefined.isNotKnownYet:
            if context.settings.doubtsSkips || !["defined", "undefined"].contains(test) { throw undefined.fault }
        case .dict(let dict) where context.settings.doubtsSkips && dict.isPartlyKnown:
            if ["skip", "skipped"].contains(test) { throw Undefined.doubtfulSkip }
        default: break
        }
    }

    // MARK: Macros

    func call(
        _ macro: MacroNode, in frame: Frame, _ source: TemplateText, _ arguments: Arguments
    ) throws(Fault) -> Object {
        try enter { () throws(Fault) in
            let inner = Frame(frame, module: frame.module, source: source, names: macro.body.names)
            try bind(macro, arguments, inner)
            let sink = TextSink()
            _ = try run(macro.body.statements, inner, sink)
            return try concluded(sink, frame.module)
        }
    }

    /// Gives the parameters their values. A default may use any of them; those without a value are undefined.
    private func bind(_ macro: MacroNode, _ arguments: Arguments, _ frame: Frame) throws(Fault) {
        let count = macro.parameters.count
        var extra = arguments.named
        var open: [(symbol: Symbol, fallback: Expression)] = []
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.positional.count {
                frame.set(parameter.symbol, arguments.positional[index])
            } else if let named = extra.firstIndex(where: { $0.name == parameter.name }) {
                frame.set(parameter.symbol, extra.remove(at: named).value)
            } else {
                frame.set(parameter.symbol, .undefined(unset(parameter.name, of: macro)))
                if let fallback = parameter.fallback { open.append((parameter.symbol, fallback)) }
            }
        }
        for (symbol, fallback) in open { frame.set(symbol, try evaluate(fallback, frame)) }
        try bindExtra(macro, Array(arguments.positional.dropFirst(count)), extra, frame)
    }

    private func unset(_ parameter: String, of macro: MacroNode) -> Undefined {
        Undefined(
            Fault(
                .undefined, "missing argument",
                "The macro `\(macro.name)` was called without its argument `\(parameter)`."))
    }

    private func bindExtra(
        _ macro: MacroNode, _ rest: [Object], _ extra: [(name: String, value: Object)], _ frame: Frame
    ) throws(Fault) {
        var extra = extra
        if let caller = extra.firstIndex(where: { $0.name == "caller" }), macro.usesCaller {
            frame.set(.caller, extra.remove(at: caller).value)
        } else if macro.usesCaller {
            frame.set(.caller, .undefined(Undefined(Self.noCaller)))
        }
        if macro.catchesPositional { frame.set(.varargs, .tuple(rest)) }
        if macro.catchesNamed { frame.set(.kwargs, .dict(DictObject(extra.map { ($0.name, $0.value) }))) }
        guard rest.isEmpty || macro.catchesPositional else {
            throw Fault.failed(
                "too many arguments", "The macro `\(macro.name)` takes at most \(macro.parameters.count) arguments.")
        }
        guard extra.isEmpty || macro.catchesNamed else {
            throw Fault.failed(
                "unknown argument", "The macro `\(macro.name)` has no argument `\(extra[0].name)`.",
                help: Suggestion.question(for: extra[0].name, among: macro.parameters.map(\.name)))
        }
    }

    private static var noCaller: Fault {
        Fault(.undefined, "no `caller` here", "`caller` is defined only while a macro runs for a `call` block.")
    }
}
