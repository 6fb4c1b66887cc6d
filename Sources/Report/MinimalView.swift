import ModuleKit
import Runner
import Values

/// One paragraph for each result, and nothing else: Ansible's `minimal`, which single commands use.
struct MinimalView: TerseView {
    let theme: Theme
    let secrets: SecretRegistry
    let options: ViewOptions

    mutating func text(for event: RunEvent) -> String {
        switch event {
        case .taskFinished(let report): diff(report) + result(report)
        case .told(let words): secrets.mask(words).harmless + "\n"
        case .finished(let summary) where options.marksCheckMode && summary.isCheckMode:
            "\n" + RecapText(theme: theme).forecast(summary, banner: "CHECK MODE\n")
        default: ""
        }
    }

    /// Whether only what a program printed is shown of a success: not of a job.
    static func isPrinted(_ report: TaskReport) -> Bool {
        report.header.traits.contains(.takesCommandLine) && [.ok, .changed].contains(report.result.outcome)
            && report.result.fields["ansible_job_id"] == nil
    }

    private func result(_ report: TaskReport) -> String {
        let outcome = report.result.outcome
        let isPrinted = outcome == .failed ? report.header.traits.contains(.takesCommandLine) : Self.isPrinted(report)
        let text =
            if outcome == .skipped {
                "\(report.host) | SKIPPED"
            } else {
                isPrinted ? printed(report) : "\(report.host) | \(outcome.word) => \(fields(report))"
            }
        let painted = theme.paint(secrets.mask(text).harmless, outcome.tone)
        return painted.hasSuffix("\n") ? painted : painted + "\n"
    }

    /// What a program printed: output, error output and message, one right behind the other.
    private func printed(_ report: TaskReport) -> String {
        let fields = ResultFields(report, verbosity: options.verbosity).shown
        let word = report.result.outcome == .failed ? "FAILED" : report.result.outcome.word
        let texts = ["stdout", "stderr", "msg"].map { fields[.string($0)]?.text ?? "" }
        let code = JSONWriter().write(fields["rc"] ?? -1)
        return "\(report.host) | \(word) | rc=\(code) >>\n\(texts.joined())\n"
    }

    private func fields(_ report: TaskReport) -> String {
        let style: ResultText.Style = options.format == .yaml ? .yaml : .json
        guard case .map(let fields) = secrets.mask(.map(ResultFields(report, verbosity: options.verbosity).shown))
        else {
            return ""
        }
        return ResultText(style: style, options: options).text(fields, isVerbose: true)
    }

    private func diff(_ report: TaskReport) -> String {
        guard report.showsDiff, !report.isHidden else { return "" }
        return DiffText(theme: theme, secrets: secrets, context: options.diffContext).text(report.result.diffs)
    }
}

extension TaskResult.Outcome {
    /// As the views of one line a result call it.
    var word: String {
        switch self {
        case .ok: "SUCCESS"
        case .changed: "CHANGED"
        case .skipped: "SKIPPED"
        case .failed: "FAILED!"
        case .unreachable: "UNREACHABLE!"
        case .unknown: "UNKNOWN!"
        case .undecided: "UNKNOWN"
        }
    }

    var tone: Theme.Tone {
        switch self {
        case .ok: .ok
        case .changed: .changed
        case .skipped: .skipped
        case .failed: .failed
        case .unreachable, .unknown: .unreachable
        case .undecided: .warning
        }
    }
}
