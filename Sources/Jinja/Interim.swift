import Values
final class Fault: Error, Sendable {}
final class Evaluation {
    static func run<R>(_ context: TemplateContext, _ body: (Evaluation) throws(Fault) -> R) throws(TemplateError) -> R {
        do { return try body(Evaluation()) } catch {
            throw TemplateError(.failed, Diagnostic(.error, "template", "templates are not yet rendered"))
        }
    }
    func resolve(_ value: Value) throws(Fault) -> Value? { throw Fault() }
    func resolveText(_ value: Value) throws(Fault) -> String { throw Fault() }
    func renderFile(_ template: TemplateText, _ options: TemplateOptions) throws(Fault) -> String { throw Fault() }
    func evaluate(_ expression: TemplateText) throws(Fault) -> Value { throw Fault() }
    func condition(_ value: Value, at span: SourceSpan?) throws(Fault) -> Bool { throw Fault() }
    func condition(_ expression: TemplateText) throws(Fault) -> Bool { throw Fault() }
    func variable(named: String) throws(Fault) -> Value? { throw Fault() }
    func runLookup(_ name: String, terms: [Value], options: Mapping) throws(Fault) -> [Value] { throw Fault() }
}
enum TemplateCheck {
    enum Form { case template, expression }
    static func problems(in template: TemplateText, as form: Form) -> [Diagnostic] { [] }
    static func names(in template: TemplateText, as form: Form) -> Set<String> { [] }
}
