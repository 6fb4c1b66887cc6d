/// What may follow a value: attributes, subscripts, calls, filters and tests.
extension Parser {
    mutating func parsePostfix(_ base: Expression) throws(Fault) -> Expression {
        var expression = base
        while true {
            let below = height
            if at(.dot) {
                expression = try parseDot(expression)
            } else if at(.leftBracket) {
                expression = try parseSubscript(expression)
            } else if at(.leftParenthesis) {
                expression = try parseCall(expression)
            } else {
                return expression
            }
            try grow(over: below)
        }
    }

    mutating func parseFilters(_ base: Expression) throws(Fault) -> Expression {
        var expression = base
        while true {
            let below = height
            if at(.pipe) {
                advance()
                expression = .filter(FilterNode(expression, try parseFilter()))
            } else if at(name: "is") {
                expression = try parseTest(of: expression)
            } else if at(.leftParenthesis) {
                expression = try parseCall(expression)
            } else {
                return expression
            }
            try grow(over: below)
        }
    }

    private mutating func parseDot(_ base: Expression) throws(Fault) -> Expression {
        try expect(.dot)
        let token = advance()
        switch token.kind {
        case .name(let name):
            if Methods.changing.contains(name) { changesValues = true }
            return .attribute(AttributeNode(base, name, at: token.position))
        case .integer(let index): return .item(ItemNode(base, .literal(.int(index)), at: token.position))
        default: throw unexpected("A dot must be followed by a name or a number.")
        }
    }

    private mutating func parseSubscript(_ base: Expression) throws(Fault) -> Expression {
        try expect(.leftBracket)
        let start = position
        var keys: [Expression] = []
        var slice: Expression?
        repeat {
            if at(.rightBracket), !keys.isEmpty { break }
            let first: Expression? = at(.colon) ? nil : try parseExpression()
            if at(.colon) {
                slice = try parseSlice(of: base, from: first, at: start)
            } else if let first {
                keys.append(first)
            }
        } while slice == nil && skip(.comma)
        try expect(.rightBracket)
        if let slice { return slice }
        return .item(ItemNode(base, keys.count == 1 ? keys[0] : .tuple(keys), at: start))
    }

    private mutating func parseSlice(
        of base: Expression, from first: Expression?, at start: Position
    ) throws(Fault) -> Expression {
        try expect(.colon)
        let stop = try parseBound()
        let step = skip(.colon) ? try parseBound() : nil
        return .slice(SliceNode(base, first, stop, step, at: start))
    }

    private mutating func parseBound() throws(Fault) -> Expression? {
        at(.colon) || at(.rightBracket) || at(.comma) ? nil : try parseExpression()
    }

    mutating func parseCall(_ callee: Expression) throws(Fault) -> Expression {
        let position = callee.position ?? position
        return .call(CallNode(callee, try parseArguments(), at: position))
    }

    mutating func parseArguments() throws(Fault) -> CallArguments {
        try expect(.leftParenthesis)
        var arguments = CallArguments()
        var isFirst = true
        while !at(.rightParenthesis) {
            if !isFirst { try expect(.comma) }
            isFirst = false
            if at(.rightParenthesis) { break }
            try parseArgument(into: &arguments)
        }
        try expect(.rightParenthesis)
        return arguments
    }

    private mutating func parseArgument(into arguments: inout CallArguments) throws(Fault) {
        if skip(.multiply) {
            arguments.spread = try parseExpression()
        } else if skip(.power) {
            arguments.namedSpread = try parseExpression()
        } else if case .name(let name) = current.kind, look().kind == .sign(.assign) {
            advance()
            advance()
            arguments.named.append((name, try parseExpression()))
        } else {
            guard arguments.named.isEmpty, arguments.namedSpread == nil else {
                throw unexpected("A positional argument cannot follow a keyword argument.")
            }
            arguments.positional.append(try parseExpression())
        }
    }

    // MARK: Filters and tests

    mutating func parseFilter() throws(Fault) -> FilterUse {
        let (name, position) = try parseDottedName()
        let arguments = at(.leftParenthesis) ? try parseArguments() : .none
        return FilterUse(name, arguments, at: position)
    }

    private mutating func parseDottedName() throws(Fault) -> (name: String, position: Position) {
        var (name, position) = try expectName()
        while at(.dot), case .name(let next) = look().kind {
            advance()
            advance()
            name += "." + next
            position.length += Int32(next.utf8.count + 1)
        }
        return (name, position)
    }

    private mutating func parseTest(of input: Expression) throws(Fault) -> Expression {
        advance()
        let isNegated = skip(name: "not")
        let (name, position) = try parseDottedName()
        let arguments = try parseTestArguments()
        let test = Expression.test(TestNode(input, name, arguments, at: position))
        return isNegated ? .negated(test) : test
    }

    /// The argument of a test may stand without parentheses: `is divisibleby 3`.
    private mutating func parseTestArguments() throws(Fault) -> CallArguments {
        switch current.kind {
        case .sign(.leftParenthesis): return try parseArguments()
        case .name("else"), .name("or"), .name("and"): return .none
        case .name("is"): throw unexpected("Tests cannot be chained with a second `is`.")
        case .name, .string, .integer, .bigInteger, .float, .sign(.leftBracket), .sign(.leftBrace):
            var arguments = CallArguments()
            arguments.positional = [try parsePostfix(try parsePrimary())]
            return arguments
        default: return .none
        }
    }
}

extension Expression {
    /// Where the expression's telling word stands; `nil` for constants and lists.
    var position: Position? {
        switch self {
        case .name(let node): node.position
        case .attribute(let node): node.position
        case .item(let node): node.position
        case .slice(let node): node.position
        case .call(let node): node.position
        case .filter(let node): node.use.position
        case .test(let node): node.position
        case .unary(let node): node.position
        case .binary(let node): node.position
        case .compare(let node): node.position
        case .conditional(let node): node.position
        case .negated(let inner): inner.position
        case .and(let left, let right), .or(let left, let right): left.position ?? right.position
        case .concatenation(let parts): parts.lazy.compactMap(\.position).first
        case .literal, .list, .tuple, .dict: nil
        }
    }
}
