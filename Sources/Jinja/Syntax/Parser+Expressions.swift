/// Expressions, loosest binding first, as Jinja's grammar has them.
extension Parser {
    mutating func parseExpression(withConditional: Bool = true) throws(Fault) -> Expression {
        try nested { (parser) throws(Fault) in
            withConditional ? try parser.parseConditional() : try parser.parseOr()
        }
    }

    private mutating func parseConditional() throws(Fault) -> Expression {
        var expression = try parseOr()
        while at(name: "if") {
            let position = advance().position
            let left = height
            let condition = try parseOr()
            try grow(over: left)
            let otherwise: Expression? = skip(name: "else") ? try parseExpression() : nil
            try grow(over: left)
            expression = .conditional(ConditionalNode(condition, expression, otherwise, at: position))
        }
        return expression
    }

    private mutating func parseOr() throws(Fault) -> Expression {
        var left = try parseAnd()
        while skip(name: "or") {
            let below = height
            left = .or(left, try parseAnd())
            try grow(over: below)
        }
        return left
    }

    private mutating func parseAnd() throws(Fault) -> Expression {
        var left = try parseNot()
        while skip(name: "and") {
            let below = height
            left = .and(left, try parseNot())
            try grow(over: below)
        }
        return left
    }

    private mutating func parseNot() throws(Fault) -> Expression {
        guard skip(name: "not") else { return try parseComparison() }
        return .negated(try nested { (parser) throws(Fault) in try parser.parseNot() })
    }

    private static let comparisons: [Sign: Comparison] = [
        .equal: .equal, .notEqual: .notEqual, .less: .less, .lessOrEqual: .lessOrEqual, .greater: .greater,
        .greaterOrEqual: .greaterOrEqual,
    ]

    private mutating func parseComparison() throws(Fault) -> Expression {
        let first = try parseSum()
        let start = position
        var rest: [(comparison: Comparison, operand: Expression)] = []
        while let comparison = nextComparison() { rest.append((comparison, try parseSum())) }
        return rest.isEmpty ? first : .compare(CompareNode(first, rest, at: start))
    }

    private mutating func nextComparison() -> Comparison? {
        switch current.kind {
        case .sign(let sign):
            guard let comparison = Self.comparisons[sign] else { return nil }
            advance()
            return comparison
        case .name("in"):
            advance()
            return .contained
        case .name("not") where look().kind == .name("in"):
            advance()
            advance()
            return .notContained
        default:
            return nil
        }
    }

    private mutating func parseSum() throws(Fault) -> Expression {
        var left = try parseConcatenation()
        while let sign = nextSign([.add, .subtract]) {
            let below = height
            left = .binary(BinaryNode(sign.sign, left, try parseConcatenation(), at: sign.position))
            try grow(over: below)
        }
        return left
    }

    private mutating func parseConcatenation() throws(Fault) -> Expression {
        let first = try parseProduct()
        guard at(.tilde) else { return first }
        var parts = [first]
        while skip(.tilde) { parts.append(try parseProduct()) }
        return .concatenation(parts)
    }

    private mutating func parseProduct() throws(Fault) -> Expression {
        var left = try parsePower()
        while let sign = nextSign([.multiply, .divide, .floorDivide, .modulo]) {
            let below = height
            left = .binary(BinaryNode(sign.sign, left, try parsePower(), at: sign.position))
            try grow(over: below)
        }
        return left
    }

    private mutating func parsePower() throws(Fault) -> Expression {
        var left = try parseUnary()
        while let sign = nextSign([.power]) {
            let below = height
            left = .binary(BinaryNode(.power, left, try parseUnary(), at: sign.position))
            try grow(over: below)
        }
        return left
    }

    private mutating func nextSign(_ signs: [Sign]) -> (sign: Sign, position: Position)? {
        guard case .sign(let sign) = current.kind, signs.contains(sign) else { return nil }
        return (sign, advance().position)
    }

