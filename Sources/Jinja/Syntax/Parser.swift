import Values

/// Makes the syntax tree of a template or an expression from its tokens.
struct Parser {
    /// Brackets and operators inside each other; more than people write, and little enough for any stack.
    static let deepestNesting = 120
    /// Operations of which each needs the result of the one before, such as a long sum.
    static let highestExpression = 600

    let source: TemplateText
    private let tokens: [Token]
    private var index = 0
    private var depth = 0
    /// How many operations the expression just parsed takes one after another.
    private(set) var height = 0
    /// Every name the template reads or sets, kept for macros and loops that must know what their body mentions.
    var mentioned: Set<Symbol> = []
    /// What happens to the names of the frame whose statements are being parsed.
    var names = NameTracker()
    /// Whether it may change a list or mapping in place.
    var changesValues = false
    var blocks: [String: BlockNode] = [:]

    init(_ tokens: [Token], source: TemplateText) {
        self.tokens = tokens
        self.source = source
    }

    /// A whole text that is one expression.
    mutating func parseWholeExpression() throws(Fault) -> Expression {
        let expression = try parseTuple(withConditional: true)
        guard current.kind == .end else { throw unexpected("The expression ended before this.") }
        return expression
    }

    // MARK: Names

    mutating func read(_ node: NameNode) {
        mentioned.insert(node.symbol)
        names.read(node.symbol)
    }

    /// Parses what runs in a frame of its own, within the current one.
    mutating func inner<Result>(
        _ parse: (inout Parser) throws(Fault) -> Result
    ) throws(Fault) -> (result: Result, names: NameScope) {
        let outer = names
        names = NameTracker()
        let result = try parse(&self)
        let scope = names.scope
        names = outer
        names.add(scope)
        return (result, scope)
    }

    /// The names of all that was parsed, decided.
    func settledNames() -> NameScope {
        let scope = names.scope
        scope.settle()
        return scope
    }

    // MARK: Tokens

    var current: Token { tokens[index] }
    var position: Position { current.position }

    func look(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

    @discardableResult
    mutating func advance() -> Token {
        let token = tokens[index]
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    func at(_ sign: Sign) -> Bool { current.kind == .sign(sign) }
    func at(name: String) -> Bool { current.kind == .name(name) }

    mutating func skip(_ sign: Sign) -> Bool {
        guard at(sign) else { return false }
        advance()
        return true
    }

    mutating func skip(name: String) -> Bool {
        guard at(name: name) else { return false }
        advance()
        return true
    }

    mutating func expect(_ sign: Sign) throws(Fault) {
        guard skip(sign) else { throw unexpected("Expected `\(sign.rawValue)`.") }
    }

    mutating func expect(_ kind: Token.Kind) throws(Fault) {
        guard current.kind == kind else { throw unexpected("Expected \(kind.inWords).") }
        advance()
    }

    mutating func expectName() throws(Fault) -> (name: String, position: Position) {
        guard case .name(let name) = current.kind else { throw unexpected("Expected a name.") }
        return (name, advance().position)
    }

    func unexpected(_ need: String) -> Fault {
        Fault.syntax(
            "template cannot be parsed", "Unexpected \(current.kind.inWords). \(need)",
            at: position, in: source)
    }

    /// Notes that an operation was put on what was just parsed and on something `left` high.
    mutating func grow(over left: Int = 0) throws(Fault) {
        height = max(left, height) + 1
        guard height <= Self.highestExpression else {
            throw Fault.syntax(
                "expression too long",
                "More than \(Self.highestExpression) operations in a row are not supported.",
                at: position, in: source)
        }
    }

    /// Notes that what follows begins anew.
    mutating func settle(at height: Int = 1) { self.height = height }

    /// Runs `body` one level deeper, within the limit.
    mutating func nested<Result>(_ body: (inout Parser) throws(Fault) -> Result) throws(Fault) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepestNesting else {
            throw Fault.syntax(
                "template nested too deeply",
                "Nesting deeper than \(Self.deepestNesting) levels is not supported.",
                at: position, in: source)
        }
        return try body(&self)
    }
}

extension String {
    /// The text with its first letter in upper case, to begin a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
