import ModuleTesting
import Runner
import Values

/// What a run said and left behind.
struct Performance {
    let events: [RunEvent]
    let summary: RunSummary
    let hosts: FakeHosts
    let order: [String]

    /// A line for each task: its title, then what became of it on each host.
    ///
    ///     install: web1=changed web2=ok
    ///     * restart: web1=changed        (a handler)
    ///     users: web1=ok(a) ok(b) ok     (a loop)
    ///     say: web1='hello'              (debug, with what it says)
    var transcript: String {
        var lines = Lines(order: order)
        for event in events { lines.add(event) }
        return lines.text
    }

    func tally(_ host: String) -> RunSummary.Tally? { summary.hosts.first { $0.name == host }?.tally }

    /// The counts of a host, those that are not 0.
    func counts(_ host: String) -> String {
        guard let tally = tally(host) else { return "" }
        let all = [
            ("ok", tally.ok), ("changed", tally.changed), ("unreachable", tally.unreachable), ("failed", tally.failed),
            ("skipped", tally.skipped), ("rescued", tally.rescued), ("ignored", tally.ignored),
            ("unknown", tally.unknown),
        ]
        return all.filter { $0.1 != 0 }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
    }

    /// The fields of the last result of a task of this name on a host.
    func result(_ title: String, on host: String = "web1") -> Mapping? {
        reports.last { $0.header.title == title && $0.host == host }?.result.returned
    }

    var reports: [TaskReport] {
        events.compactMap { if case .taskFinished(let report) = $0 { report } else { nil } }
    }

    /// What was said to the person.
    var told: [String] { events.compactMap { if case .told(let words) = $0 { words } else { nil } } }

    var warnings: [Diagnostic] {
        events.compactMap { if case .warning(let diagnostic) = $0 { diagnostic } else { nil } }
    }
}

private struct Lines {
    let order: [String]
    private var lines: [(head: String, results: [String: [String]], tail: String)] = []

    init(order: [String]) { self.order = order }

    var text: String {
        lines.map { line in
            let known = line.results.keys.sorted { (rank($0), $0) < (rank($1), $1) }
            return line.head + known.map { " \($0)=\(line.results[$0, default: []].joined(separator: " "))" }.joined()
                + line.tail
        }.joined(separator: "\n")
    }

    private func rank(_ host: String) -> Int { order.firstIndex(of: host) ?? order.count }

    mutating func add(_ event: RunEvent) {
        switch event {
        case .taskStarted(let task, _) where task.module.hasSuffix("meta"): break
        case .taskFinished(let report) where report.header.module.hasSuffix("meta") && !report.result.isFailure: break
        case .playStarted(let play): lines.append(("PLAY \(play.name): \(play.hosts.joined(separator: " "))", [:], ""))
        case .noHosts(let play, _): lines.append(("PLAY \(play.name): no hosts", [:], ""))
        case .taskStarted(let task, _): lines.append((head(task), [:], ""))
        case .itemFinished(let report, let label): add("\(word(report))(\(label.shown))", report)
        case .taskFinished(let report): add(word(report), report)
        case .retrying(let report, let remaining): add("retry(\(remaining))", report)
        case .job(let news): lines[lines.count - 1].results[news.host, default: []].append("job-\(news.state.rawValue)")
        case .included(_, let file, let hosts, let item):
            let name = file.split(separator: "/").last.map(String.init) ?? file
            lines[lines.count - 1].tail +=
                " +\(name)[\(hosts.joined(separator: " "))]\(item.map { "(\($0.shown))" } ?? "")"
        case .warning(let diagnostic): lines.append(("! \(diagnostic.summary)", [:], ""))
        case .started, .finished, .told, .noHostsLeft: break
        }
    }

    private mutating func add(_ word: String, _ report: TaskReport) {
        let index = lines.lastIndex { $0.head == head(report.header) } ?? lines.count - 1
        lines[index].results[report.host, default: []].append(word)
    }

    private func head(_ task: TaskHeader) -> String { (task.isHandler ? "* " : "") + task.title + ":" }

    private func word(_ report: TaskReport) -> String {
        let fields = report.result.returned
        if report.header.module == "debug", report.result.outcome == .ok, report.loopCount == nil {
            return (fields["msg"] ?? fields.first { !["changed", "failed"].contains($0.key) }?.value ?? .null).shown
        }
        let arrow = report.delegatedTo.map { "->\($0)" } ?? ""
        return (report.isIgnored ? "ignored" : report.result.outcome.rawValue) + arrow
    }
}

extension Value {
    /// Short and unambiguous.
    var shown: String {
        if case .string(let text) = self { return "'\(text)'" }
        return JSONWriter(sortsKeys: true, ensuresASCII: false).write(self).replacing("\"", with: "'")
    }
}
