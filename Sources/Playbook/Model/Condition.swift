package import Values

/// One item of `when`, `until`, `changed_when` or `failed_when`.
package enum Condition: Sendable {
    /// Decided in the file: `when: false`.
    case constant(Bool, SourceSpan)
    /// An expression without markers around it; compiled once in a run.
    case expression(TemplateText)
    /// `{{ expression }}` and nothing else, whose result must be a boolean or its text. Never read as code again.
    case template(TemplateText)

    package var span: SourceSpan {
        switch self {
        case .constant(_, let span): span
        case .expression(let text), .template(let text): text.span
        }
    }
}
