import Values

/// Statements and the text between them.
extension Parser {
    /// The statements of a whole template.
    mutating func parseTemplate() throws(Fault) -> [Statement] {
        let body = try parseBody(until: [])
        guard current.kind == .end else { throw unexpected("The template ended before this.") }
        return body
    }

    /// Statements up to one whose keyword is among `ends`; the parser then stands on that keyword.
    mutating func parseBody(until ends: [String]) throws(Fault) -> [Statement] {
        try nested { (parser) throws(Fault) in try parser.parseStatements(until: ends) }
    }

    private mutating func parseStatements(until ends: [String]) throws(Fault) -> [Statement] {
        var body: [Statement] = []
        while true {
            switch current.kind {
            case .data(let text):
                advance()
                body.append(.text(text))
            case .variableBegin:
                advance()
                let position = position
                body.append(.output(OutputNode(try parseTuple(withConditional: true), at: position)))
                try expect(.variableEnd)
            case .blockBegin:
                advance()
                if case .name(let word) = current.kind, ends.contains(word) { return body }
                body.append(try parseStatement(inside: ends))
                try expect(.blockEnd)
            default:
                guard ends.isEmpty else { throw unclosed(ends) }
                return body
            }
        }
    }

    private func unclosed(_ ends: [String]) -> Fault {
        Fault.syntax(
            "unclosed statement", "The template ends where `\(ends.last ?? "")` is expected.", at: position,
            in: source)
    }

    /// Reads the rest of a block up to its end keyword and goes past it.
    mutating func parseBlockBody(end: String) throws(Fault) -> [Statement] {
        try expect(.blockEnd)
        let body = try parseBody(until: [end])
        advance()
        return body
    }

    /// ``parseBlockBody(end:)`` for a body with a frame of its own, in which some names are given.
    mutating func parseSection(end: String, giving targets: [Target] = []) throws(Fault) -> Section {
        let (body, names) = try inner { (parser) throws(Fault) in
            parser.give(targets)
            return try parser.parseBlockBody(end: end)
        }
        return Section(body, names: names)
    }

    private mutating func give(_ targets: [Target]) {
        for symbol in targets.flatMap(\.symbols) { names.give(symbol) }
    }

    /// Parses something and finds the names it mentions.
    mutating func mentioning<Result>(
        _ parse: (inout Parser) throws(Fault) -> Result
    ) throws(Fault) -> (result: Result, mentions: Set<Symbol>) {
        let outer = mentioned
        mentioned = []
        let result = try parse(&self)
        let mentions = mentioned
        mentioned = outer.union(mentions)
        return (result, mentions)
    }

    static let statementNames = [
        "autoescape", "block", "break", "call", "continue", "do", "extends", "filter", "for", "from", "if", "import",
        "include", "macro", "print", "raw", "set", "with",
    ]

    private mutating func parseStatement(inside ends: [String]) throws(Fault) -> Statement {
        let (name, position) = try expectName()
        switch name {
        case "if": return try parseIf()
        case "for": return try parseFor(at: position)
        case "set": return try parseSet(at: position)
        case "with": return try parseWith(at: position)
        case "macro": return .macro(try parseMacro(at: position))
        case "call": return try parseCallBlock(at: position)
        case "filter": return try parseFilterBlock()
        case "block": return try parseBlock(at: position)
        case "extends": return .extends(TemplateReferenceNode(try parseExpression(), at: position))
        case "include": return try parseInclude(at: position)
        case "import": return try parseImport(at: position)
        case "from": return try parseFromImport(at: position)
        case "print": return .output(OutputNode(try parseTuple(withConditional: true), at: position))
        case "do": return .perform(OutputNode(try parseTuple(withConditional: true), at: position))
        case "autoescape": return try parseAutoescape()
        case "break": return .break(position)
        case "continue": return .continue(position)
        default: throw unknownStatement(name, at: position, inside: ends)
        }
    }

