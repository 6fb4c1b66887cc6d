/// A piece of data of the Ansible language: what a variable, an argument or a task's result holds.
///
/// A value is data at rest. Text is a template only where a person wrote it into a file of the project
/// (``template(_:)``); everything computed or received from a host is ``string(_:)`` and is never parsed
/// as a template, however it travels. That is decided by the type, so no flag can be lost on the way.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int)
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

    /// The kind of value in words for messages: `a list`, `text`, `a number` …
    package var kindInWords: String {
        switch self {
        case .null: "nothing (null)"
        case .bool: "a boolean"
        case .int: "an integer"
        case .double: "a number"
        case .string, .template: "text"
        case .sealed: "a vaulted text"
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
        // Compared as integers first: beyond 2^53 two of them can share one floating-point value.
        if case .int(let left) = left, case .int(let right) = right { return left == right }
        if let left = left.number, let right = right.number { return left == right }
        switch (left, right) {
        case (.null, .null): return true
        case (.template(let left), .template(let right)): return left.text == right.text
        case (.sealed(let left), .sealed(let right)): return left.envelope == right.envelope
        case (.list(let left), .list(let right)): return left == right
        case (.map(let left), .map(let right)): return left == right
        default: return false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool, .int, .double: hasher.combine(number)
        case .string(let text): hasher.combine(text)
        case .template(let template): hasher.combine(template.text)
        case .sealed(let sealed): hasher.combine(sealed.envelope)
        case .list(let items): hasher.combine(items)
        case .map(let mapping): hasher.combine(mapping.count)
        }
    }

    private var number: Double? {
        switch self {
        case .bool(let flag): flag ? 1 : 0
        case .int(let integer): Double(integer)
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
