import Values

/// `str.format`.
struct StringFormat {
    private let positional: [Object]
    private let named: [(name: String, value: Object)]
    private let evaluation: Evaluation
    private var next = 0
    /// Whether fields are numbered by hand; mixing both is an error. `nil` before the first.
    private var isNumbered: Bool?

    static func apply(_ format: String, _ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> String {
        var formatter = StringFormat(arguments, evaluation)
        return try formatter.run(Array(format.unicodeScalars), depth: 2)
    }

    private init(_ arguments: Arguments, _ evaluation: Evaluation) {
        positional = arguments.positional
        named = arguments.named
        self.evaluation = evaluation
    }

    private mutating func run(_ scalars: [Unicode.Scalar], depth: Int) throws(Fault) -> String {
        guard depth > 0 else { throw Self.mistake("Fields are nested too deeply.") }
        var out = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            let isDoubled = index + 1 < scalars.count && scalars[index + 1] == scalar
            if scalar == "{" && !isDoubled {
                let end = try Self.endOfField(scalars, from: index + 1)
                out += try field(Array(scalars[(index + 1)..<end]), depth: depth).unicodeScalars
                index = end + 1
            } else if scalar == "{" || scalar == "}" {
                guard isDoubled else { throw Self.mistake("A `}` has no matching `{`.") }
                out.append(scalar)
                index += 2
            } else {
                out.append(scalar)
                index += 1
            }
        }
        return String(out)
    }

    private static func endOfField(_ scalars: [Unicode.Scalar], from start: Int) throws(Fault) -> Int {
        var depth = 1
        for index in start..<scalars.count {
            if scalars[index] == "{" { depth += 1 }
            if scalars[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        throw mistake("A `{` has no matching `}`.")
    }

    private mutating func field(_ field: [Unicode.Scalar], depth: Int) throws(Fault) -> String {
        let colon = field.firstIndex(of: ":") ?? field.count
        var head = field[..<colon]
        var conversion: Unicode.Scalar?
        if head.count >= 2, head[head.endIndex - 2] == "!" {
            conversion = head.last
            guard let conversion, "rsa".unicodeScalars.contains(conversion) else {
                throw Self.mistake("A conversion must be `!r`, `!s` or `!a`.")
            }
            head = head.dropLast(2)
        }
        var value = try value(String(scalars: head))
        if conversion == "r" { value = .string(try Python.repr(value)) }
        if conversion == "a" { value = .string(try Python.ascii(value)) }
        if conversion == "s" { value = .string(try Python.text(value)) }
        let spec = colon < field.count ? try run(Array(field[(colon + 1)...]), depth: depth - 1) : ""
        if case .instance(let date) = value, let date = date as? DateTimeObject, !spec.isEmpty {
            return TimeFormat.formatDate(spec, date.time)
        }
        return spec.isEmpty ? try Python.text(value) : try FormatSpec(spec).format(value)
    }

    private mutating func value(_ path: String) throws(Fault) -> Object {
        let name = path.prefix { $0 != "." && $0 != "[" }
        var value = try base(String(name))
        var rest = path[name.endIndex...]
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "." {
                let attribute = rest.prefix { $0 != "." && $0 != "[" }
                value = try evaluation.attribute(String(attribute), of: value)
                rest = rest[attribute.endIndex...]
            } else {
                let key = rest.prefix { $0 != "]" }
                value = try evaluation.item(Int(key).map { .int($0) } ?? .string(String(key)), of: value)
                rest = rest[key.endIndex...].dropFirst()
            }
        }
        return value
    }

    private mutating func base(_ name: String) throws(Fault) -> Object {
        if name.isEmpty || Int(name) != nil {
            guard isNumbered != name.isEmpty else {
                throw Self.mistake("Fields must be numbered either all automatically or all explicitly.")
            }
            isNumbered = !name.isEmpty
            let index = Int(name) ?? next
            next += name.isEmpty ? 1 : 0
            guard index < positional.count else { throw Self.mistake("There is no value for field \(index).") }
            return positional[index]
        }
        guard let value = named.last(where: { $0.name == name })?.value else {
            throw Self.mistake("There is no value for `{\(name)}`.")
        }
        return value
    }

    private static func mistake(_ detail: String) -> Fault {
        Fault.failed("format string does not fit its values", detail)
    }
}
