import ModuleKit
package import Runner
package import Values

/// Ansible's default output: a line for each result, a recap at the end.
///
/// Source: the output of ansible-core 2.18 with its `default` callback, which the parity tests compare with.
package struct DefaultView: View {
    private let theme: Theme
    private let secrets: SecretRegistry
    private let options: ViewOptions
    private let results: ResultText
    /// The heading under which results stand.
    private var heading: TaskHeader?
    /// Hosts go their own ways, so a heading waits for the result it belongs to.
    private var isInterleaved = false

    package init(theme: Theme, secrets: SecretRegistry, options: ViewOptions = ViewOptions()) {
        self.init(theme: theme, secrets: secrets, options: options, style: options.format == .yaml ? .yaml : .json)
    }

    init(theme: Theme, secrets: SecretRegistry, options: ViewOptions, style: ResultText.Style) {
        self.theme = theme
        self.secrets = secrets
        self.options = options
        results = ResultText(style: style, options: options)
    }

    package mutating func text(for event: RunEvent) -> String {
        switch event {
        case .started(let playbook, let plays, let checks): return start(playbook, plays, checks)
        case .playStarted(let play): return begin(play)
        case .taskStarted(let task, let hosts):
            if !isInterleaved { heading = nil }
            return (headsAtOnce(task) ? head(task) : "") + starting(task, on: hosts)
        case .itemFinished(let report, _) where isLeftOut(report), .taskFinished(let report) where isLeftOut(report):
            return ""
        case .itemFinished(let report, let label): return head(report.header) + result(report, label: label)
        case .taskFinished(let report): return head(report.header) + finished(report)
        // As in Ansible, these have no heading where headings wait for results.
        case .retrying(let report, let remaining): return retrying(report, remaining)
        case .job(let news): return job(news)
        case .included(let task, let file, let hosts, let item): return head(task) + included(file, hosts, item)
        case .warning: return ""
        case .told(let words): return secrets.mask(words).harmless + "\n"
        case .noHosts(let play, let reason): return begin(play) + paint("skipping: \(reason)", .skipped) + "\n"
        case .noHostsLeft: return banner("NO MORE HOSTS LEFT")
        case .finished(let summary): return end(summary)
        }
    }

    package mutating func errors(for event: RunEvent) -> String {
        switch event {
        case .itemFinished(let report, let label) where options.failsOnErrors && report.result.isFailure:
            failure(report, label)
        case .taskFinished(let report) where options.failsOnErrors && report.result.isFailure && !isTold(report):
            failure(report, nil)
        case .finished(let summary) where options.verbosity >= 1: recap.costs(summary)
        default: ""
        }
    }

    /// Where not all results are shown, a heading waits for one that is.
    private func headsAtOnce(_ task: TaskHeader) -> Bool {
        let mayBeDoubted = task.isHandler && task.isCheckMode && !options.marksCheckMode
        return !isInterleaved && options.showsSkipped && options.showsOK && !mayBeDoubted
    }

    private func starting(_ task: TaskHeader, on hosts: [String]) -> String {
        guard options.showsHostStart else { return "" }
        return hosts.map { paint(" [started TASK: \(task.title) on \($0)]", .ok) + "\n" }.joined()
    }

    private func start(_ playbook: String, _ plays: Int, _ checks: Bool) -> String {
        let dryRun = marked(checks) ? banner(Self.dryRun) : ""
        guard options.verbosity >= 2 else { return dryRun }
        return banner("PLAYBOOK: \(playbook.fileName)") + paint("\(plays) plays in \(playbook)", .quiet) + "\n" + dryRun
    }

    private mutating func begin(_ play: PlayHeader) -> String {
        heading = nil
        isInterleaved = play.isInterleaved
        return banner("PLAY [\(play.name)]" + mark(play.isCheckMode))
    }

    private func end(_ summary: RunSummary) -> String {
        recap.text(summary, banner: banner("PLAY RECAP"))
            + (marked(summary.isCheckMode) ? recap.forecast(summary, banner: banner(Self.dryRun)) : "")
            + customStats(summary)
    }

    private var recap: RecapText { RecapText(theme: theme, tellsDoubts: options.marksCheckMode) }

    /// What `set_stats` has set, one line for each host and one for the run, which nobody colours.
    private func customStats(_ summary: RunSummary) -> String {
        guard options.showsCustomStats, let stats = summary.customStats else { return "" }
        let hosts = stats.hosts.keys.sorted().map { line("\($0)", stats.hosts[$0] ?? [:]) }.joined()
        let run = stats.run.isEmpty ? "" : "\n" + line("RUN", stats.run)
        return banner("CUSTOM STATS:") + hosts + run + "\n"
    }

    private func line(_ name: String, _ stats: Mapping) -> String {
        let text = JSONWriter(indent: 1, sortsKeys: true, ensuresASCII: false).write(secrets.mask(.map(stats)))
        return "\t\(name.harmlessName): \(text.replacing("\n", with: "").harmless)\n"
    }

    private static let dryRun = "DRY RUN"

    private func marked(_ isCheckMode: Bool) -> Bool { options.marksCheckMode && isCheckMode }
    private func mark(_ isCheckMode: Bool) -> String { marked(isCheckMode) ? " [CHECK MODE]" : "" }

    /// The heading of a task, unless it is the one that stands there.
    private mutating func head(_ task: TaskHeader) -> String {
        guard heading != task else { return "" }
        heading = task
        let kind = task.isHandler ? "RUNNING HANDLER" : "TASK"
        let arguments = options.showsArguments && !task.arguments.isEmpty ? " \(task.argumentText)" : ""
        let path = options.verbosity >= 2 ? taskPath(task) : ""
        return banner("\(kind) [\(task.title)\(arguments)]" + mark(task.isCheckMode)) + path
    }

    private func banner(_ title: String) -> String {
        let title = secrets.mask(title).harmlessName
        return "\n\(title) \(String(repeating: "*", count: Swift.max(3, options.width - title.columns)))\n"
    }

    private func taskPath(_ task: TaskHeader) -> String {
        guard let span = task.span else { return "" }
        return paint("task path: \(span.absolute)", .quiet) + "\n"
    }

    private func paint(_ text: String, _ tone: Theme.Tone) -> String { theme.paint(secrets.mask(text).harmless, tone) }
}

