import Values

/// Looks at templates without rendering them.
enum TemplateCheck {
    enum Form {
        case template, expression, file
    }

    static func problems(in source: TemplateText, as form: Form) -> [Diagnostic] {
        do throws(Fault) {
            var walker = NameWalker(source)
            try walker.walk(form)
            return walker.unknown.map(\.diagnostic)
        } catch {
            return [error.diagnostic]
        }
    }

    static func names(in source: TemplateText, as form: Form) -> Set<String> {
        let mentioned: Set<Symbol>?
        switch form {
        case .template: mentioned = try? CompiledTemplate.value(source).mentioned
        case .expression: mentioned = try? CompiledExpression.of(source).mentioned
        case .file: mentioned = try? CompiledTemplate.file(source, options: TemplateOptions()).mentioned
        }
        return Set(mentioned?.map(\.name) ?? []).subtracting(Globals.names)
    }
}

/// Goes through a syntax tree and notes the filters and tests that do not exist.
private struct NameWalker {
    private let source: TemplateText
    private(set) var unknown: [Fault] = []

    init(_ source: TemplateText) { self.source = source }

    mutating func walk(_ form: TemplateCheck.Form) throws(Fault) {
        switch form {
        case .template: visit(try CompiledTemplate.value(source).body)
        case .expression: visit(try CompiledExpression.of(source).expression)
        case .file: visit(try CompiledTemplate.file(source, options: TemplateOptions()).body)
        }
    }

    private mutating func note(_ fault: Fault, _ name: String, _ position: Position) {
        var position = position
        position.length = Int32(name.utf8.count)
        unknown.append(fault.located(at: position, in: source))
    }

    /// A lookup that is called by a name written out.
    private mutating func noteLookup(_ node: CallNode) {
        guard case .name(let callee) = node.callee, ["lookup", "query", "q"].contains(callee.name),
            case .literal(.string(let name)) = node.arguments.positional.first
        else { return }
        do throws(Fault) {
            _ = try Lookup.named(name)
        } catch {
            unknown.append(error.located(at: node.position, in: source))
        }
    }

    private mutating func visit(_ body: [Statement]) {
        for statement in body { visit(statement) }
    }

    private mutating func visit(_ section: Section) { visit(section.statements) }

    private mutating func visit(_ statement: Statement) {
        switch statement {
        case .text, .break, .continue: break
        case .output(let node), .perform(let node): visit(node.expression)
        case .if(let node):
            visit(node.condition)
            visit(node.body)
            for (condition, body) in node.others {
                visit(condition)
                visit(body)
            }
            visit(node.otherwise)
        case .for(let node):
            visit(node.sequence)
            node.condition.map { visit($0.expression) }
            visit(node.body)
            visit(node.otherwise)
        case .set(let node): visit(node.value)
        case .setBlock(let node):
            for use in node.filters { visit(use) }
            visit(node.body)
        case .with(let node):
            for (_, value) in node.assignments { visit(value) }
            visit(node.body)
        case .macro(let node): visit(node)
        case .callBlock(let node):
            visit(node.call)
            visit(node.body)
        case .filterBlock(let filters, let body):
            for use in filters { visit(use) }
            visit(body)
        case .block(let node): visit(node.body)
        case .extends(let node): visit(node.template)
        case .include(let node): visit(node.template)
        case .importAll(let node), .importNames(let node): visit(node.template)
        case .scope(let body): visit(body)
        }
    }

    private mutating func visit(_ macro: MacroNode) {
        for (_, _, fallback) in macro.parameters { fallback.map { visit($0) } }
        visit(macro.body)
    }

    private mutating func visit(_ use: FilterUse) {
        if !use.filter.exists { note(.unknownFilter(use.filter.name), use.filter.name, use.position) }
        visit(use.arguments.written)
    }

    private mutating func visit(_ arguments: CallArguments) {
        for argument in arguments.positional { visit(argument) }
        for (_, argument) in arguments.named { visit(argument) }
        arguments.spread.map { visit($0) }
        arguments.namedSpread.map { visit($0) }
    }

    private mutating func visit(_ expression: Expression) {
        switch expression {
        case .literal, .name: break
        case .list(let items), .tuple(let items), .concatenation(let items): for item in items { visit(item) }
        case .dict(let items):
            for item in items {
                visit(item.key)
                visit(item.value)
            }
        case .attribute(let node): visit(node.base)
        case .item(let node):
            visit(node.base)
            visit(node.key)
        case .slice(let node): for part in [node.base, node.start, node.stop, node.step] { part.map { visit($0) } }
        case .call(let node):
            noteLookup(node)
            visit(node.callee)
            visit(node.arguments)
        case .filter(let node):
            visit(node.use)
            visit(node.input)
        case .test(let node):
            if !node.test.exists { note(.unknownTest(node.test.name), node.test.name, node.position) }
            visit(node.input)
            visit(node.arguments.written)
        case .negated(let inner): visit(inner)
        case .unary(let node): visit(node.operand)
        case .binary(let node):
            visit(node.left)
            visit(node.right)
        case .compare(let node):
            visit(node.first)
            for (_, operand) in node.rest { visit(operand) }
        case .and(let left, let right), .or(let left, let right):
            visit(left)
            visit(right)
        case .conditional(let node):
            visit(node.condition)
            visit(node.value)
            node.otherwise.map { visit($0) }
        }
    }
}
