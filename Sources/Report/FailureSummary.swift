package import Runner
package import Values

/// The failures of a run for people, at its end: each once, with its place, how long it took and what a program
/// printed last.
///
/// When a task fails, the standard output shows Ansible's line with all fields, which programs read. Here is what a
/// person looks for, many lines later: of a mistake its place, of a program what it printed, and of all else the reason.
package struct FailureSummary: Sendable {
    /// So much of what a program printed is shown of each stream.
    private static let lastLines = 10

    private let theme: Theme
    private let secrets: SecretRegistry
    private let text: DiagnosticText
    /// By host, each with the iterations of its loop.
    private var failures: [String: [[TaskReport]]] = [:]
    /// The iteration of a loop that failed tells more than the loop.
    private var items: [TaskReport] = []

    package init(theme: Theme, secrets: SecretRegistry) {
        self.theme = theme
        self.secrets = secrets
        text = DiagnosticText(theme: theme, secrets: secrets)
    }

    package mutating func take(_ event: RunEvent) {
        switch event {
        case .itemFinished(let report, _) where isTold(report): items.append(report)
        case .taskFinished(let report):
            let iterations = items.filter { $0.host == report.host }
            items.removeAll { $0.host == report.host }
            if isTold(report) { failures[report.host, default: []].append(iterations.isEmpty ? [report] : iterations) }
        default: break
        }
    }

    private func isTold(_ report: TaskReport) -> Bool { report.result.isFailure && !report.isIgnored }

    /// The hosts that are not done.
    package static func unfinished(_ summary: RunSummary) -> [String] {
        summary.hosts.filter { $0.tally.failed + $0.tally.unreachable + $0.tally.unknown > 0 }.map(\.name)
    }

    /// - Parameters:
    ///   - rerun: The command that does the rest; `nil` if there is none to tell.
    ///   - isWatched: Whether a person hears of a run without failures, too, how long it took.
    package func text(_ summary: RunSummary, rerun: String?, isWatched: Bool = false) -> String {
        let names = Self.unfinished(summary)
        let (count, time) = (summary.hosts.count, Seconds.text(summary.duration))
        guard !names.isEmpty else {
            return isWatched ? "\(count) \(count == 1 ? "host" : "hosts") done after \(time)\n" : ""
        }
        var told: Set<Diagnostic> = []
        var blocks = summary.hosts.flatMap { counted($0.name, $0.tally) }.map { block($0, &told) }
        blocks.append("\(names.count) of \(count) hosts not done after \(time)\n")
        if let rerun { blocks[blocks.count - 1] += "what is left: \(name(rerun))\n" }
        return blocks.joined(separator: "\n")
    }

    /// What a rescue took up came before what counts.
    private func counted(_ host: String, _ tally: RunSummary.Tally) -> [TaskReport] {
        (failures[host] ?? []).suffix(tally.failed + tally.unreachable + tally.unknown).flatMap(\.self)
    }

    private func block(_ report: TaskReport, _ told: inout Set<Diagnostic>) -> String {
        var text = head(report)
        guard !report.isHidden else { return text }
        if var diagnostic = report.result.diagnostic, told.insert(diagnostic).inserted {
            // The line on standard output has said it in a sentence.
            diagnostic.notes += diagnostic.lookAlikes
            diagnostic.detail = nil
            text += self.text.text(diagnostic)
        }
        for name in ["stderr", "stdout"] { text += lines(of: name, report) }
        return text + reason(report)
    }

    /// The message, where nothing else tells why.
    private func reason(_ report: TaskReport) -> String {
        guard report.result.diagnostic == nil, command(report) == nil, let message = report.result.message else {
            return ""
        }
        return message.split(separator: "\n").prefix(Self.lastLines).map { "  \(plain(String($0)))\n" }.joined()
    }

    private func head(_ report: TaskReport) -> String {
        let word = report.result.outcome == .failed ? "failed" : report.result.outcome.rawValue
        let end = "after \(Seconds.text(report.duration))"
        let host = theme.paint("\(word) \(name(report.host))", report.result.outcome.tone)
        let (title, source) = (
            name(report.header.title), report.header.span.map { "  --> \($0.description.harmlessName)" }
        )
        guard !report.isHidden, let command = command(report), let code = report.result.fields["rc"] else {
            return "\(host): \(title) \(end)\n" + (source.map { "\($0)\n" } ?? "")
        }
        return "\(host): `\(name(command))` ended with exit code \(code.pythonText) \(end)\n"
            + (source.map { "\($0) (\(title))\n" } ?? "")
    }

    private func command(_ report: TaskReport) -> String? {
        guard let command = report.result.fields["cmd"] else { return nil }
        if case .list(let words) = command { return words.map(\.pythonText).joined(separator: " ") }
        return command.text
    }

    private func lines(of stream: String, _ report: TaskReport) -> String {
        // Masked before it is cut into lines: a secret may be broken between them.
        var printed = secrets.mask(report.result.fields[.string(stream)]?.text ?? "")
        while printed.last == "\n" { printed.removeLast() }
        let lines = printed.split(separator: "\n", omittingEmptySubsequences: false)
        guard !printed.isEmpty else { return "" }
        let left = lines.count - Self.lastLines
        let head = left > 0 ? "  \(stream), without the first \(left) lines:\n" : "  \(stream):\n"
        return head + lines.suffix(Self.lastLines).map { "    \(plain(String($0)))\n" }.joined()
    }

    private func name(_ text: String) -> String { secrets.mask(text).harmlessName }
    private func plain(_ text: String) -> String { secrets.mask(text).harmless }
}
