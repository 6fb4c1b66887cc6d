package import Runner
package import Values

/// One paragraph for each host, for single commands: Ansible's `minimal` output.
package struct MinimalView: View {
    private let theme: Theme
    private let secrets: SecretRegistry

    package init(theme: Theme, secrets: SecretRegistry) {
        self.theme = theme
        self.secrets = secrets
    }

    package mutating func text(for event: RunEvent) -> String {
        switch event {
        case .taskFinished(let report): result(report)
        case .told(let words): secrets.mask(words).harmless + "\n"
        case .noHosts(_, let reason): theme.paint("skipping: \(reason)", .skipped) + "\n"
        case .finished(let summary) where summary.isCheckMode:
            "\n" + RecapText(theme: theme, verbosity: 0).forecast(summary, banner: "CHECK MODE\n")
        default: ""
        }
    }

    private func result(_ report: TaskReport) -> String {
        let (word, tone) = Self.verdict(report.result.outcome)
        let diff =
            report.showsDiff && !report.isHidden
            ? DiffText(theme: theme, secrets: secrets).text(report.result.diffs) : ""
        guard let code = report.result.fields["rc"], !report.isHidden else {
            let fields =
                report.isHidden
                ? "{}"
                : JSONWriter(indent: 4, sortsKeys: true, ensuresASCII: false)
                    .write(secrets.mask(.map(shown(report.result.fields))))
            return diff + paint("\(report.host) | \(word) => \(fields)", tone) + "\n"
        }
        let output = ["stdout", "stderr", "msg"].compactMap { name -> String? in
            guard let text = report.result.fields[name]?.text, !text.isEmpty else { return nil }
            return name == "msg" && word != "FAILED!" ? nil : text
        }
        let head = "\(report.host) | \(word) | rc=\(JSONWriter().write(code)) >>\n"
        return diff + paint(head + output.joined(separator: "\n"), tone) + "\n"
    }

    private func shown(_ fields: Mapping) -> Mapping {
        var fields = fields
        if fields["failed"] == false { fields.removeValue(forKey: "failed") }
        fields.removeValue(forKey: "invocation")
        return fields
    }

    private func paint(_ text: String, _ tone: Theme.Tone) -> String { theme.paint(secrets.mask(text).harmless, tone) }

    private static func verdict(_ outcome: TaskResult.Outcome) -> (String, Theme.Tone) {
        switch outcome {
        case .ok: ("SUCCESS", .ok)
        case .changed: ("CHANGED", .changed)
        case .skipped: ("SKIPPED", .skipped)
        case .failed: ("FAILED!", .failed)
        case .unreachable: ("UNREACHABLE!", .unreachable)
        case .unknown: ("UNKNOWN!", .unreachable)
        case .undecided: ("UNKNOWN", .warning)
        }
    }
}
