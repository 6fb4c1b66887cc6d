import Runner
import Values

/// A line for each result in few words: `unixy` of community.general.
struct UnixyView: TerseView {
    let theme: Theme
    let secrets: SecretRegistry
    let options: ViewOptions
    private var isCheckMode = false

    init(theme: Theme, secrets: SecretRegistry, options: ViewOptions) {
        self.theme = theme
        self.secrets = secrets
        self.options = options
    }

    mutating func text(for event: RunEvent) -> String {
        switch event {
        case .started(let playbook, _, let checks):
            "Executing playbook \(playbook.fileName.harmlessName)" + (marks(checks) ? " in check mode" : "") + "\n"
        case .playStarted(let play): begin(play)
        case .noHosts(let play, _): begin(play) + paint("  No hosts found!", .quiet) + "\n"
        case .taskStarted(let task, _): head(task)
        case .itemFinished(let report, let label): result(report, label)
        case .taskFinished(let report): result(report, nil)
        case .retrying(let report, let remaining): retrying(report, remaining)
        case .included(_, let file, let hosts, _): included(file, hosts)
        case .finished(let summary): recap(summary)
        case .told(let words): secrets.mask(words).harmless + "\n"
        case .warning, .job, .noHostsLeft: ""
        }
    }

    private mutating func begin(_ play: PlayHeader) -> String {
        isCheckMode = play.isCheckMode
        let mode = marks(isCheckMode) ? " (in check mode)" : ""
        return paint("\n- \(play.name.harmlessName)\(mode) on hosts: \(play.pattern) -") + "\n"
    }

    private func marks(_ checks: Bool) -> Bool { options.marksCheckMode && checks }

    private func included(_ file: String, _ hosts: [String]) -> String {
        let results = hosts.map { paint("  \($0) ok", .ok) + "\n" }.joined()
        return results + paint("included: \(file.harmlessName) for \(hosts.joined(separator: ", "))", .skipped) + "\n"
    }

    private func head(_ task: TaskHeader) -> String {
        // What only brings other tasks has no heading there.
        guard !task.title.hasPrefix("include") else { return "" }
        let way = [
            task.isHandler ? "via handler" : "", marks(isCheckMode) ? (task.isHandler ? "in " : "") + "check mode" : "",
        ]
        .filter { !$0.isEmpty }.joined(separator: " ")
        // As in Ansible, a blank stands behind handlers.
        return paint(task.title.harmlessName + (way.isEmpty ? "" : " (\(way))") + "..." + (task.isHandler ? " " : ""))
            + "\n"
    }

    private func retrying(_ report: TaskReport, _ remaining: Int) -> String {
        guard case .int(let attempts) = report.result.fields["attempts"] ?? 1 else { return "" }
        return paint("  Retrying... (\(attempts) of \(attempts + remaining))", .quiet) + "\n"
    }

    private func paint(_ text: String, _ tone: Theme.Tone? = nil) -> String {
        let text = secrets.mask(text).harmless
        return tone.map { theme.paint(text, $0) } ?? text
    }
}

// Results.
extension UnixyView {
    private func result(_ report: TaskReport, _ label: Value?) -> String {
        switch report.result.outcome {
        case .ok: options.showsOK ? line(report, "ok", .ok) : ""
        case .changed: diff(report) + line(report, "done\(item(label, report))", .changed)
        case .skipped: options.showsSkipped ? line(report, "skipped", .skipped) : ""
        case .failed: line(report, "failed\(item(label, report))", .failed)
        case .unreachable: line(report, "unreachable", .unreachable)
        case .unknown: line(report, "unknown", .unreachable)
        case .undecided: line(report, "unknown", .warning)
        }
    }

    private func item(_ label: Value?, _ report: TaskReport) -> String {
        guard let label, label.isTrueInPython, !report.isHidden else { return "" }
        return " | item: \(label.pythonText.harmlessName)"
    }

    private func line(_ report: TaskReport, _ word: String, _ tone: Theme.Tone) -> String {
        let fields = ResultFields(report, verbosity: options.verbosity).all
        if report.result.showsFields && !report.isHidden || options.verbosity >= 1 {
            let shown = JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false).write(secrets.mask(.map(fields)))
            return paint("  \(report.host) \(word): \(shown)", tone) + "\n"
        }
        var text = "  \(report.host)\(report.delegatedTo.map { " -> \(report.delegateAddress ?? $0)" } ?? "") \(word)"
        for name in ["msg", "stdout", "stderr"] where !report.isHidden {
            guard let told = fields[.string(name)]?.pythonText, !told.isEmpty, told != "All items completed" else {
                continue
            }
            text += " | \(name): \(told)"
        }
        return paint(text, tone) + "\n"
    }

    private func diff(_ report: TaskReport) -> String {
        guard report.showsDiff, !report.isHidden else { return "" }
        return DiffText(theme: theme, secrets: secrets, context: options.diffContext).text(report.result.diffs)
    }

    private func recap(_ summary: RunSummary) -> String {
        let recap = RecapText(theme: theme, tellsDoubts: options.marksCheckMode)
        return "\n- Play recap -\n" + recap.lines(summary, without: ["skipped"]).map { "  \($0)\n" }.joined()
    }
}
