package import Runner
package import Values

/// What the events of a run give a person to mend, for standard error: warnings, and mistakes in files that only
/// showed when a task had its turn.
package struct EventDiagnostics: Sendable {
    private let text: DiagnosticText
    /// A mistake in a file is told once, not for every host.
    private var told: Set<Diagnostic> = []

    package init(theme: Theme, secrets: SecretRegistry) { text = DiagnosticText(theme: theme, secrets: secrets) }

    package mutating func text(for event: RunEvent) -> String {
        switch event {
        case .warning(let diagnostic): tell(diagnostic)
        case .itemFinished(let report, _), .taskFinished(let report): text(for: report)
        default: ""
        }
    }

    private mutating func text(for report: TaskReport) -> String {
        guard var diagnostic = report.result.diagnostic, !report.isHidden, !report.isIgnored else { return "" }
        if let place = report.header.place {
            diagnostic.notes.append(Diagnostic.Note("in the task \"\(report.header.title)\"", at: place))
        }
        return tell(diagnostic)
    }

    private mutating func tell(_ diagnostic: Diagnostic) -> String {
        told.insert(diagnostic).inserted ? text.text(diagnostic) : ""
    }
}
