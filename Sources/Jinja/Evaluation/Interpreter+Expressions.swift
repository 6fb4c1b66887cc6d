import Values

/// Evaluates expressions.
extension Evaluation {
    func evaluate(_ expression: Expression, _ frame: Frame) throws(Fault) -> Object {
        do {
            return try compute(expression, frame)
        } catch {
            guard error.span == nil, let position = expression.position else { throw error }
            throw error.located(at: position, in: frame.source)
        }
    }

    private func compute(_ expression: Expression, _ frame: Frame) throws(Fault) -> Object {
        switch expression {
        case .literal(let literal): return Object(literal)
        case .name(let node): return try lookUp(node, frame)
        case .list(let items): return .list(try evaluate(items, frame))
        case .tuple(let items): return .tuple(try evaluate(items, frame))
        case .dict(let items): return try dict(items, frame)
        case .attribute(let node): return try attribute(node, frame)
        case .item(let node): return try item(node, frame)
        case .slice(let node): return try slice(node, frame)
        case .call(let node): return try call(node.callee, try evaluate(node.arguments, frame), frame)
        case .filter(let node): return try filter(node, frame)
        case .test(let node): return .bool(try test(node, frame))
        case .negated(let inner): return .bool(!(try holds(inner, frame)))
        case .unary(let node):
            return try Python.negated(try evaluate(node.operand, frame), isMinus: node.isMinus)
        case .binary(let node):
            let left = try evaluate(node.left, frame)
            return try Python.calculate(node.sign, left, try evaluate(node.right, frame), self)
        case .compare(let node): return .bool(try compare(node, frame))
        case .and(let left, let right): return try joined(left, right, decisive: false, frame)
        case .or(let left, let right): return try joined(left, right, decisive: true, frame)
        case .concatenation(let parts): return try concatenate(parts, frame)
        case .conditional(let node): return try choose(node, frame)
        }
    }

    /// `and` and `or`: the first side of this truth decides, also where the other is not known yet.
    private func joined(_ left: Expression, _ right: Expression, decisive: Bool, _ frame: Frame) throws(Fault)
        -> Object
    {
        do {
            let first = try evaluate(left, frame)
            if try Python.isTrue(first) == decisive { return first }
        } catch {
            guard error.kind == .notKnownYet, let second = try? evaluate(right, frame),
                (try? Python.isTrue(second)) == decisive
            else { throw error }
            return second
        }
        return try evaluate(right, frame)
    }

    private func evaluate(_ items: [Expression], _ frame: Frame) throws(Fault) -> [Object] {
        var values: [Object] = []
        values.reserveCapacity(items.count)
        for item in items { values.append(try evaluate(item, frame)) }
        return values
    }

    private func dict(_ items: [DictItem], _ frame: Frame) throws(Fault) -> Object {
        let dict = DictObject()
        for item in items {
            let key = try evaluate(item.key, frame).key()
            try dict.set(key, try evaluate(item.value, frame))
        }
        return .dict(dict)
    }

    private func compare(_ node: CompareNode, _ frame: Frame) throws(Fault) -> Bool {
        var left = try evaluate(node.first, frame)
        for (comparison, operand) in node.rest {
            let right = try evaluate(operand, frame)
            guard try Python.compare(comparison, left, right) else { return false }
            left = right
        }
        return true
    }

    private func concatenate(_ parts: [Expression], _ frame: Frame) throws(Fault) -> Object {
        var text = ""
        for part in parts { text += try Python.text(try evaluate(part, frame)) }
        try spend(output: text.utf8.count)
        return .string(text)
    }

    private func choose(_ node: ConditionalNode, _ frame: Frame) throws(Fault) -> Object {
        if try holds(node.condition, frame) { return try evaluate(node.value, frame) }
        if let otherwise = node.otherwise { return try evaluate(otherwise, frame) }
        let (position, source) = (node.position, frame.source)
        return .undefined(
            Undefined(
                isLenient: true,
                Fault(
                    .undefined, "inline `if` without `else`",
                    "The condition of this `if` is false, and there is no `else` to give a value."
                ).located(at: position, in: source)))
    }

    // MARK: Attributes and items

    private func attribute(_ node: AttributeNode, _ frame: Frame) throws(Fault) -> Object {
        let base = try evaluate(node.base, frame)
        if context.settings.doubtsSkips, node.name == "skipped", base.dict?.isPartlyKnown == true {
            throw Undefined.doubtfulSkip
        }
        if let found = try find(node, in: base) { return found }
        // The first failure is the telling one: what is looked for in it does not exist either.
        if case .undefined(let undefined) = base { return try undefined.part() }
        return .undefined(Undefined(node, of: base, in: frame.source))
    }

