package import Values

/// Renders templates and evaluates expressions with one set of variables.
///
/// Text is a template only as `Value.template`; results never are, whatever they look like. Every call is one
/// evaluation: lists and mappings are shared and mutable within it, as in Python, and nothing of that is seen
/// by the next.
package struct Templar: Sendable {
    package var context: TemplateContext

    package init(_ context: TemplateContext) { self.context = context }

    /// The value with every template in it rendered and every sealed text opened, at any depth.
    ///
    /// A text that is one template gives what ansible-core 2.18 gives: text that reads as a list, a mapping or a
    /// boolean becomes one; a text that is one variable keeps that variable's number or boolean.
    /// - Returns: `nil` where the value is `omit`; entries of lists and mappings that are `omit` are left out.
    package func resolve(_ value: Value) throws(TemplateError) -> Value? {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.resolve(value) }
    }

    /// The value as text, as Python's `str()` writes it; for names, paths and other texts.
    package func resolveText(_ value: Value) throws(TemplateError) -> String {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.resolveText(value) }
    }

    /// A template file as text. A `#jinja2:` header in it wins over `options`.
    package func render(
        _ template: TemplateText, options: TemplateOptions = TemplateOptions()
    ) throws(TemplateError) -> String {
        try Evaluation.run(context) { (evaluation) throws(Fault) in
            try evaluation.renderFile(template, options, in: evaluation.root)
        }
    }

    /// A bare expression, such as what stands after `that:` or `until:`.
    package func evaluate(expression text: String, at span: SourceSpan? = nil) throws(TemplateError) -> Value {
        try evaluate(expression: TemplateText(text, expressionAt: span))
    }

    /// ``evaluate(expression:at:)`` for an expression that is kept and compiled only once.
    package func evaluate(expression: TemplateText) throws(TemplateError) -> Value {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.evaluate(expression) }
    }

    /// Whether a condition holds: a boolean, the text of an expression, or a list of which all must hold.
    ///
    /// Text with `{{ … }}` in it is refused: data of a host could then become code.
    package func condition(_ value: Value, at span: SourceSpan? = nil) throws(TemplateError) -> Bool {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.condition(value, at: span) }
    }

    /// ``condition(_:at:)`` for one expression that is kept and compiled only once.
    package func condition(expression: TemplateText) throws(TemplateError) -> Bool {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.condition(expression) }
    }

    /// A variable with everything in it rendered; `nil` if there is none of this name.
    package func lookUp(_ name: String) throws(TemplateError) -> Value? {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.variable(named: name) }
    }

    /// Runs a lookup as `with_<name>: terms` does. A list, written or given by a template, holds the lookup's terms;
    /// anything else is its one term.
    /// - Returns: One value per turn of the loop.
    package func loop(over terms: Value, by name: String) throws(TemplateError) -> [Value] {
        try Evaluation.run(context) { (evaluation) throws(Fault) in try evaluation.loop(over: terms, by: name) }
    }
}
