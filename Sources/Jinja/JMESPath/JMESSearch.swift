import Values

/// Applies a JMESPath expression to data.
struct JMESSearch {
    let evaluation: Evaluation

    init(_ evaluation: Evaluation) { self.evaluation = evaluation }

    func value(of node: JMESNode, _ input: Object) throws(Fault) -> Object {
        switch node {
        case .current: return input
        case .field(let name): return try input.dict?[name] ?? .none
        case .index(let index):
            guard let items = try input.sequenceItems(), let real = Python.index(index, in: items.count) else {
                return .none
            }
            return items[real]
        case .slice(let start, let stop, let step):
            guard let items = try input.sequenceItems() else { return .none }
            guard step != 0 else {
                throw Fault.failed(
                    "slice step cannot be zero", "The step of a slice must be a positive or negative integer.")
            }
            return .list(Python.sliceIndices(start, stop, step ?? 1, count: items.count).map { items[$0] })
        case .literal(let literal): return Filter.object(literal)
        case .pipe(let left, let right), .sub(let left, let right):
            return try value(of: right, try value(of: left, input))
        case .project(let list, let inner): return try project(try value(of: list, input).sequenceItems(), inner)
        case .projectValues(let base, let inner):
            return try project(try value(of: base, input).dict?.entries().map(\.value), inner)
        case .filter(let list, let condition, let inner):
            return try filter(try value(of: list, input).sequenceItems(), condition, inner)
        case .flatten(let list): return try flatten(try value(of: list, input).sequenceItems())
        case .or(let left, let right):
            let first = try value(of: left, input)
            return try isTrue(first) ? first : value(of: right, input)
        case .and(let left, let right):
            let first = try value(of: left, input)
            return try isTrue(first) ? value(of: right, input) : first
        case .not(let inner): return .bool(try !isTrue(value(of: inner, input)))
        case .compare(let sign, let left, let right):
            return try compare(sign, value(of: left, input), value(of: right, input))
        case .multiList(let items):
            if input.isNone { return .none }
            return .list(try items.map { (item) throws(Fault) in try value(of: item, input) })
        case .multiHash(let items):
            if input.isNone { return .none }
            return .dict(try items.map { (item) throws(Fault) in (item.0, try value(of: item.1, input)) })
        case .call(let name, let arguments): return try JMESFunctions(self).call(name, arguments, input)
        case .reference: throw Fault.failed("invalid JMESPath query", "`&` is allowed only in front of an argument.")
        }
    }

    /// JMESPath's truth: numbers are always true.
    func isTrue(_ object: Object) throws(Fault) -> Bool {
        switch object {
        case .none, .bool(false), .undefined: false
        case .int, .big, .float: true
        default: try Python.isTrue(object)
        }
    }

    private func project(_ items: [Object]?, _ inner: JMESNode) throws(Fault) -> Object {
        guard let items else { return .none }
        var projected: [Object] = []
        for item in items {
            try evaluation.step()
            let result = try value(of: inner, item)
            if !result.isNone { projected.append(result) }
        }
        return .list(projected)
    }

    private func filter(_ items: [Object]?, _ condition: JMESNode, _ inner: JMESNode) throws(Fault) -> Object {
        guard let items else { return .none }
        var kept: [Object] = []
        for item in items where try isTrue(value(of: condition, item)) { kept.append(item) }
        return try project(kept, inner)
    }

    private func flatten(_ items: [Object]?) throws(Fault) -> Object {
        guard let items else { return .none }
        var flat: [Object] = []
        for item in items {
            if let inner = try item.sequenceItems() { flat += inner } else { flat.append(item) }
        }
        return .list(flat)
    }

    private func compare(_ sign: String, _ left: Object, _ right: Object) throws(Fault) -> Object {
        switch sign {
        case "==": return .bool(try isSame(left, right))
        case "!=": return .bool(try !isSame(left, right))
        default: break
        }
        // Numbers and texts have an order; anything else has none, and a mixture is a mistake.
        guard isOrdered(left), isOrdered(right) else { return .none }
        let order = try Python.order(left, right)
        switch sign {
        case "<": return .bool(order < 0)
        case "<=": return .bool(order <= 0)
        case ">": return .bool(order > 0)
        default: return .bool(order >= 0)
        }
    }

    private func isOrdered(_ object: Object) -> Bool {
        if case .bool = object { false } else { object.number != nil || object.isString }
    }

    /// `true` is not 1 here.
    private func isSame(_ left: Object, _ right: Object) throws(Fault) -> Bool {
        if (left.typeName == "bool") != (right.typeName == "bool") { return false }
        return try Python.isEqual(left, right)
    }
}
