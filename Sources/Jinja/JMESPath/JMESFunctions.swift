import Values

/// The functions of JMESPath.
struct JMESFunctions {
    private let search: JMESSearch

    init(_ search: JMESSearch) { self.search = search }

    private static let names = [
        "abs", "avg", "ceil", "contains", "ends_with", "floor", "join", "keys", "length", "map", "max", "max_by",
        "merge",
        "min", "min_by", "not_null", "reverse", "sort", "sort_by", "starts_with", "sum", "to_array", "to_number",
        "to_string", "type", "values",
    ]

    func call(_ name: String, _ nodes: [JMESNode], _ input: Object) throws(Fault) -> Object {
        guard Self.names.contains(name) else {
            throw Fault.failed(
                "unknown JMESPath function", "There is no function `\(name)`.",
                help: Suggestion.question(for: name, among: Self.names))
        }
        if case .reference(let key) = nodes.last, nodes.count == 2 {
            return try apply(name, key, try search.value(of: nodes[0], input))
        }
        if name == "map", case .reference(let key) = nodes.first, nodes.count == 2 {
            return .list(
                try items(try search.value(of: nodes[1], input), name).map { (item) throws(Fault) in
                    try search.value(of: key, item)
                })
        }
        let arguments = try nodes.map { (node) throws(Fault) in try search.value(of: node, input) }
        guard let first = arguments.first else { throw unsuited(name) }
        if let result = try two(name, first, arguments) { return result }
        return try one(name, first)
    }

    private func unsuited(_ name: String) -> Fault {
        Fault.failed("invalid JMESPath argument", "`\(name)` does not work on the arguments given.")
    }

    private func items(_ object: Object, _ name: String) throws(Fault) -> [Object] {
        guard let items = try object.sequenceItems() else { throw unsuited(name) }
        return items
    }

    private func apply(_ name: String, _ key: JMESNode, _ list: Object) throws(Fault) -> Object {
        let sorted = try Ordering.sorted(try items(list, name), isReversed: name == "max_by") { (item) throws(Fault) in
            try search.value(of: key, item)
        }
        switch name {
        case "sort_by": return .list(sorted)
        case "min_by", "max_by": return sorted.first ?? .none
        default: throw unsuited(name)
        }
    }

    private func two(_ name: String, _ first: Object, _ arguments: [Object]) throws(Fault) -> Object? {
        let second = arguments.count > 1 ? arguments[1] : .none
        switch name {
        case "contains":
            if first.isString, !second.isString { return .bool(false) }
            return .bool(try Python.contains(first, second))
        case "starts_with": return .bool(try Python.text(first).hasPrefix(try Python.text(second)))
        case "ends_with": return .bool(try Python.text(first).hasSuffix(try Python.text(second)))
        case "join":
            let parts = try items(second, name).map { (item) throws(Fault) in try item.requiredString(by: name) }
            return .string(parts.joined(separator: try Python.text(first)))
        case "merge":
            let merged = DictObject()
            for argument in arguments {
                for (key, value) in try argument.dict?.entries() ?? [] { try merged.set(key, value) }
            }
            return .dict(merged)
        case "not_null": return arguments.first { !$0.isNone } ?? Object.none
        default: return nil
        }
    }

    private func one(_ name: String, _ object: Object) throws(Fault) -> Object {
        switch name {
        case "length":
            guard let count = try Python.count(object) else { throw unsuited(name) }
            return .int(count)
        case "keys": return .list(object.dict?.keys.map { Object(key: $0) } ?? [])
        case "values": return .list(try object.dict?.entries().map(\.value) ?? [])
        case "sort": return .list(try Ordering.sorted(try items(object, name), isReversed: false))
        case "reverse":
            guard let text = object.string else { return .list(try items(object, name).reversed()) }
            return .string(String(text.reversed()))
        case "max": return try Ordering.sorted(try items(object, name), isReversed: true).first ?? .none
        case "min": return try Ordering.sorted(try items(object, name), isReversed: false).first ?? .none
        case "to_array": return try object.sequenceItems() == nil ? .list([object]) : object
        case "to_string":
            return .string(try object.string.or(JSONWriter().write(try Filter.data(object, search.evaluation))))
        case "to_number": return try number(object)
        case "type": return .string(type(object))
        default: return try arithmetic(name, object)
        }
    }

    private func arithmetic(_ name: String, _ object: Object) throws(Fault) -> Object {
        if name == "sum" || name == "avg" {
            let numbers = try items(object, name).compactMap(\.number)
            let sum = numbers.reduce(0, +)
            if name == "avg" { return numbers.isEmpty ? .none : .float(sum / Double(numbers.count)) }
            return whole(sum, try items(object, name).allSatisfy { $0.integer != nil })
        }
        guard let value = object.number else { throw unsuited(name) }
        switch name {
        case "abs": return whole(value.magnitude, object.integer != nil)
        case "ceil": return whole(value.rounded(.up), true)
        default: return whole(value.rounded(.down), true)
        }
    }

    private func whole(_ value: Double, _ isWhole: Bool) -> Object {
        guard isWhole, let integer = Int(exactly: value) else { return .float(value) }
        return .int(integer)
    }

    private func number(_ object: Object) throws(Fault) -> Object {
        if object.number != nil, object.typeName != "bool" { return object }
        guard let text = object.string else { return .none }
        return Int(text).map { .int($0) } ?? Double(text).map { .float($0) } ?? .none
    }

    private func type(_ object: Object) -> String {
        switch object {
        case .none, .undefined: "null"
        case .bool: "boolean"
        case .int, .big, .float: "number"
        case .list, .tuple: "array"
        case .dict: "object"
        default: "string"
        }
    }
}
