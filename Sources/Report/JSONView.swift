import Runner
import Values

/// The whole run as one JSON document at its end: `json` of ansible.posix.
struct JSONView: View {
    private struct PlayRecord: Sendable {
        let header: PlayHeader
        let start: String
        var end: String?
        var tasks: [TaskRecord] = []
    }

    private struct TaskRecord: Sendable {
        let header: TaskHeader
        let start: String
        var end: String?
        var hosts: [(name: String, result: Value)] = []
    }

    private let secrets: SecretRegistry
    private let indent: Int?
    private let showsCustomStats: Bool
    private let now: @Sendable () -> Double
    private var plays: [PlayRecord] = []

    init(secrets: SecretRegistry, indent: Int, showsCustomStats: Bool, now: @escaping @Sendable () -> Double) {
        self.secrets = secrets
        self.indent = indent > 0 ? indent : nil
        self.showsCustomStats = showsCustomStats
        self.now = now
    }

    mutating func text(for event: RunEvent) -> String {
        switch event {
        case .playStarted(let play), .noHosts(let play, _):
            plays.append(PlayRecord(header: play, start: time))
        case .taskStarted(let task, _): begin(task)
        case .taskFinished(let report): record(report)
        case .finished(let summary):
            return JSONWriter(indent: indent, sortsKeys: true).write(document(summary)).harmlessJSON + "\n"
        case .started, .itemFinished, .retrying, .included, .warning, .told, .job, .noHostsLeft: break
        }
        return ""
    }

    private var time: String { "\(ClockText.utc(now()))Z" }

    private mutating func begin(_ task: TaskHeader) {
        guard let play = plays.indices.last else { return }
        plays[play].tasks.append(TaskRecord(header: task, start: time))
    }

    private mutating func record(_ report: TaskReport) {
        guard let play = plays.indices.last,
            let task = plays[play].tasks.lastIndex(where: { $0.header == report.header })
        else { return }
        var fields = report.isHidden ? ResultFields(report, verbosity: 0).all : report.result.returned
        fields["action"] = .string(report.header.module)
        switch report.result.outcome {
        case .failed: fields["failed"] = true
        case .skipped: fields["skipped"] = true
        default: break
        }
        plays[play].tasks[task].hosts.append((report.host, .map(fields)))
        plays[play].tasks[task].end = time
        plays[play].end = time
    }
}

// The document.
extension JSONView {
    private func document(_ summary: RunSummary) -> Value {
        let stats = showsCustomStats ? summary.customStats : nil
        return secrets.mask([
            "plays": .list(plays.enumerated().map { play($0.element, number: $0.offset) }),
            "stats": .map(Mapping(summary.hosts.map { (Value.string($0.name), Self.counts($0.tally)) })),
            "custom_stats": .map(Mapping((stats?.hosts ?? [:]).map { (Value.string($0.key), .map($0.value)) })),
            "global_custom_stats": .map(stats?.run ?? [:]),
        ])
    }

    private func play(_ record: PlayRecord, number: Int) -> Value {
        let tasks = record.tasks.enumerated().map { task($0.element, number: "\(number)-\($0.offset)") }
        return [
            "play": .map([
                "name": .string(record.header.name), "id": .string("play-\(number)"),
                "path": Self.path(record.header.span), "duration": Self.duration(record.start, record.end),
            ]),
            "tasks": .list(tasks),
        ]
    }

    private func task(_ record: TaskRecord, number: String) -> Value {
        [
            "task": .map([
                "name": .string(record.header.title), "id": .string("task-\(number)"),
                "path": Self.path(record.header.span), "duration": Self.duration(record.start, record.end),
            ]),
            "hosts": .map(Mapping(record.hosts.map { (Value.string($0.name), $0.result) })),
        ]
    }

    private static func path(_ span: SourceSpan?) -> Value {
        .string(span?.absolute ?? "")
    }

    private static func duration(_ start: String, _ end: String?) -> Value {
        var duration: Mapping = ["start": .string(start)]
        if let end { duration["end"] = .string(end) }
        return .map(duration)
    }

    private static func counts(_ tally: RunSummary.Tally) -> Value {
        [
            "ok": .int(tally.ok), "failures": .int(tally.failed),
            "unreachable": .int(tally.unreachable + tally.unknown),
            "changed": .int(tally.changed), "skipped": .int(tally.skipped), "rescued": .int(tally.rescued),
            "ignored": .int(tally.ignored),
        ]
    }
}