    private func unknownStatement(_ name: String, at position: Position, inside ends: [String]) -> Fault {
        let near = Suggestion.nearest(to: name, among: Self.statementNames + ends)
        let isEnd = name.hasPrefix("end") || name == "else" || name == "elif"
        let wanted = ends.map { "`\($0)`" }.joined(separator: " or ")
        let detail =
            isEnd && !ends.isEmpty
            ? "Nothing is open here that `\(name)` could close; the open statement needs \(wanted)."
            : "There is no statement `\(name)`."
        return Fault.syntax(
            "unknown statement", detail, at: position, in: source, help: near.map { "did you mean `\($0)`?" })
    }

    private mutating func parseAutoescape() throws(Fault) -> Statement {
        _ = try parseExpression()
        return .scope(try parseSection(end: "endautoescape"))
    }

    // MARK: Conditions and loops

    private mutating func parseIf() throws(Fault) -> Statement {
        var branches: [(condition: Expression, body: [Statement])] = []
        let start = names
        var taken: [NameTracker] = []
        repeat {
            let condition = try parseTuple(withConditional: false)
            try expect(.blockEnd)
            branches.append((condition, try parseBody(until: ["elif", "else", "endif"])))
            taken.append(names)
            names = start
        } while skip(name: "elif")
        let otherwise = advance().kind == .name("else") ? try parseBlockBody(end: "endif") : []
        taken.append(names)
        names = start
        names.join(taken)
        let first = branches.removeFirst()
        return .if(IfNode(first.condition, first.body, others: branches, otherwise: otherwise))
    }

    private mutating func parseFor(at position: Position) throws(Fault) -> Statement {
        let target = try parseTarget(until: ["in"])
        try expect(.name("in"))
        let sequence = try parseTuple(withConditional: false, until: ["recursive", "if"])
        let condition = skip(name: "if") ? try parseLoopCondition(target) : nil
        let isRecursive = skip(name: "recursive")
        try expect(.blockEnd)
        let (body, mentions) = try mentioning { (parser) throws(Fault) in try parser.parseLoopBody(target) }
        let otherwise = try parseLoopElse()
        return .for(
            ForNode(
                target, in: sequence, if: condition, isRecursive: isRecursive, body: body, otherwise: otherwise,
                usesLoop: mentions.contains(.loop) || isRecursive, at: position))
    }

    private mutating func parseLoopCondition(_ target: Target) throws(Fault) -> LoopCondition {
        let (expression, names) = try inner { (parser) throws(Fault) in
            parser.give([target])
            return try parser.parseExpression()
        }
        return LoopCondition(expression: expression, names: names)
    }

    private mutating func parseLoopBody(_ target: Target) throws(Fault) -> Section {
        let (body, names) = try inner { (parser) throws(Fault) in
            parser.names.give(.loop)
            parser.give([target])
            return try parser.parseBody(until: ["endfor", "else"])
        }
        return Section(body, names: names)
    }

    private mutating func parseLoopElse() throws(Fault) -> Section {
        if advance().kind == .name("else") { return try parseSection(end: "endfor") }
        return Section([], names: .empty)
    }

    // MARK: Assignments

    private mutating func parseTarget(until stops: [String], withNamespace: Bool = false) throws(Fault) -> Target {
        var items: [Target] = []
        var isTuple = false
        let inParentheses = at(.leftParenthesis)
        while !stopsTarget(stops) {
            items.append(try parseTargetItem(withNamespace: withNamespace))
            guard skip(.comma) else { break }
            isTuple = true
        }
        guard let first = items.first else { throw unexpected("Expected the name of a variable.") }
        return isTuple && !(inParentheses && items.count == 1 && !isTuple) ? .tuple(items) : first
    }

    private func stopsTarget(_ stops: [String]) -> Bool {
        if case .name(let name) = current.kind, stops.contains(name) { return true }
        return current.kind == .sign(.assign) || current.kind == .blockEnd || current.kind == .sign(.rightParenthesis)
    }

