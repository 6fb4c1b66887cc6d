import Values

/// Conditions: `when`, `failed_when`, `until`, `that`.
extension Evaluation {
    func condition(_ value: Value, at span: SourceSpan?) throws(Fault) -> Bool {
        switch value {
        case .null: return true
        case .bool(let flag): return flag
        case .string(""): return true
        case .string(let text): return try condition(TemplateText(text, expressionAt: span))
        case .template(let template): return try rendered(template)
        case .int(let integer): return integer != 0
        case .big: return true
        case .double(let double): return double != 0
        case .list(let items):
            for item in items where try !condition(item, at: span) { return false }
            return true
        case .sealed(let sealed): return try condition(TemplateText(try open(sealed), expressionAt: sealed.span))
        case .map:
            throw Fault(
                .failed, "condition is a mapping", "A condition is an expression, a boolean, or a list of them.",
                at: span)
        }
    }

    func condition(_ expression: TemplateText) throws(Fault) -> Bool {
        if TemplateText.hasMarkers(expression.text) { return try condition(try withoutTemplates(expression)) }
        let compiled = try CompiledExpression.of(expression)
        let result = try evaluate(compiled.expression, frame(of: compiled, in: expression))
        do {
            return try Python.isTrue(result)
        } catch {
            throw error.located(at: compiled.expression.position ?? Position(0), in: expression)
        }
    }

    /// A condition that is one `{{ … }}` gives its value's truth; text other than a boolean's is not read as an
    /// expression again.
    private func rendered(_ template: TemplateText) throws(Fault) -> Bool {
        guard try CompiledTemplate.value(template).onlyOutput != nil else {
            return try condition(try withoutTemplates(template))
        }
        let result = try root.use(.template(template))
        guard let text = result.string, !text.isEmpty, !["true", "false"].contains(text.lowercased()) else {
            if result.string?.lowercased() == "false" { return false }
            return try Python.isTrue(result)
        }
        throw Fault(
            .failed, "condition yields a string", "A condition inside braces must evaluate to true or false.",
            help: "write the expression without the braces", at: template.span)
    }

    /// The expression that a condition with templates in it means.
    private func withoutTemplates(_ condition: TemplateText) throws(Fault) -> TemplateText {
        guard let expression = EmbeddedTemplates.expression(for: condition.text) else { throw embedded(condition) }
        return TemplateText(expression, expressionAt: condition.span)
    }

    private func embedded(_ template: TemplateText) -> Fault {
        Fault(
            .failed, "statement inside a condition",
            "A condition is an expression; it cannot contain a statement or an unclosed template.",
            at: template.span)
    }
}
