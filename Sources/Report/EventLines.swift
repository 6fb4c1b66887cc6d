package import Runner
package import Values

/// One JSON object for each event and line, for programs: what `--events FILE` writes.
package struct EventLines: View {
    private let secrets: SecretRegistry
    private let now: @Sendable () -> Double

    /// - Parameter now: Seconds since 1970.
    package init(secrets: SecretRegistry, now: @escaping @Sendable () -> Double) {
        self.secrets = secrets
        self.now = now
    }

    package mutating func text(for event: RunEvent) -> String {
        var fields: Mapping = ["time": .double(now())]
        fields.merge(Self.fields(of: event))
        // Beyond ASCII everything is escaped, so that no reader takes U+2028 for the end of a line.
        return JSONWriter().write(secrets.mask(.map(fields))).harmlessJSON + "\n"
    }

    private static func fields(of event: RunEvent) -> Mapping {
        switch event {
        case .started(let playbook, _, let checks):
            ["event": "started", "playbook": .string(playbook), "check_mode": .bool(checks)]
        case .playStarted(let play):
            [
                "event": "play_started", "play": .string(play.name), "hosts": texts(play.hosts),
                "check_mode": .bool(play.isCheckMode),
            ]
        case .taskStarted(let task, _): Mapping([("event", "task_started")]).merging(header(task))
        case .itemFinished(let report, let label):
            fields("item_finished", report).merging(["item": report.isHidden ? .null : label])
        case .taskFinished(let report): fields("task_finished", report)
        case .retrying(let report, let remaining): fields("retrying", report).merging(["remaining": .int(remaining)])
        case .job(let news):
            Mapping([
                ("event", "job"), ("host", .string(news.host)), ("job", .string(news.id)),
                ("state", .string(news.state.rawValue)),
            ]).merging(header(news.header))
        case .included(let task, let file, let hosts, let item):
            Mapping([
                ("event", "included"), ("file", .string(file)), ("hosts", texts(hosts)), ("item", item ?? .null),
            ]).merging(header(task))
        case .warning(let diagnostic):
            [
                "event": "warning", "code": .string(diagnostic.code), "summary": .string(diagnostic.summary),
                "detail": diagnostic.detail.map(Value.string) ?? .null,
                "place": diagnostic.span.map { .string($0.description) } ?? .null,
            ]
        case .told(let words): ["event": "told", "text": .string(words)]
        case .noHosts(let play, let reason):
            ["event": "no_hosts", "play": .string(play.name), "reason": .string(reason)]
        case .noHostsLeft: ["event": "no_hosts_left"]
        case .finished(let summary): finished(summary)
        }
    }

    private static func header(_ task: TaskHeader) -> Mapping {
        [
            "task": .string(task.title), "module": .string(task.module), "handler": .bool(task.isHandler),
            "place": task.span.map { .string($0.description) } ?? .null,
        ]
    }

    private static func fields(_ name: String, _ report: TaskReport) -> Mapping {
        Mapping([
            ("event", .string(name)), ("host", .string(report.host)),
            ("delegated_to", report.delegatedTo.map(Value.string) ?? .null),
            ("outcome", .string(report.result.outcome.rawValue)), ("check_mode", .bool(report.isForecast)),
            ("left_out", .bool(report.result.isLeftOut)),
            ("ignored", .bool(report.isIgnored)),
            ("seconds", .double(report.duration)), ("exchanges", .int(report.exchanges)),
            ("result", report.isHidden ? .null : .map(report.result.returned)),
        ]).merging(header(report.header))
    }

    private static func finished(_ summary: RunSummary) -> Mapping {
        let hosts = summary.hosts.map { host in
            (
                host.name,
                [
                    "ok": .int(host.tally.ok), "changed": .int(host.tally.changed),
                    "unreachable": .int(host.tally.unreachable), "failed": .int(host.tally.failed),
                    "skipped": .int(host.tally.skipped), "rescued": .int(host.tally.rescued),
                    "ignored": .int(host.tally.ignored), "unknown": .int(host.tally.unknown),
                    "would_change": .int(host.tally.forecast.wouldChange), "same": .int(host.tally.forecast.same),
                    "undecided": .int(host.tally.forecast.unknown), "left_out": .int(host.tally.forecast.leftOut),
                    "exchanges": .int(host.tally.exchanges), "queries": .int(host.tally.queries),
                ] as Value
            )
        }
        var fields: Mapping = [
            "event": "finished", "hosts": .map(Mapping(hosts)), "seconds": .double(summary.duration),
            "exit_code": .int(Int(summary.exitCode)),
        ]
        if let stats = summary.customStats {
            fields["stats"] = .map(stats.run)
            fields["host_stats"] = .map(
                Mapping(stats.hosts.sorted { $0.key < $1.key }.map { ($0.key, .map($0.value)) }))
        }
        return fields
    }

    private static func texts(_ texts: [String]) -> Value { .list(texts.map(Value.string)) }
}