// Jobs.
extension DefaultView {
    private func job(_ news: JobNews) -> String {
        let words =
            switch news.state {
            case .running: "ASYNC POLL on \(news.host): jid=\(news.id) started=1 finished=0"
            case .ok: "ASYNC OK on \(news.host): jid=\(news.id)"
            case .failed: "ASYNC FAILED on \(news.host): jid=\(news.id)"
            }
        return paint(words, .waiting) + "\n"
    }
}

// Results.
extension DefaultView {
    private func isLeftOut(_ report: TaskReport) -> Bool {
        switch report.result.outcome {
        case .skipped: !options.showsSkipped
        case .ok: !options.showsOK
        // What is not known of handlers is told where check mode is marked, and not under the names of Ansible's programs.
        case .undecided: report.isDoubtedHandler && !options.marksCheckMode
        default: false
        }
    }

    private func result(_ report: TaskReport, label: Value?) -> String {
        switch report.result.outcome {
        case .ok: good("ok", report, label, .ok)
        case .changed: good("changed", report, label, .changed)
        // As in Ansible, a blank stands behind a skipped item.
        case .skipped: line("skipping", report, label, .skipped, ending: label == nil ? "" : " ")
        case .failed, .unreachable, .unknown: bad(report, label)
        case .undecided: line("unknown", report, label, .warning, ending: reason(report))
        }
    }

    /// Whether the lines of its loop's iterations have told a failure.
    private func isTold(_ report: TaskReport) -> Bool {
        // Of a `debug` Ansible shows nothing but the message, and so not that the iterations have told it.
        (report.loopCount ?? 0) > 0 && !report.isHidden && !report.header.traits.contains(.showsMessageOnly)
    }

    /// A task's own line; behind the lines of its loop's iterations only what these do not say.
    private func finished(_ report: TaskReport) -> String {
        guard let count = report.loopCount, count > 0, !report.isHidden else { return result(report, label: nil) }
        switch report.result.outcome {
        case .failed where !isTold(report): return result(report, label: nil)
        case .failed: return warnings(report) + ignoring(report)
        case .skipped: return result(report, label: nil)
        default: return warnings(report)
        }
    }