    private mutating func parseTargetItem(withNamespace: Bool) throws(Fault) -> Target {
        if skip(.leftParenthesis) {
            let target = try nested { (parser) throws(Fault) in try parser.parseTarget(until: []) }
            try expect(.rightParenthesis)
            return target
        }
        let (name, position) = try expectName()
        guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
            throw Fault.syntax("cannot assign to a constant", "`\(name)` is a constant.", at: position, in: source)
        }
        let node = NameNode(name, at: position)
        if withNamespace, at(.dot), case .name(let attribute) = look().kind {
            advance()
            advance()
            read(node)
            return .attribute(node, attribute)
        }
        return .name(node)
    }

    private mutating func parseSet(at position: Position) throws(Fault) -> Statement {
        let target = try parseTarget(until: [], withNamespace: true)
        if skip(.assign) {
            let value = try parseTuple(withConditional: true)
            store(target)
            return .set(SetNode(target, value, at: position))
        }
        store(target)
        let filters = try parseFilterChain()
        return .setBlock(SetBlockNode(target, filters, try parseSection(end: "endset"), at: position))
    }

    private mutating func store(_ target: Target) {
        for symbol in target.symbols { names.store(symbol) }
    }

    /// `| a | b(1)` behind `set name`, or `a | b` behind `filter`.
    private mutating func parseFilterChain(isStarted: Bool = false) throws(Fault) -> [FilterUse] {
        var chain = isStarted ? [try parseFilter()] : []
        while skip(.pipe) { chain.append(try parseFilter()) }
        return chain
    }

    private mutating func parseWith(at position: Position) throws(Fault) -> Statement {
        var assignments: [(target: Target, value: Expression)] = []
        while current.kind != .blockEnd {
            if !assignments.isEmpty { try expect(.comma) }
            let target = try parseTargetItem(withNamespace: false)
            try expect(.assign)
            assignments.append((target, try parseExpression()))
        }
        let body = try parseSection(end: "endwith", giving: assignments.map(\.target))
        return .with(WithNode(assignments, body, at: position))
    }

    // MARK: Macros

    private mutating func parseMacro(at position: Position) throws(Fault) -> MacroNode {
        let (name, _) = try expectName()
        names.store(Symbol(name))
        let ((parameters, body), scope) = try inner { (parser) throws(Fault) in
            let parameters = try parser.parseParameters()
            return (parameters, try parser.parseMacroBody(end: "endmacro"))
        }
        return MacroNode(
            name, parameters, Section(body.result, names: scope), mentions: body.mentions, at: position)
    }

    private mutating func parseMacroBody(
        end: String
    ) throws(Fault) -> (result: [Statement], mentions: Set<Symbol>) {
        for symbol in [Symbol.caller, .varargs, .kwargs] { names.give(symbol) }
        return try mentioning { (parser) throws(Fault) in try parser.parseBlockBody(end: end) }
    }

    private mutating func parseParameters() throws(Fault) -> [(symbol: Symbol, name: String, fallback: Expression?)] {
        try expect(.leftParenthesis)
        var parameters: [(symbol: Symbol, name: String, fallback: Expression?)] = []
        while !at(.rightParenthesis) {
            if !parameters.isEmpty { try expect(.comma) }
            let (name, _) = try expectName()
            let fallback: Expression? = skip(.assign) ? try parseExpression() : nil
            guard fallback != nil || parameters.last?.fallback == nil else {
                throw unexpected("A parameter without a default cannot follow one with a default.")
            }
            names.give(Symbol(name))
            parameters.append((Symbol(name), name, fallback))
        }
        try expect(.rightParenthesis)
        return parameters
    }

    private mutating func parseCallBlock(at position: Position) throws(Fault) -> Statement {
        let outer = names
        names = NameTracker()
        let parameters = at(.leftParenthesis) ? try parseParameters() : []
        let given = names
        names = outer
        let call = try parseExpression()
        guard case .call = call else { throw unexpected("`call` must be followed by a macro call.") }
        let (body, scope) = try inner { (parser) throws(Fault) in
            parser.names = given
            return try parser.parseMacroBody(end: "endcall")
        }
        let caller = MacroNode(
            "caller", parameters, Section(body.result, names: scope), mentions: body.mentions, at: position)
        return .callBlock(CallBlockNode(call, caller, at: position))
    }

    private mutating func parseFilterBlock() throws(Fault) -> Statement {
        .filterBlock(try parseFilterChain(isStarted: true), try parseSection(end: "endfilter"))
    }
}
