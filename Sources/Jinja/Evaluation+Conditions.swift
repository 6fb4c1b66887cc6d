import Values

/// Conditions: `when`, `failed_when`, `until`, `that`.
extension Evaluation {
    func condition(_ value: Value, at span: SourceSpan?) throws(Fault) -> Bool {
        switch value {
        case .null: return true
        case .bool(let flag): return flag
        case .string(""): return true
        case .string(let text): return try condition(TemplateText(text, expressionAt: span))
        case .template(let template): throw embedded(template)
        case .int(let integer): return integer != 0
        case .double(let double): return double != 0
        case .list(let items):
            for item in items where try !condition(item, at: span) { return false }
            return true
        case .sealed(let sealed): return try condition(TemplateText(try open(sealed), expressionAt: sealed.span))
        case .map:
            throw Fault(
                .failed, "a condition that is a mapping", "A condition is an expression, a boolean, or a list of them.",
                at: span)
        }
    }

    func condition(_ expression: TemplateText) throws(Fault) -> Bool {
        if TemplateText.hasMarkers(expression.text) { throw embedded(expression) }
        let compiled = try CompiledExpression.of(expression)
        let result = try evaluate(compiled.expression, expressionFrame(expression))
        do {
            return try isTrue(result)
        } catch {
            throw error.located(at: compiled.expression.position ?? Position(0), in: expression)
        }
    }

    /// Text that a variable holds is true only by its own length, as in Python; `"False"` is true.
    private func isTrue(_ result: Object) throws(Fault) -> Bool { try Python.isTrue(result) }

    private func embedded(_ template: TemplateText) -> Fault {
        let plain = template.text.replacing("{{", with: "").replacing("}}", with: "")
        let help = "write it as an expression: \(plain.split(whereSeparator: \.isWhitespace).joined(separator: " "))"
        return Fault(
            .failed, "a template inside a condition",
            "A condition is an expression already. With `{{ … }}` in it, what a variable holds would be run as code.",
            help: template.text.contains("{%") ? nil : help, at: template.span)
    }
}
