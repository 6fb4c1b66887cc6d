/// A parsed statement or a piece of text.
enum Statement: Sendable {
    case text(String)
    case output(OutputNode)
    case `if`(IfNode)
    case `for`(ForNode)
    case set(SetNode)
    case setBlock(SetBlockNode)
    case with(WithNode)
    case macro(MacroNode)
    case callBlock(CallBlockNode)
    case filterBlock([FilterUse], Section)
    case block(BlockNode)
    case extends(TemplateReferenceNode)
    case include(IncludeNode)
    case importAll(ImportNode)
    case importNames(ImportNode)
    case perform(OutputNode)
    case scope(Section)
    case `break`(Position)
    case `continue`(Position)
}

/// Statements that run in a frame of their own.
final class Section: Sendable {
    let statements: [Statement]
    let names: NameScope

    init(_ statements: [Statement], names: NameScope) {
        self.statements = statements
        self.names = names
    }
}

/// What a value is assigned to.
enum Target: Sendable {
    case name(NameNode)
    case tuple([Target])
    /// `namespace.attribute`, only in `set`.
    indirect case attribute(NameNode, String)

    /// The names it gives values to.
    var symbols: [Symbol] {
        switch self {
        case .name(let node): [node.symbol]
        case .tuple(let targets): targets.flatMap(\.symbols)
        case .attribute: []
        }
    }
}

final class OutputNode: Sendable {
    let expression: Expression
    let position: Position

    init(_ expression: Expression, at position: Position) {
        self.expression = expression
        self.position = position
    }
}

final class IfNode: Sendable {
    let condition: Expression
    let body: [Statement]
    /// The branches of `elif`.
    let others: [(condition: Expression, body: [Statement])]
    let otherwise: [Statement]

    init(
        _ condition: Expression, _ body: [Statement], others: [(condition: Expression, body: [Statement])],
        otherwise: [Statement]
    ) {
        self.condition = condition
        self.body = body
        self.others = others
        self.otherwise = otherwise
    }
}

/// The `if` of a loop, which has a frame of its own.
struct LoopCondition: Sendable {
    let expression: Expression
    let names: NameScope
}

final class ForNode: Sendable {
    let target: Target
    let sequence: Expression
    let condition: LoopCondition?
    let isRecursive: Bool
    let body: Section
    let otherwise: Section
    /// Whether the body mentions `loop`, which otherwise need not be made.
    let usesLoop: Bool
    let position: Position

    init(
        _ target: Target, in sequence: Expression, if condition: LoopCondition?, isRecursive: Bool, body: Section,
        otherwise: Section, usesLoop: Bool, at position: Position
    ) {
        self.target = target
        self.sequence = sequence
        self.condition = condition
        self.isRecursive = isRecursive
        self.body = body
        self.otherwise = otherwise
        self.usesLoop = usesLoop
        self.position = position
    }
}

final class SetNode: Sendable {
    let target: Target
    let value: Expression
    let position: Position

    init(_ target: Target, _ value: Expression, at position: Position) {
        self.target = target
        self.value = value
        self.position = position
    }
}

final class SetBlockNode: Sendable {
    let target: Target
    /// Those that its text goes through, the first first.
    let filters: [FilterUse]
    let body: Section
    let position: Position

    init(_ target: Target, _ filters: [FilterUse], _ body: Section, at position: Position) {
        self.target = target
        self.filters = filters
        self.body = body
        self.position = position
    }
}

final class WithNode: Sendable {
    let assignments: [(target: Target, value: Expression)]
    let body: Section
    let position: Position

    init(_ assignments: [(target: Target, value: Expression)], _ body: Section, at position: Position) {
        self.assignments = assignments
        self.body = body
        self.position = position
    }
}

/// A macro, or the body of a `call` block.
final class MacroNode: Sendable {
    let name: String
    let symbol: Symbol
    let parameters: [(symbol: Symbol, name: String, fallback: Expression?)]
    let body: Section
    /// Which of the implied names the body mentions.
    let catchesPositional: Bool
    let catchesNamed: Bool
    let usesCaller: Bool
    let position: Position

    init(
        _ name: String, _ parameters: [(symbol: Symbol, name: String, fallback: Expression?)], _ body: Section,
        mentions: Set<Symbol>, at position: Position
    ) {
        self.name = name
        symbol = Symbol(name)
        self.parameters = parameters
        self.body = body
        catchesPositional = mentions.contains(.varargs)
        catchesNamed = mentions.contains(.kwargs)
        usesCaller = mentions.contains(.caller)
        self.position = position
    }
}

final class CallBlockNode: Sendable {
    let call: Expression
    let body: MacroNode
    let position: Position

    init(_ call: Expression, _ body: MacroNode, at position: Position) {
        self.call = call
        self.body = body
        self.position = position
    }
}

final class BlockNode: Sendable {
    let name: String
    let isScoped: Bool
    let isRequired: Bool
    let body: Section
    let position: Position

    init(_ name: String, isScoped: Bool, isRequired: Bool, _ body: Section, at position: Position) {
        self.name = name
        self.isScoped = isScoped
        self.isRequired = isRequired
        self.body = body
        self.position = position
    }
}

final class TemplateReferenceNode: Sendable {
    let template: Expression
    let position: Position

    init(_ template: Expression, at position: Position) {
        self.template = template
        self.position = position
    }
}

final class IncludeNode: Sendable {
    let template: Expression
    let ignoresMissing: Bool
    let withContext: Bool
    let position: Position

    init(_ template: Expression, ignoresMissing: Bool, withContext: Bool, at position: Position) {
        self.template = template
        self.ignoresMissing = ignoresMissing
        self.withContext = withContext
        self.position = position
    }
}

/// `import template as name`, or `from template import names`.
final class ImportNode: Sendable {
    let template: Expression
    let names: [(name: String, alias: Symbol)]
    let withContext: Bool
    let position: Position

    init(_ template: Expression, _ names: [(name: String, alias: Symbol)], withContext: Bool, at position: Position) {
        self.template = template
        self.names = names
        self.withContext = withContext
        self.position = position
    }
}
