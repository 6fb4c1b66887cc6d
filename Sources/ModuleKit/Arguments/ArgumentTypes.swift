package import Values

extension String: ArgumentValue {
    package static var typeName: String { "string" }
    package var documentation: String? { isEmpty ? nil : self }

    /// Whatever it is becomes its text as Python writes it, as Ansible's `str` type does.
    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> String {
        value.isNull ? "" : value.pythonText
    }
}

extension Bool: ArgumentValue {
    package static var typeName: String { "boolean" }
    package var documentation: String? { description }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Bool {
        if let flag = value.boolean { return flag }
        guard case .string(let text) = value else { throw .expected("a boolean", value) }
        throw ArgumentProblem(
            "must be a boolean: the string \"\(text)\" is \(MatchedPhrase.notBoolean)", help: "use true or false")
    }
}

extension Int: ArgumentValue {
    package static var typeName: String { "integer" }
    package var documentation: String? { description }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Int {
        if let integer = value.wholeNumber { return integer }
        guard case .string(let text) = value else { throw .expected("an integer", value) }
        throw ArgumentProblem("must be an integer, not the string \"\(text)\"")
    }
}

extension Double: ArgumentValue {
    package static var typeName: String { "number" }
    package var documentation: String? { description }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Double {
        if let double = value.decimalNumber { return double }
        guard case .string(let text) = value else { throw .expected("a number", value) }
        throw ArgumentProblem("must be a number, not the string \"\(text)\"")
    }
}

extension Optional: ArgumentValue where Wrapped: ArgumentValue {
    package static var typeName: String { Wrapped.typeName }
    package static var isSecret: Bool { Wrapped.isSecret }
    package static var choices: [String]? { Wrapped.choices }
    package static var notGiven: Wrapped?? { .some(.none) }
    package static func namedFile(in text: String) -> (name: String, kind: ResourceKind)? {
        Wrapped.namedFile(in: text)
    }
    package var isNothing: Bool { self == nil }
    package var documentation: String? { flatMap(\.documentation) }

    package static var fields: [ArgumentSpec]? { Wrapped.fields }

    package static func problems(in value: Value, _ resources: any ArgumentResources) -> [ArgumentProblem] {
        value.isNull || (Wrapped.emptyIsNotGiven && value == "") ? [] : Wrapped.problems(in: value, resources)
    }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Wrapped? {
        if value.isNull || (Wrapped.emptyIsNotGiven && value == "") { return nil }
        return try Wrapped.parse(value, resources)
    }
}

extension Array: ArgumentValue where Element: ArgumentValue {
    package static var typeName: String { "list of \(Element.typeName)" }
    package static var isSecret: Bool { Element.isSecret }
    package static var choices: [String]? { Element.choices }
    package var documentation: String? { isEmpty ? nil : "[\(compactMap(\.documentation).joined(separator: ", "))]" }

    package static var fields: [ArgumentSpec]? { Element.fields }

    package static func problems(in value: Value, _ resources: any ArgumentResources) -> [ArgumentProblem] {
        guard !value.isDynamic || value.list != nil else { return [] }
        do throws(ArgumentProblem) {
            return try items(of: value).enumerated().flatMap { index, item in
                Element.problems(in: item, resources).map { $0.inside(.item(index)) }
            }
        } catch {
            return [error]
        }
    }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> [Element] {
        var parsed: [Element] = []
        for item in try items(of: value) { parsed.append(try Element.parse(item, resources)) }
        return parsed
    }

    /// A text is split at commas and a single value is a list of one, as Ansible's `list` type does.
    private static func items(of value: Value) throws(ArgumentProblem) -> [Value] {
        switch value {
        case .list(let list): list
        case .string(let text): text.split(separator: ",").map { .string(String($0).trimmed) }
        case .int, .big, .double, .bool: [value]
        case .map where Element.fields != nil: [value]
        default: throw .expected("a list", value)
        }
    }
}

extension Value: ArgumentValue {
    package static var typeName: String { "any" }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Value {
        value
    }
}

extension Mapping: ArgumentValue {
    package static var typeName: String { "mapping" }

    /// Text is read as JSON or as `key=value` behind each other, as Ansible's `dict` type does.
    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Mapping {
        guard let mapping = value.map ?? value.text.flatMap(written) else { throw .expected("a mapping", value) }
        return mapping
    }

    private static func written(_ text: String) -> Mapping? {
        let text = text.trimmed
        if text.isEmpty { return [:] }
        if text.hasPrefix("{") { return (try? JSONReader.value(of: text))?.map }
        return KeyValueFields(text).mapping
    }
}

extension Secret: ArgumentValue {
    package static var typeName: String { "string" }
    package static var isSecret: Bool { true }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> Secret {
        let secret = Secret(try String.parse(value, resources))
        resources.secrets.register(secret)
        return secret
    }
}

extension RemotePath: ArgumentValue {
    package static var typeName: String { "path" }
    package static var emptyIsNotGiven: Bool { true }
    package var documentation: String? { text }

    package static func parse(_ value: Value, _ resources: any ArgumentResources) throws(ArgumentProblem) -> RemotePath
    {
        guard value.list == nil, value.map == nil else { throw .expected("a path", value) }
        let text = try String.parse(value, resources)
        guard !text.isEmpty else { throw ArgumentProblem("must not be empty", help: "give a path") }
        guard !text.utf8.contains(0) else {
            throw ArgumentProblem("contains a NUL character, which no path can contain")
        }
        return .written(text)
    }
}
