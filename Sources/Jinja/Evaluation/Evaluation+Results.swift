import Values

/// What the results of templates become outside.
extension Evaluation {
    func resolve(_ value: Value) throws(Fault) -> Value? {
        switch value {
        case .template, .sealed: return try plain(try root.use(value))
        case .list(let items) where value.isDynamic:
            var resolved: [Value] = []
            for item in items {
                if let item = try resolve(item) { resolved.append(item) }
            }
            return .list(resolved)
        case .map(let mapping) where value.isDynamic:
            var resolved = Mapping()
            for (key, item) in mapping { resolved[key] = try resolve(item) }
            return .map(resolved)
        default: return value
        }
    }

    func resolveText(_ value: Value) throws(Fault) -> String {
        let object = try root.use(value)
        if case .none = object { return "" }
        return try Python.text(object)
    }

    func variable(named name: String) throws(Fault) -> Value? {
        guard let object = try root.variable(Symbol(name)) else { return nil }
        return try plain(object)
    }

    func evaluate(_ expression: TemplateText) throws(Fault) -> Value {
        let object = try object(of: expression)
        guard let value = try plain(object) else { return .string(Omit.placeholder) }
        return value
    }

    /// The result of a bare expression, before it becomes plain data.
    func object(of expression: TemplateText) throws(Fault) -> Object {
        let compiled = try CompiledExpression.of(expression)
        return try evaluate(compiled.expression, frame(of: compiled, in: expression))
    }

    func frame(of compiled: CompiledExpression, in source: TemplateText) -> Frame {
        noteChanges(compiled.changesValues)
        let module = Module(root, mode: .value, options: TemplateOptions())
        return Frame(nil, module: module, source: source, names: compiled.names)
    }

