import Values

/// What went wrong inside an evaluation. A reference, so that a `throws` costs one register; it becomes a
/// ``TemplateError`` where the evaluation ends.
final class Fault: Error, Sendable {
    let kind: TemplateError.Kind
    let summary: String
    let detail: String
    let help: String?
    let span: SourceSpan?
    let notes: [Diagnostic.Note]
    let undefinedName: String?
    /// Where a name like the missing one may be. Searched only when the error is told: most are never.
    private let scope: (any VariableScope)?

    init(
        _ kind: TemplateError.Kind, _ summary: String, _ detail: String, help: String? = nil,
        at span: SourceSpan? = nil, notes: [Diagnostic.Note] = [], undefinedName: String? = nil,
        near scope: (any VariableScope)? = nil
    ) {
        self.kind = kind
        self.summary = summary
        self.detail = detail
        self.help = help
        self.span = span
        self.notes = notes
        self.undefinedName = undefinedName
        self.scope = scope
    }

    /// Something was given to a filter, operator or call that it cannot work on.
    static func failed(_ summary: String, _ detail: String, help: String? = nil) -> Fault {
        Fault(.failed, summary, detail, help: help)
    }

    static func unknownFilter(_ name: String) -> Fault {
        failed(
            "unknown filter", "There is no filter `\(name)`.",
            help: Suggestion.question(for: name, among: Filter.names))
    }

    static func unknownTest(_ name: String) -> Fault {
        failed(
            "unknown test", "There is no test `\(name)`.",
            help: Suggestion.question(for: name, among: Test.names))
    }

    static func syntax(
        _ summary: String, _ detail: String, at position: Position, in source: TemplateText, help: String? = nil
    ) -> Fault {
        Fault(.syntax, summary, detail, help: help, at: source.span(of: position))
    }

    /// The same with a place, if it has none yet: the innermost one is the telling one.
    func located(at position: Position, in source: TemplateText) -> Fault {
        guard span == nil else { return self }
        return Fault(
            kind, summary, detail, help: help, at: source.span(of: position), notes: notes,
            undefinedName: undefinedName, near: scope)
    }

    /// The same with one more place that belongs to the matter.
    func noting(_ text: String, at span: SourceSpan?) -> Fault {
        guard let span, span != self.span, !notes.contains(where: { $0.span == span }) else { return self }
        return Fault(
            kind, summary, detail, help: help, at: self.span, notes: notes + [Diagnostic.Note(text, at: span)],
            undefinedName: undefinedName, near: scope)
    }

    var error: TemplateError {
        TemplateError(kind, self.diagnostic, undefinedName: undefinedName)
    }

    var diagnostic: Diagnostic {
        Diagnostic(code, summary, detail: detail, at: span, notes: notes, help: help ?? nearest)
    }

    private var nearest: String? {
        guard let undefinedName, let scope else { return nil }
        return Suggestion.question(for: undefinedName, among: scope.names)
    }

    private var code: String {
        switch kind {
        case .undefined: "undefined"
        case .notKnownYet: "unknown"
        case .syntax, .failed: "template"
        case .cycle: "cycle"
        case .budget: "budget"
        case .lookup: "lookup"
        }
    }
}

extension TemplateText {
    /// Where a position of the compiled form stands in the source.
    func span(of position: Position) -> SourceSpan {
        var line = 1
        var column = 1
        var remaining = Int(position.offset)
        for scalar in text.unicodeScalars {
            guard remaining > 0 else { break }
            remaining -= UTF8.width(scalar)
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return span(line: line, column: column, length: Int(position.length))
    }
}