    private func find(_ node: AttributeNode, in base: Object) throws(Fault) -> Object? {
        if case .dict(let dict) = base, !node.isMethodOfMappings { return try dict.get(node.key) }
        return try findAttribute(node.name, of: base)
    }

    private func item(_ node: ItemNode, _ frame: Frame) throws(Fault) -> Object {
        let base = try evaluate(node.base, frame)
        let key = try evaluate(node.key, frame)
        if case .undefined(let undefined) = key, !base.isUndefined { throw undefined.fault }
        if let found = try findItem(key, of: base) { return found }
        if case .undefined(let undefined) = base { return try undefined.part() }
        let (name, source) = (try Python.text(key), frame.source)
        return .undefined(
            Undefined(
                isPartOfUnknown: base.dict?.isPartlyKnown ?? false,
                Undefined.part(name, of: base, called: node.base.path).fault.located(at: node.position, in: source)))
    }

    func attribute(_ name: String, of base: Object) throws(Fault) -> Object {
        if let found = try findAttribute(name, of: base) { return found }
        if case .undefined(let undefined) = base { return try undefined.part() }
        return .undefined(.part(name, of: base, called: nil))
    }

    func item(_ key: Object, of base: Object) throws(Fault) -> Object {
        if let found = try findItem(key, of: base) { return found }
        if case .undefined(let undefined) = base { return try undefined.part() }
        return .undefined(.part(try Python.text(key), of: base, called: nil))
    }

    /// `base.name`: methods first, then keys.
    func findAttribute(_ name: String, of base: Object) throws(Fault) -> Object? {
        switch base {
        case .dict(let dict):
            if Methods.dict.contains(name) { return .instance(MethodObject(name, of: base)) }
            return try dict[name]
        case .instance(let instance): return try instance.attribute(name)
        case .undefined: return nil
        case .tuple(let tuple):
            if let index = tuple.fields.firstIndex(of: name) { return tuple.items[index] }
        case .int, .big, .float, .bool:
            if let part = Methods.part(name, ofNumber: base) { return part }
        default: break
        }
        return Methods.has(name, base) ? .instance(MethodObject(name, of: base)) : nil
    }

    /// `base[key]`: keys and indexes first, then attributes.
    func findItem(_ key: Object, of base: Object) throws(Fault) -> Object? {
        switch base {
        case .dict(let dict):
            if let found = try dict.get(try key.key()) { return found }
        case .list(let list):
            if let index = key.integer {
                guard let index = Python.index(index, in: list.count) else { return nil }
                return try list.item(index)
            }
        case .tuple(let tuple):
            if let index = key.integer { return Python.index(index, in: tuple.items.count).map { tuple.items[$0] } }
        case .string(let text), .verbatim(let text):
            if let index = key.integer { return character(index, of: text) }
        case .instance(let instance):
            if let found = try instance.item(key) { return found }
        default: return nil
        }
        return try key.string.flatMap { (name) throws(Fault) in try findAttribute(name, of: base) }
    }

    private func character(_ index: Int, of text: String) -> Object? {
        let scalars = text.unicodeScalars
        guard let index = Python.index(index, in: text.scalarCount) else { return nil }
        return .string(String(scalars[scalars.index(scalars.startIndex, offsetBy: index)]))
    }

    private func slice(_ node: SliceNode, _ frame: Frame) throws(Fault) -> Object {
        let base = try evaluate(node.base, frame)
        if case .undefined(let undefined) = base { return try undefined.part() }
        let bounds = try [node.start, node.stop, node.step].map { (bound) throws(Fault) in
            try bound.map { (bound) throws(Fault) in try evaluate(bound, frame) } ?? .none
        }
        if let slice = try Python.slice(base, bounds[0], bounds[1], bounds[2]) { return slice }
        throw Fault.failed(
            "value cannot be sliced", "\(base.kindInWords.capitalizedFirst) cannot be sliced.")
    }
}

extension Expression {
    /// The expression as a person writes a path: `users.joe`, `hosts[0]`; `nil` for all else.
    var path: String? {
        switch self {
        case .name(let node): node.name
        case .attribute(let node): node.base.path.map { "\($0).\(node.name)" }
        case .item(let node):
            switch node.key {
            case .literal(.int(let index)): node.base.path.map { "\($0)[\(index)]" }
            case .literal(.string(let key)): node.base.path.map { "\($0).\(key)" }
            default: node.base.path.map { "\($0)[…]" }
            }
        default: nil
        }
    }
}
