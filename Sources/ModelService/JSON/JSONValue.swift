/// A JSON document of which not much is known before.
enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads a whole text.
    ///
    /// - Parameters:
    ///   - depth: How deep arrays and objects may be nested, so that no text exhausts the stack.
    init(json bytes: some Sequence<UInt8>, depth: Int = 64) throws(JSONMistake) {
        let text = ContiguousArray(bytes)
        let result = text.withUnsafeBufferPointer { bytes -> Result<JSONValue, JSONMistake> in
            var reader = JSONReader(bytes)
            do throws(JSONMistake) {
                let value = try JSONValue(&reader, depth: depth)
                try reader.expectEnd()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }

    /// Reads the next value.
    init(_ reader: inout JSONReader, depth: Int = 64) throws(JSONMistake) {
        guard let next = reader.peek() else { throw reader.mistake("a value is missing") }
        guard depth > 0 else { throw reader.mistake("values are nested too deeply") }
        switch Unicode.Scalar(next) {
        case "{": self = .object(try Self.object(&reader, depth: depth - 1))
        case "[": self = .array(try Self.array(&reader, depth: depth - 1))
        case "\"": self = .string(try reader.string())
        case "t":
            try reader.word("true")
            self = .bool(true)
        case "f":
            try reader.word("false")
            self = .bool(false)
        case "n":
            try reader.word("null")
            self = .null
        default: self = .number(try reader.number())
        }
    }

    private static func object(_ reader: inout JSONReader, depth: Int) throws(JSONMistake) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        try reader.expect("{")
        if reader.take("}") { return members }
        repeat {
            let name = try reader.string()
            try reader.expect(":")
            members[name] = try JSONValue(&reader, depth: depth)
        } while reader.take(",")
        try reader.expect("}")
        return members
    }

    private static func array(_ reader: inout JSONReader, depth: Int) throws(JSONMistake) -> [JSONValue] {
        var elements: [JSONValue] = []
        try reader.expect("[")
        if reader.take("]") { return elements }
        repeat { elements.append(try JSONValue(&reader, depth: depth)) } while reader.take(",")
        try reader.expect("]")
        return elements
    }
}

extension JSONValue {
    subscript(_ name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var double: Double? { if case .number(let value) = self { value } else { nil } }
    var int: Int? { double.flatMap { Int(exactly: $0) } }

    /// Finite 32-bit floats of an array, or of a number alone.
    var floats: [Float]? {
        let numbers = array ?? [self]
        let floats = numbers.compactMap { $0.double.map { Float($0) } }
        return floats.count == numbers.count && floats.allSatisfy(\.isFinite) ? floats : nil
    }
}
