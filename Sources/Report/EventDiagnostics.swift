package import Runner
package import Values

/// The warnings among the events of a run, for standard error.
package struct EventDiagnostics: Sendable {
    private let text: DiagnosticText
    /// A mistake in a file is told once, not for every host.
    private var told: Set<Diagnostic> = []

    package init(theme: Theme, secrets: SecretRegistry) { text = DiagnosticText(theme: theme, secrets: secrets) }

    /// A line of someone else's making, fit for a terminal.
    package func plain(_ line: String) -> String { line.harmlessName }

    package mutating func text(for event: RunEvent) -> String {
        guard case .warning(let diagnostic) = event, told.insert(diagnostic).inserted else { return "" }
        return text.text(diagnostic)
    }
}