    /// Why a forecast cannot tell.
    private func reason(_ report: TaskReport) -> String {
        guard !report.isHidden, let message = report.result.message else { return "" }
        return ": " + message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    private func good(_ word: String, _ report: TaskReport, _ label: Value?, _ tone: Theme.Tone) -> String {
        diff(report) + line(word, report, label, tone)
    }

    private func line(_ word: String, _ report: TaskReport, _ label: Value?, _ tone: Theme.Tone, ending: String = "")
        -> String
    {
        var text = "\(word): [\(Self.hosts(report))]"
        if let label { text += " => (item=\(Self.text(of: label, report)))" }
        text += ending
        if showsFields(report) { text += " => \(fields(report))" }
        return warnings(report) + ended(paint(text, tone))
    }

    private func bad(_ report: TaskReport, _ label: Value?) -> String {
        warnings(report) + (options.failsOnErrors ? "" : failure(report, label))
            + (label == nil ? ignoring(report) : "")
    }

    /// The line of a failure, which scripts look for.
    private func failure(_ report: TaskReport, _ label: Value?) -> String {
        let hosts = Self.hosts(report)
        if let label {
            return ended(
                paint("failed: [\(hosts)] (item=\(Self.text(of: label, report))) => \(fields(report))", .failed))
        }
        let (word, tone) = Self.verdict(report.result.outcome)
        let path = options.showsPathOfFailures && options.verbosity < 2 ? taskPath(report.header) : ""
        return path + ended(paint("fatal: [\(hosts)]: \(word) => \(fields(report))", tone))
    }

    private static func verdict(_ outcome: TaskResult.Outcome) -> (String, Theme.Tone) {
        switch outcome {
        case .unreachable: ("UNREACHABLE!", .unreachable)
        case .unknown: ("UNKNOWN!", .unreachable)
        default: ("FAILED!", .failed)
        }
    }

    /// Text with a line break at its end.
    private func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

    private func ignoring(_ report: TaskReport) -> String {
        report.isIgnored ? paint("...ignoring", .skipped) + "\n" : ""
    }

    private func retrying(_ report: TaskReport, _ remaining: Int) -> String {
        let text =
            "FAILED - RETRYING: [\(Self.hosts(report))]: \(report.header.title.harmlessName) (\(remaining) retries left)."
        return paint(text, .waiting) + "\n"
    }

    private func included(_ file: String, _ hosts: [String], _ item: Value?) -> String {
        // As in Ansible an item that counts as false is not told.
        let item = item.flatMap { $0.countsAsFalse ? nil : " => (item=\($0.pythonText.harmlessName))" } ?? ""
        return paint("included: \(file.harmlessName) for \(hosts.joined(separator: ", "))\(item)", .included) + "\n"
    }

    private func warnings(_ report: TaskReport) -> String { report.warnings(theme, secrets) }

    private func diff(_ report: TaskReport) -> String {
        guard report.showsDiff, !report.isHidden, report.result.outcome == .changed else { return "" }
        return DiffText(theme: theme, secrets: secrets, context: options.diffContext).text(report.result.diffs)
    }

    /// `web1`, or `web1 -> db1` for a task that was done elsewhere, with the address if that is another one.
    private static func hosts(_ report: TaskReport) -> String {
        guard let delegate = report.delegatedTo, report.result.outcome != .skipped else {
            return report.host.harmlessName
        }
        return ("\(report.host) -> \(delegate)" + (report.delegateAddress.map { "(\($0))" } ?? "")).harmlessName
    }

    private static func text(of label: Value, _ report: TaskReport) -> String {
        report.isHidden ? "None" : label.pythonText.harmlessName
    }
}

// Fields.
extension DefaultView {
    private func showsFields(_ report: TaskReport) -> Bool {
        report.result.showsFields && report.result.outcome != .skipped && !report.isHidden || options.verbosity >= 1
    }

    private func fields(_ report: TaskReport) -> String {
        guard case .map(var shown) = secrets.mask(.map(ResultFields(report, verbosity: options.verbosity).shown)) else {
            return ""
        }
        // The iterations of a loop have told theirs.
        if report.loopCount != nil { shown.removeValue(forKey: "results") }
        return results.text(shown, isVerbose: report.result.showsFields && !report.isHidden)
    }
}

extension Value {
    fileprivate var countsAsFalse: Bool {
        switch self {
        case .null, .bool(false), .int(0), .double(0), .string(""): true
        case .list(let items): items.isEmpty
        case .map(let entries): entries.isEmpty
        default: false
        }
    }
}
