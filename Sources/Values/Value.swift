/// A piece of data of the Ansible language: what a variable, an argument or a task's result holds.
///
/// A value is data at rest. Text is a template only where a person wrote it into a file of the project
/// (``template(_:)``); everything computed or received from a host is ``string(_:)`` and is never parsed
/// as a template, however it travels. That is decided by the type, so no flag can be lost on the way.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int)
    /// An integer beyond 64 bits, and only such.
    indirect case big(BigInteger)
    case double(Double)
    /// Text that is only data.
    case string(String)
    /// Text from the user's own files that holds Jinja markers and is rendered when it is used.
    case template(TemplateText)
    /// A vaulted text, opened when it is used.
    case sealed(SealedText)
    case list([Value])
    case map(Mapping)
}

extension Value {
    /// The text of a `.string`, or the unrendered text of a `.template`; `nil` for anything else.
    package var text: String? {
        switch self {
        case .string(let text): text
        case .template(let template): template.text
        default: nil
        }
    }

    /// A text, number or boolean as Python's `str()` writes it; `nil` for anything else.
    package var scalarText: String? {
        switch self {
        case .int(let integer): String(integer)
        case .big(let integer): integer.description
        case .double(let double): double.pythonText
        case .bool(let flag): flag ? "True" : "False"
        default: text
        }
    }

    package var list: [Value]? {
        if case .list(let items) = self { items } else { nil }
    }

    package var map: Mapping? {
        if case .map(let mapping) = self { mapping } else { nil }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// Whether this value, at any depth, needs rendering or opening before it is plain data.
    package var isDynamic: Bool {
        switch self {
        case .template, .sealed: true
        case .list(let items): items.contains(where: \.isDynamic)
        case .map(let mapping): mapping.contains { $0.value.isDynamic }
        default: false
        }
    }

    /// The kind of value in words for messages: `a list`, `a string`, `a number` …
    package var kindInWords: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .int, .big: "an integer"
        case .double: "a number"
        case .string, .template: "a string"
        case .sealed: "a vaulted value"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}

/// Equality and hashing follow Python: `1 == 1.0 == True`, and such keys meet in one entry of a mapping.
extension Value: Hashable {
    package static func == (left: Value, right: Value) -> Bool {
        // Text first: nearly all keys of mappings are.
        if case .string(let left) = left, case .string(let right) = right { return left.isSame(as: right) }
        switch (left, right) {
        // Compared as integers first: beyond 2^53 two of them can share one floating-point value.
        case (.int(let left), .int(let right)): return left == right
        case (.big(let left), .big(let right)): return left == right
        case (.int, .big), (.big, .int): return false
        case (.big(let integer), .double(let double)), (.double(let double), .big(let integer)):
            return double.isFinite && integer == BigInteger(double)
        case (.null, .null): return true
        case (.template(let left), .template(let right)): return left.text == right.text
        case (.sealed(let left), .sealed(let right)): return left.envelope == right.envelope
        case (.list(let left), .list(let right)): return left == right
        case (.map(let left), .map(let right)): return left == right
        default:
            guard let left = left.number, let right = right.number else { return false }
            return left == right
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool, .int, .big, .double: hasher.combine(number)
        case .string(let text): hasher.combine(text)
        case .template(let template): hasher.combine(template.text)
        case .sealed(let sealed): hasher.combine(sealed.envelope)
        case .list(let items): hasher.combine(items)
        case .map(let mapping): hasher.combine(mapping.count)
        }
    }

    /// A number or boolean as Python counts with it, to the nearest floating-point number.
    var number: Double? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .int(let integer): Double(integer)
        case .big(let integer): integer.double
        case .double(let double): double
        default: nil
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(booleanLiteral flag: Bool) { self = .bool(flag) }
    package init(integerLiteral integer: Int) { self = .int(integer) }
    package init(floatLiteral double: Double) { self = .double(double) }
    package init(arrayLiteral items: Value...) { self = .list(items) }
    package init(nilLiteral: ()) { self = .null }

    package init(dictionaryLiteral entries: (String, Value)...) {
        self = .map(Mapping(entries.map { (.string($0.0), $0.1) }))
    }
}
