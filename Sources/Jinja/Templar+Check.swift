package import Values

extension Templar {
    /// What is wrong with a template without rendering it: its syntax, and filters and tests that do not exist.
    package static func check(_ template: TemplateText) -> [Diagnostic] {
        TemplateCheck.problems(in: template, as: .template)
    }

    /// ``check(_:)`` for the text of a bare expression, such as a `when`.
    package static func check(expression: TemplateText) -> [Diagnostic] {
        TemplateCheck.problems(in: expression, as: .expression)
    }

    /// The variables a value's templates mention at any depth, whether or not they will be reached.
    ///
    /// Text with no markers mentions nothing; names a template sets itself are not among them.
    package static func mentionedNames(in value: Value) -> Set<String> {
        switch value {
        case .template(let template): TemplateCheck.names(in: template, as: .template)
        case .list(let items): items.reduce(into: []) { $0.formUnion(mentionedNames(in: $1)) }
        case .map(let mapping): mapping.reduce(into: []) { $0.formUnion(mentionedNames(in: $1.value)) }
        default: []
        }
    }

    /// The variables a bare expression mentions.
    package static func mentionedNames(inExpression expression: TemplateText) -> Set<String> {
        TemplateCheck.names(in: expression, as: .expression)
    }
}

extension TemplateText {
    /// An expression whose place may be unknown, for messages that quote it all the same.
    package convenience init(_ text: String, expressionAt span: SourceSpan?) {
        let place = span ?? SourceSpan(SourceFile(path: "<expression>", text: text), line: 1, column: 1)
        self.init(text, at: place, layout: .flow(offset: 0))
    }
}
