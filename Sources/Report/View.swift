package import Runner
import Values

/// Renders the events of a run as text. Pure: what is done with the text is the executable's business.
package protocol View: Sendable {
    /// The text to show for an event, with its line breaks; empty for nothing.
    mutating func text(for event: RunEvent) -> String

    /// What of an event belongs on standard error, behind the text.
    mutating func errors(for event: RunEvent) -> String
}

extension View {
    package mutating func errors(for event: RunEvent) -> String { "" }
}

/// A view whose results leave no room for warnings.
protocol TerseView: View {
    var theme: Theme { get }
    var secrets: SecretRegistry { get }
}

extension TerseView {
    package mutating func errors(for event: RunEvent) -> String {
        switch event {
        case .itemFinished(let report, _), .taskFinished(let report): report.warnings(theme, secrets)
        default: ""
        }
    }
}

extension TaskReport {
    /// What the task warned of, a line each.
    func warnings(_ theme: Theme, _ secrets: SecretRegistry) -> String {
        guard !isHidden else { return "" }
        return result.warnings.map { warning in
            theme.paint(secrets.mask("[WARNING]: \(warning)").harmless, .warning) + "\n"
        }.joined()
    }
}
