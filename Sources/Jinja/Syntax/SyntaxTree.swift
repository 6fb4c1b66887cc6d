import Values

/// A parsed expression. The nodes are immutable references: passing one around costs a retain, never a copy.
enum Expression: Sendable {
    indirect case literal(Literal)
    case name(NameNode)
    case list([Expression])
    case tuple([Expression])
    case dict([DictItem])
    case attribute(AttributeNode)
    case item(ItemNode)
    case slice(SliceNode)
    case call(CallNode)
    case filter(FilterNode)
    case test(TestNode)
    indirect case negated(Expression)
    case unary(UnaryNode)
    case binary(BinaryNode)
    case compare(CompareNode)
    indirect case and(Expression, Expression)
    indirect case or(Expression, Expression)
    case concatenation([Expression])
    case conditional(ConditionalNode)
}

/// A constant as it stands in a template.
enum Literal: Sendable, Hashable {
    case none
    case bool(Bool)
    case int(Int)
    case big(BigInteger)
    case float(Double)
    case string(String)
}

struct DictItem: Sendable {
    let key: Expression
    let value: Expression
}

final class NameNode: Sendable {
    let symbol: Symbol
    let name: String
    let position: Position

    init(_ name: String, at position: Position) {
        symbol = Symbol(name)
        self.name = name
        self.position = position
    }
}

/// `base.name`, which also finds keys.
final class AttributeNode: Sendable {
    let base: Expression
    let name: String
    /// The name as the key of a mapping.
    let key: Value
    /// Whether mappings have a method of this name, which comes first.
    let isMethodOfMappings: Bool
    let position: Position

    init(_ base: Expression, _ name: String, at position: Position) {
        self.base = base
        self.name = name
        key = .string(name)
        isMethodOfMappings = Methods.dict.contains(name)
        self.position = position
    }
}

/// `base[key]`, which also finds attributes.
final class ItemNode: Sendable {
    let base: Expression
    let key: Expression
    let position: Position

    init(_ base: Expression, _ key: Expression, at position: Position) {
        self.base = base
        self.key = key
        self.position = position
    }
}

final class SliceNode: Sendable {
    let base: Expression
    let start: Expression?
    let stop: Expression?
    let step: Expression?
    let position: Position

    init(_ base: Expression, _ start: Expression?, _ stop: Expression?, _ step: Expression?, at position: Position) {
        self.base = base
        self.start = start
        self.stop = stop
        self.step = step
        self.position = position
    }
}

/// What stands between the parentheses of a call.
struct CallArguments: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    var spread: Expression?
    var namedSpread: Expression?

    var isEmpty: Bool { positional.isEmpty && named.isEmpty && spread == nil && namedSpread == nil }
    static let none = CallArguments()

    /// The arguments, if all are constants.
    var constants: Arguments? {
        guard spread == nil, namedSpread == nil else { return nil }
        var constants = Arguments()
        for argument in positional {
            guard case .literal(let literal) = argument else { return nil }
            constants.positional.append(Object(literal))
        }
        for (name, argument) in named {
            guard case .literal(let literal) = argument else { return nil }
            constants.named.append((name, Object(literal)))
        }
        return constants
    }
}

final class CallNode: Sendable {
    let callee: Expression
    let arguments: CallArguments
    let position: Position

    init(_ callee: Expression, _ arguments: CallArguments, at position: Position) {
        self.callee = callee
        self.arguments = arguments
        self.position = position
    }
}

/// The arguments of a filter or test. Constants, as nearly all are, are put in their places once, by the parser.
final class FilterArguments: Sendable {
    let written: CallArguments
    let areConstant: Bool
    /// What the filter is given if all are constant. Constants are values, which threads may share.
    nonisolated(unsafe) let constant: Bound

    init(_ written: CallArguments, for signature: Signature, of name: String) {
        self.written = written
        let bound = written.constants.flatMap { try? signature.bind($0, to: name) }
        areConstant = bound != nil
        constant = bound ?? Bound()
    }
}

/// `name(arguments)` behind a `|`. An unknown name is an error only where it is reached, as in Jinja.
final class FilterUse: Sendable {
    let filter: Filter
    let arguments: FilterArguments
    let position: Position

    init(_ name: String, _ arguments: CallArguments, at position: Position) {
        filter = Filter.named(name) ?? Filter(unknown: name)
        self.arguments = FilterArguments(arguments, for: filter.signature, of: name)
        self.position = position
    }
}

/// `input | use`.
final class FilterNode: Sendable {
    let input: Expression
    let use: FilterUse

    init(_ input: Expression, _ use: FilterUse) {
        self.input = input
        self.use = use
    }
}

/// `input is name(arguments)`.
final class TestNode: Sendable {
    let input: Expression
    let test: Test
    let arguments: FilterArguments
    let position: Position

    init(_ input: Expression, _ name: String, _ arguments: CallArguments, at position: Position) {
        self.input = input
        test = Test.named(name) ?? Test(unknown: name)
        self.arguments = FilterArguments(arguments, for: test.signature, of: name)
        self.position = position
    }
}

final class UnaryNode: Sendable {
    let isMinus: Bool
    let operand: Expression
    let position: Position

    init(isMinus: Bool, _ operand: Expression, at position: Position) {
        self.isMinus = isMinus
        self.operand = operand
        self.position = position
    }
}

final class BinaryNode: Sendable {
    let sign: Sign
    let left: Expression
    let right: Expression
    let position: Position

    init(_ sign: Sign, _ left: Expression, _ right: Expression, at position: Position) {
        self.sign = sign
        self.left = left
        self.right = right
        self.position = position
    }
}

enum Comparison: Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, contained, notContained
}

/// `a < b <= c`: all must hold, each operand is evaluated once.
final class CompareNode: Sendable {
    let first: Expression
    let rest: [(comparison: Comparison, operand: Expression)]
    let position: Position

    init(_ first: Expression, _ rest: [(comparison: Comparison, operand: Expression)], at position: Position) {
        self.first = first
        self.rest = rest
        self.position = position
    }
}

/// `value if condition else otherwise`.
final class ConditionalNode: Sendable {
    let condition: Expression
    let value: Expression
    let otherwise: Expression?
    let position: Position

    init(_ condition: Expression, _ value: Expression, _ otherwise: Expression?, at position: Position) {
        self.condition = condition
        self.value = value
        self.otherwise = otherwise
        self.position = position
    }
}
