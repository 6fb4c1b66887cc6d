import Values

/// Statements by which templates use each other.
extension Parser {
    mutating func parseBlock(at position: Position) throws(Fault) -> Statement {
        let (name, position) = try expectName()
        let isScoped = skip(name: "scoped")
        let isRequired = skip(name: "required")
        let body = try parseApart(end: "endblock")
        _ = skip(name: name)
        let block = BlockNode(name, isScoped: isScoped, isRequired: isRequired, body, at: position)
        guard blocks.updateValue(block, forKey: name) == nil else {
            throw Fault.syntax("block defined twice", "There already is a block `\(name)`.", at: position, in: source)
        }
        return .block(block)
    }

    /// A body whose frame is not decided upon together with those around it.
    private mutating func parseApart(end: String) throws(Fault) -> Section {
        let outer = names
        names = NameTracker()
        let body = try parseBlockBody(end: end)
        let scope = settledNames()
        names = outer
        return Section(body, names: scope)
    }

    mutating func parseInclude(at position: Position) throws(Fault) -> Statement {
        let template = try parseExpression()
        var ignoresMissing = false
        if at(name: "ignore"), look().kind == .name("missing") {
            advance()
            advance()
            ignoresMissing = true
        }
        let withContext = parseContextChoice() ?? true
        return .include(
            IncludeNode(template, ignoresMissing: ignoresMissing, withContext: withContext, at: position))
    }

    /// `with context` or `without context`, if one of them stands here.
    private mutating func parseContextChoice() -> Bool? {
        guard at(name: "with") || at(name: "without"), look().kind == .name("context") else { return nil }
        let isWith = at(name: "with")
        advance()
        advance()
        return isWith
    }

    mutating func parseImport(at position: Position) throws(Fault) -> Statement {
        let template = try parseExpression()
        try expect(.name("as"))
        let (name, _) = try expectName()
        names.store(Symbol(name))
        let withContext = parseContextChoice() ?? false
        return .importAll(ImportNode(template, [(name, Symbol(name))], withContext: withContext, at: position))
    }

    mutating func parseFromImport(at position: Position) throws(Fault) -> Statement {
        let template = try parseExpression()
        try expect(.name("import"))
        var imported: [(name: String, alias: Symbol)] = []
        var withContext: Bool?
        while current.kind != .blockEnd {
            if !imported.isEmpty { try expect(.comma) }
            withContext = parseContextChoice()
            if withContext != nil || current.kind == .blockEnd { break }
            let (name, _) = try expectName()
            let alias = skip(name: "as") ? try expectName().name : name
            imported.append((name, Symbol(alias)))
            names.store(Symbol(alias))
            withContext = parseContextChoice()
            if withContext != nil { break }
        }
        return .importNames(ImportNode(template, imported, withContext: withContext ?? false, at: position))
    }
}