    /// The data an object stands for; `nil` for `omit`, which is dropped from lists and mappings.
    func plain(_ object: Object, depth: Int = 0) throws(Fault) -> Value? {
        guard depth < Python.deepestShown * 2 else {
            throw Fault(.budget, "value nested too deeply", "A list or mapping may contain itself.")
        }
        switch object {
        case .none: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let integer): return .int(integer)
        case .big(let integer): return .big(integer)
        case .float(let double): return .double(double)
        case .string(let text), .verbatim(let text): return .string(text)
        case .list(let list): return try plain(try list.all(), depth)
        case .tuple(let tuple): return try plain(tuple.items, depth)
        case .dict(let dict):
            var mapping = Mapping()
            for (key, item) in try dict.entries() { mapping[key] = try plain(item, depth: depth + 1) }
            return .map(mapping)
        case .undefined(let undefined):
            try undefined.require()
            return .string("")
        case .omit: return nil
        case .instance(let instance):
            guard let elements = try instance.elements() else { return try instance.value() }
            return try plain(elements, depth)
        case .pending(let pending): return try plain(try pending.force(), depth: depth + 1)
        }
    }

    private func plain(_ items: [Object], _ depth: Int) throws(Fault) -> Value {
        var values: [Value] = []
        values.reserveCapacity(items.count)
        for item in items {
            if let value = try plain(item, depth: depth + 1) { values.append(value) }
        }
        return .list(values)
    }

    // MARK: Classic results

    /// The value of a template that stands in a variable or argument.
    func value(of template: TemplateText, in origin: Origin) throws(Fault) -> Object {
        let compiled = try CompiledTemplate.value(template)
        if let name = compiled.onlyName, let plain = scalar(name.name, in: origin) { return plain }
        noteChanges(compiled.changesValues)
        let module = Module(origin, mode: .value, options: compiled.options)
        module.addBlocks(of: LoadedTemplate(source: template, compiled: compiled))
        let frame = Frame(nil, module: module, source: template, names: compiled.names)
        let result: Object
        if let only = compiled.onlyOutput {
            result = try concluded(only, frame)
        } else {
            let sink = TextSink(waiting: .forSecondPiece)
            try run(compiled, frame, sink)
            result = try concluded(sink, module)
        }
        return restoreLineBreaks(result, compiled.finalLineBreaks)
    }

    /// A variable's number, boolean or null, which `{{ name }}` alone passes on unchanged.
    private func scalar(_ name: String, in origin: Origin) -> Object? {
        guard case .value(let value) = origin.scope.lookUp(name) else { return nil }
        switch value {
        case .bool, .int, .big, .double, .null: return Object(plain: value)
        default: return nil
        }
    }

    private func restoreLineBreaks(_ result: Object, _ count: Int) -> Object {
        guard count > 0, let text = result.string else { return result }
        let missing = count - text.utf8.reversed().prefix { $0 == .newline }.count
        return missing > 0 ? .string(text + String(repeating: "\n", count: missing)) : result
    }

    private func concluded(_ node: OutputNode, _ frame: Frame) throws(Fault) -> Object {
        let object = try evaluate(node.expression, frame)
        do {
            return try concluded(object)
        } catch {
            throw error.located(at: node.expression.position ?? node.position, in: frame.source)
        }
    }

    /// The result of one `{{ … }}`: what its text reads as, by the rules of ansible-core 2.18.
    func concluded(_ object: Object) throws(Fault) -> Object {
        switch object {
        case .verbatim, .bool, .omit: return object
        case .none: return context.settings.native ? object : .string("")
        case .string(let text): return literal(text)
        case .undefined(let undefined):
            try undefined.require()
            return .string("")
        // As in Ansible `hostvars[h]` handed on is still looked up in, and what is not asked for never rendered.
        case .dict(let dict) where dict.isLive: return object
        case .list, .dict:
            if let copy = try Python.literalCopy(object) { return copy }
            return .string(try Python.text(object))
        case .instance(let instance):
            if instance.isUnrolled, let elements = try instance.elements() { return try concluded(.list(elements)) }
        default: break
        }
        return context.settings.native ? object : .string(try Python.text(object))
    }

    /// The result of statements and text: in a file text, else what the text reads as.
    func concluded(_ sink: TextSink, _ module: Module) throws(Fault) -> Object {
        let text = try sink.whole()
        if module.mode == .text { return .string(text) }
        return sink.isOneVerbatim ? .verbatim(text) : literal(text)
    }

    /// A list, mapping or boolean if the text reads as one, else the text.
    func literal(_ text: String) -> Object {
        if context.settings.native { return nativeLiteral(text) }
        guard let first = text.utf8.first else { return .string(text) }
        switch first {
        case UInt8(ascii: "["), UInt8(ascii: "{"): return Object.literal(text) ?? .string(text)
        case UInt8(ascii: "T") where text == "True": return .bool(true)
        case UInt8(ascii: "F") where text == "False": return .bool(false)
        default: return .string(text)
        }
    }

    private func nativeLiteral(_ text: String) -> Object {
        guard let first = text.first, first != " ", let value = Object.literal(text, readsJSON: false) else {
            return .string(text)
        }
        // A quoted text keeps its quotes: they were meant.
        return value.isString ? .string(text) : value
    }
}

extension Python {
    /// The object as writing and reading it back gives it: a deep copy of plain data; `nil` if something in it
    /// is not data.
    static func literalCopy(_ object: Object, depth: Int = 0) throws(Fault) -> Object? {
        guard depth < deepestShown else { return nil }
        switch object {
        case .none, .bool, .int, .big, .string, .omit: return object
        case .float(let double): return double.isFinite ? object : nil
        case .verbatim(let text): return .string(text)
        case .list(let list): return try literalCopies(try list.all(), depth).map { .list($0) }
        case .tuple(let tuple): return try literalCopies(tuple.items, depth).map { .tuple($0) }
        case .dict(let dict):
            let copy = DictObject()
            for (key, value) in try dict.entries() {
                guard let value = try literalCopy(value, depth: depth + 1) else { return nil }
                try copy.set(key, value)
            }
            return .dict(copy)
        case .undefined(let undefined):
            try undefined.require()
            return nil
        case .instance: return nil
        case .pending(let pending): return try literalCopy(try pending.force(), depth: depth + 1)
        }
    }

    private static func literalCopies(_ items: [Object], _ depth: Int) throws(Fault) -> [Object]? {
        var copies: [Object] = []
        copies.reserveCapacity(items.count)
        for item in items {
            guard let copy = try literalCopy(item, depth: depth + 1) else { return nil }
            copies.append(copy)
        }
        return copies
    }
}