    mutating func parseUnary(withFilters: Bool = true) throws(Fault) -> Expression {
        var expression: Expression
        if let sign = nextSign([.subtract, .add]) {
            let operand = try nested { (parser) throws(Fault) in try parser.parseUnary(withFilters: false) }
            expression = .unary(UnaryNode(isMinus: sign.sign == .subtract, operand, at: sign.position))
        } else {
            expression = try parsePrimary()
        }
        expression = try parsePostfix(expression)
        return withFilters ? try parseFilters(expression) : expression
    }

    // MARK: The smallest parts

    mutating func parsePrimary() throws(Fault) -> Expression {
        let token = current
        settle()
        switch token.kind {
        case .name(let name):
            advance()
            return word(name, at: token.position)
        case .string(let text):
            advance()
            return .literal(.string(joinedStrings(after: text)))
        case .integer(let value):
            advance()
            return .literal(.int(value))
        case .bigInteger(let value):
            advance()
            return .literal(.big(value))
        case .float(let value):
            advance()
            return .literal(.float(value))
        case .sign(.leftParenthesis): return try parseParentheses()
        case .sign(.leftBracket): return try parseList()
        case .sign(.leftBrace): return try parseDict()
        default: throw unexpected("Expected a value.")
        }
    }

    private mutating func word(_ name: String, at position: Position) -> Expression {
        switch name {
        case "true", "True": return .literal(.bool(true))
        case "false", "False": return .literal(.bool(false))
        case "none", "None": return .literal(.none)
        default:
            let node = NameNode(name, at: position)
            read(node)
            return .name(node)
        }
    }

    private mutating func joinedStrings(after first: String) -> String {
        var text = first
        while case .string(let more) = current.kind {
            text += more
            advance()
        }
        return text
    }

    private mutating func parseParentheses() throws(Fault) -> Expression {
        try expect(.leftParenthesis)
        let expression = try parseTuple(withConditional: true, inParentheses: true)
        try expect(.rightParenthesis)
        return expression
    }

    private mutating func parseList() throws(Fault) -> Expression {
        try expect(.leftBracket)
        var items: [Expression] = []
        var highest = 0
        while !at(.rightBracket) {
            if !items.isEmpty { try expect(.comma) }
            if at(.rightBracket) { break }
            items.append(try parseExpression())
            highest = max(highest, height)
        }
        try expect(.rightBracket)
        settle(at: highest)
        try grow()
        return .list(items)
    }

    private mutating func parseDict() throws(Fault) -> Expression {
        try expect(.leftBrace)
        var items: [DictItem] = []
        var highest = 0
        while !at(.rightBrace) {
            if !items.isEmpty { try expect(.comma) }
            if at(.rightBrace) { break }
            let key = try parseExpression()
            try expect(.colon)
            highest = max(highest, height)
            items.append(DictItem(key: key, value: try parseExpression()))
            highest = max(highest, height)
        }
        try expect(.rightBrace)
        settle(at: highest)
        try grow()
        return .dict(items)
    }

    /// Expressions with commas between them; one without a comma is itself.
    mutating func parseTuple(
        withConditional: Bool, until stops: [String] = [], inParentheses: Bool = false
    ) throws(Fault) -> Expression {
        var items: [Expression] = []
        var isTuple = false
        var highest = 1
        while !endsTuple(stops) {
            items.append(try parseExpression(withConditional: withConditional))
            highest = max(highest, height)
            guard skip(.comma) else { break }
            isTuple = true
        }
        settle(at: highest)
        if !isTuple, let only = items.first { return only }
        guard isTuple || inParentheses else { throw unexpected("Expected an expression.") }
        return .tuple(items)
    }

    private func endsTuple(_ stops: [String]) -> Bool {
        switch current.kind {
        case .variableEnd, .blockEnd, .end, .sign(.rightParenthesis): true
        case .name(let name): stops.contains(name)
        default: false
        }
    }
}
