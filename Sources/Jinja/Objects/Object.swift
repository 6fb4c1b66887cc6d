import Values

/// A value inside an evaluation, as Python has them: lists and dicts are shared references.
enum Object {
    case none
    case bool(Bool)
    case int(Int)
    /// An integer beyond 64 bits, and only such.
    case big(BigInteger)
    case float(Double)
    case string(String)
    /// Text that stays text even if it reads as a list or a mapping: what `to_json` and `string` give.
    case verbatim(String)
    case list(ListObject)
    case tuple(TupleObject)
    case dict(DictObject)
    /// What does not exist; an error only when it is used.
    case undefined(Undefined)
    /// The value of `omit`: whoever holds it as an argument is to leave that out.
    case omit
    case instance(Instance)
    /// A template or sealed text inside a list or dict that nobody has touched yet. Never handed out.
    case pending(Pending)
}

extension Object {
    init(_ literal: Literal) {
        switch literal {
        case .none: self = .none
        case .bool(let flag): self = .bool(flag)
        case .int(let integer): self = .int(integer)
        case .big(let integer): self = .big(integer)
        case .float(let double): self = .float(double)
        case .string(let text): self = .string(text)
        }
    }

    static func list(_ items: [Object]) -> Object { .list(ListObject(items)) }
    static func tuple(_ items: [Object]) -> Object { .tuple(TupleObject(items)) }
    static func strings(_ items: some Sequence<String>) -> Object { .list(items.map { .string($0) }) }

    /// The text of a Python `str`.
    var string: String? {
        switch self {
        case .string(let text), .verbatim(let text): text
        default: nil
        }
    }

    /// The integer in its narrowest form.
    init(_ integer: BigInteger) { self = integer.small.map { .int($0) } ?? .big(integer) }

    /// A Python `int`, of which `bool` is a kind.
    var integer: Int? {
        switch self {
        case .int(let integer): integer
        case .bool(let flag): flag ? 1 : 0
        default: nil
        }
    }

    /// An integer of any size.
    var wideInteger: BigInteger? {
        if case .big(let integer) = self { integer } else { integer.map { BigInteger($0) } }
    }

    /// Any Python number as a floating-point one.
    var number: Double? {
        switch self {
        case .int(let integer): Double(integer)
        case .big(let integer): integer.double
        case .bool(let flag): flag ? 1 : 0
        case .float(let double): double
        default: nil
        }
    }

    var isNone: Bool {
        if case .none = self { true } else { false }
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    /// What the test `defined` tells.
    var isDefined: Bool {
        if case .undefined(let undefined) = self { undefined.isDefined } else { true }
    }

    var isString: Bool { string != nil }

    /// The text of a Python `str`, for what takes nothing else.
    func requiredString(by name: String) throws(Fault) -> String {
        if let string { return string }
        if case .undefined(let undefined) = self { throw undefined.fault }
        throw Fault.failed("value is not a string", "`\(name)` takes a string, not \(kindInWords).")
    }

    var dict: DictObject? {
        if case .dict(let dict) = self { dict } else { nil }
    }

    var list: ListObject? {
        if case .list(let list) = self { list } else { nil }
    }

    /// Items of a `list` or `tuple`; `nil` for everything else.
    func sequenceItems() throws(Fault) -> [Object]? {
        switch self {
        case .list(let list): try list.all()
        case .tuple(let tuple): tuple.items
        default: nil
        }
    }

    /// Items of what Python calls a sequence and is no text: of ranges too.
    func sequence() throws(Fault) -> [Object]? {
        if case .instance(let instance) = self, instance is RangeObject { return try instance.elements() }
        return try sequenceItems()
    }

    /// Whether Python has no hash for it, so that it can be in no set.
    var isUnhashable: Bool {
        switch self {
        case .list, .dict: true
        case .tuple(let tuple): tuple.items.contains(where: \.isUnhashable)
        default: false
        }
    }

    /// The name of the Python type, which `type_debug` and messages use.
    var typeName: String {
        switch self {
        case .none: "NoneType"
        case .bool: "bool"
        case .int, .big: "int"
        case .float: "float"
        case .string, .omit: "str"
        case .verbatim: "NativeJinjaText"
        case .list: "list"
        case .tuple(let tuple):
            tuple.kind?.split(separator: ".").last.map(String.init) ?? (tuple.fields.isEmpty ? "tuple" : "_GroupTuple")
        case .dict: "dict"
        case .undefined: "AnsibleUndefined"
        case .instance(let instance): instance.typeName
        case .pending: "str"
        }
    }

    /// The kind of value in words for messages.
    var kindInWords: String {
        switch self {
        case .none: "None"
        case .bool: "a boolean"
        case .int, .big: "an integer"
        case .float: "a number"
        case .string, .verbatim, .pending: "a string"
        case .list: "a list"
        case .tuple: "a tuple"
        case .dict: "a mapping"
        case .undefined: "an undefined value"
        case .omit: "`omit`"
        case .instance(let instance): instance.kindInWords
        }
    }

    /// Whether both are the same thing, as Python's `is`.
    func isIdentical(to other: Object) -> Bool {
        switch (self, other) {
        case (.none, .none), (.omit, .omit): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.string(let left), .string(let right)): left.isSame(as: right)
        case (.list(let left), .list(let right)): left === right
        case (.tuple(let left), .tuple(let right)): left === right
        case (.dict(let left), .dict(let right)): left === right
        case (.instance(let left), .instance(let right)): left === right
        default: false
        }
    }
}

/// A Python tuple; with field names it is one of `groupby` or of a date.
final class TupleObject {
    let items: [Object]
    let fields: [String]
    /// The name of its type if it is shown with that and its fields.
    let kind: String?

    init(_ items: [Object], fields: [String] = [], kind: String? = nil) {
        self.items = items
        self.fields = fields
        self.kind = kind
    }
}

/// Something with behaviour: a macro, a loop, a namespace, a date.
class Instance {
    var typeName: String { "object" }
    var kindInWords: String { "an object (\(typeName))" }
    /// The number of elements, if it has elements.
    var count: Int? { nil }
    var isTrue: Bool { count.map { $0 > 0 } ?? true }
    var repr: String { "<\(typeName)>" }
    var text: String { repr }
    var isCallable: Bool { false }
    /// Whether output shows its elements as a list.
    var isUnrolled: Bool { false }
    /// Whether Python takes it for the key of a dict; only views are not.
    var isHashable: Bool { true }

    func attribute(_ name: String) throws(Fault) -> Object? { nil }
    func item(_ key: Object) throws(Fault) -> Object? { nil }
    func elements() throws(Fault) -> [Object]? { nil }

    func call(_ arguments: Arguments, _ evaluation: Evaluation) throws(Fault) -> Object {
        throw Fault.failed("value is not callable", "\(kindInWords.capitalizedFirst) is not a function.")
    }

    func isEqual(to other: Object) -> Bool {
        if case .instance(let instance) = other { instance === self } else { false }
    }

    /// -1, 0 or 1; `nil` if the two have no order.
    func order(against other: Object) -> Int? { nil }
    /// What an operator between it and another value gives; `nil` if it does not fit.
    func calculating(_ sign: Sign, _ other: Object, isLeft: Bool) throws(Fault) -> Object? { nil }
    /// The plain data it becomes outside templates.
    func value() throws(Fault) -> Value { .string(text) }
}
