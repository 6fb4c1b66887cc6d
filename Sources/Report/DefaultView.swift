package import Runner
package import Values

/// Ansible's default output: a line for each result, a recap at the end.
///
/// Source: the output of ansible-core 2.18 with its `default` callback, which the acceptance tests compare with.
package struct DefaultView: View {
    private let theme: Theme
    private let secrets: SecretRegistry
    private let verbosity: Int
    /// Columns of the terminal, or 79 without one.
    private let width: Int
    private let showsSkipped: Bool

    package init(
        theme: Theme, secrets: SecretRegistry, verbosity: Int = 0, width: Int = 79, showsSkipped: Bool = true
    ) {
        self.theme = theme
        self.secrets = secrets
        self.verbosity = verbosity
        self.width = width
        self.showsSkipped = showsSkipped
    }

    package mutating func text(for event: RunEvent) -> String {
        switch event {
        case .playStarted(let play): banner("PLAY [\(play.name)]" + (play.isCheckMode ? " [CHECK MODE]" : ""))
        case .taskStarted(let task): banner((task.isHandler ? "RUNNING HANDLER" : "TASK") + " [\(task.title)]") + place(task)
        case .itemFinished(let report, let label): result(report, label: label)
        case .taskFinished(let report): report.loopCount == nil || report.loopCount == 0 ? result(report, label: nil) : summary(report)
        case .retrying(let report, let remaining):
            paint("FAILED - RETRYING: [\(report.host)]: \(report.header.title) (\(remaining) retries left).", .quiet) + "\n"
        case .included(_, let file, let hosts): paint("included: \(file) for \(hosts.joined(separator: ", "))", .skipped) + "\n"
        case .warning(let diagnostic): DiagnosticText(theme: theme, secrets: secrets).text(diagnostic)
        case .noHosts(let play, let reason): banner("PLAY [\(play.name)]") + paint("skipping: \(reason)", .skipped) + "\n"
        case .finished(let summary): RecapText(theme: theme, verbosity: verbosity).text(summary, banner: banner("PLAY RECAP"))
        }
    }

    private func banner(_ title: String) -> String {
        let title = secrets.mask(title).harmless
        return "\n\(title) \(String(repeating: "*", count: Swift.max(3, width - title.count)))\n"
    }

    private func place(_ task: TaskHeader) -> String {
        guard verbosity >= 2, let place = task.place else { return "" }
        return paint("task path: \(place.file.path):\(place.line)", .quiet) + "\n"
    }

    private func paint(_ text: String, _ tone: Theme.Tone) -> String { theme.paint(secrets.mask(text).harmless, tone) }
}

extension DefaultView {
    private func result(_ report: TaskReport, label: Value?) -> String {
        let result = report.result
        let item = label.map { " => (item=\(Self.text(of: $0, report)))" } ?? ""
        switch result.outcome {
        case .ok: return diff(report) + line("ok", report, item, .ok)
        case .changed: return diff(report) + line("changed", report, item, .changed)
        case .skipped: return showsSkipped ? line("skipping", report, item, .skipped) : ""
        case .failed: return failure(report, label)
        case .unreachable: return grave(report, "UNREACHABLE!", label, .unreachable)
        case .unknown: return grave(report, "UNKNOWN!", label, .unreachable)
        }
    }

    /// The task's own line behind those of its loop's turns: only what the turns do not say.
    private func summary(_ report: TaskReport) -> String {
        let warned = warnings(report)
        switch report.result.outcome {
        case .failed: return warned + ignoring(report)
        case .skipped where showsSkipped: return line("skipping", report, "", .skipped)
        default: return warned
        }
    }

    private func line(_ word: String, _ report: TaskReport, _ item: String, _ tone: Theme.Tone) -> String {
        var text = "\(word): [\(Self.hosts(report))]\(item)"
        if showsFields(report) { text += " => \(fields(report, indent: 4))" }
        return warnings(report) + paint(text, tone) + "\n"
    }

    private func failure(_ report: TaskReport, _ label: Value?) -> String {
        grave(report, "FAILED!", label, .failed) + (label == nil ? ignoring(report) : "")
    }

    private func grave(_ report: TaskReport, _ word: String, _ label: Value?, _ tone: Theme.Tone) -> String {
        let fields = fields(report, indent: verbosity >= 1 ? 4 : nil)
        guard let label else { return warnings(report) + paint("fatal: [\(Self.hosts(report))]: \(word) => \(fields)", tone) + "\n" }
        let item = Self.text(of: label, report)
        return warnings(report) + paint("failed: [\(Self.hosts(report))] (item=\(item)) => \(fields)", tone) + "\n"
    }

    private func ignoring(_ report: TaskReport) -> String {
        report.isIgnored ? paint("...ignoring", .skipped) + "\n" : ""
    }

    private func warnings(_ report: TaskReport) -> String {
        guard !report.isHidden else { return "" }
        return report.result.warnings.map { paint("[WARNING]: \($0)", .warning) + "\n" }.joined()
    }

    private func diff(_ report: TaskReport) -> String {
        guard report.showsDiff, !report.isHidden else { return "" }
        return DiffText(theme: theme, secrets: secrets).text(report.result.diffs)
    }

    private func showsFields(_ report: TaskReport) -> Bool {
        report.result.outcome != .skipped && report.result.showsFields || verbosity >= 1
    }

    private func fields(_ report: TaskReport, indent: Int?) -> String {
        if report.isHidden { return Self.hidden }
        var fields = report.result.fields
        for name in ["diff", "hint"] where verbosity < 3 && fields[name] != nil { fields.removeValue(forKey: .string(name)) }
        // The message of a failure carries its hint where people look for it.
        if let hint = report.result.fields["hint"]?.text, let message = report.result.message {
            fields["msg"] = .string("\(message) — \(hint)")
        }
        if ["debug", "ansible.builtin.debug"].contains(report.header.module), !report.result.isFailure {
            for name in ["changed", "failed"] { fields.removeValue(forKey: .string(name)) }
        }
        fields.removeValue(forKey: "failed")
        return JSONWriter(indent: indent, sortsKeys: true, ensuresASCII: false).write(secrets.mask(.map(fields)))
    }

    /// `web1`, or `web1 -> db1` for a task that was done elsewhere.
    private static func hosts(_ report: TaskReport) -> String {
        report.delegatedTo.map { "\(report.host) -> \($0)" } ?? report.host
    }

    private static func text(of label: Value, _ report: TaskReport) -> String {
        if report.isHidden { return "(censored due to no_log)" }
        return label.text ?? JSONWriter(ensuresASCII: false).write(label)
    }

    /// Ansible's words for a result under `no_log`.
    private static let hidden = """
        {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result"}
        """
}
