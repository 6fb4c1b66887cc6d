import Runner
import Values

/// One line for each result: Ansible's `oneline`.
struct OneLineView: TerseView {
    let theme: Theme
    let secrets: SecretRegistry
    let options: ViewOptions

    mutating func text(for event: RunEvent) -> String {
        guard case .taskFinished(let report) = event else { return "" }
        let outcome = report.result.outcome
        return theme.paint(secrets.mask(line(report, outcome)).harmless, outcome.tone) + "\n"
    }

    private func line(_ report: TaskReport, _ outcome: TaskResult.Outcome) -> String {
        let head = "\(report.host) | \(outcome.word)"
        return switch outcome {
        case .skipped: head
        case .unreachable, .unknown: "\(head): \(report.result.message ?? "")"
        case .ok, .changed:
            head + (MinimalView.isPrinted(report) ? printed(report) : " => \(fields(report))")
        case .failed, .undecided: "\(head) => \(fields(report))"
        }
    }

    private func printed(_ report: TaskReport) -> String {
        let fields = ResultFields(report, verbosity: options.verbosity).shown
        let texts = ["stdout", "stderr"].map { name in
            (fields[.string(name)]?.text ?? "").replacing("\n", with: "\\n").replacing("\r", with: "\\r")
        }
        let code = JSONWriter().write(fields["rc"] ?? -1)
        return " | rc=\(code) | (stdout) \(texts[0])" + (texts[1].isEmpty ? "" : " (stderr) \(texts[1])")
    }

    /// Spread over lines first, as Ansible has it, and without the breaks then.
    private func fields(_ report: TaskReport) -> String {
        let shown = secrets.mask(.map(ResultFields(report, verbosity: options.verbosity).all))
        let indent = report.result.showsFields && !report.isHidden || options.verbosity > 2 ? 4 : 0
        return JSONWriter(indent: indent, sortsKeys: true, ensuresASCII: false).write(shown).replacing("\n", with: "")
    }
}
