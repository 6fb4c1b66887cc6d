import Report
import Runner
import Synchronization
import Values

/// Shows the events of a run: on the terminal, in a log, as a report, and as lines of JSON, as far as wanted.
final class RunOutput: Sendable {
    private struct Views: Sendable {
        var order = InventoryOrder()
        var standard: any View
        /// What callbacks show beside the standard output.
        var further: [any View]
        var warnings: EventDiagnostics
        var failures: FailureSummary
        var lines: EventLines
        var junit: JUnitReport?
        var live: LiveLine?
        /// A person is typing, and the line of a long task would stand in the way.
        var isAsking = false
    }

    private let choice: OutputChoice
    private let terminal: Terminal
    private let views: Mutex<Views>
    private let events: EventFile?
    private let log: RunLog?

    init(_ setup: RunSetup) throws {
        let session = setup.session
        choice = OutputChoice(setup)
        terminal = session.terminal
        events = try setup.options.eventsPath.map { path throws(Diagnostic) in try EventFile(path, session.terminal) }
        log = try setup.configuration[\.output.logPath].map { path throws(Diagnostic) in
            try RunLog(path.path, session.terminal, secrets: session.secrets)
        }
        session.warn(choice.notices)
        views = Mutex(
            Views(
                standard: choice.standard, further: choice.further,
                warnings: EventDiagnostics(theme: terminal.errorTheme, secrets: session.secrets),
                failures: FailureSummary(theme: terminal.errorTheme, secrets: session.secrets),
                lines: EventLines(secrets: session.secrets, now: { Environment.now }), junit: choice.junit,
                live: Terminal.hasErrorTerminal ? LiveLine(terminal, secrets: session.secrets) : nil))
    }

    /// One event at a time, so that lines of two hosts never mix.
    func take(_ event: RunEvent) {
        views.withLock { views in
            if let events { events.write(views.lines.text(for: event)) }
            views.live?.erase()
            views.live?.take(event)
            views.failures.take(event)
            for event in views.order.take(event) { show(event, &views) }
            if case .finished(let summary) = event { end(summary, &views) }
        }
    }

    /// A line about what goes on beneath the events.
    func trace(_ line: String) {
        views.withLock { views in
            views.live?.erase()
            tell(views.warnings.plain(line) + "\n", .info)
        }
    }

    /// Runs `body` while nothing is written of its own accord, as long as a person is asked something.
    func quietly<Answer: Sendable>(_ body: () -> Answer) -> Answer {
        views.withLock { views in
            views.live?.erase()
            return body()
        }
    }

    /// The same for as long as a person takes; what other hosts have done is shown meanwhile.
    func whileAsking<Answer: Sendable>(_ body: () async -> Answer) async -> Answer {
        views.withLock { views in
            views.live?.erase()
            views.isAsking = true
        }
        defer { views.withLock { $0.isAsking = false } }
        return await body()
    }

    private func show(_ event: RunEvent, _ views: inout Views) {
        write(views.standard.text(for: event), of: event)
        tell(views.standard.errors(for: event), .error)
        for index in views.further.indices { write(views.further[index].text(for: event), of: event) }
        tell(views.warnings.text(for: event), .warning)
        views.junit?.take(event)
        choice.tree?.take(event, terminal)
    }

    /// The terminal has everything at once, the log a record for each line of the recap.
    private func write(_ text: String, of event: RunEvent) {
        guard !text.isEmpty else { return }
        terminal.write(text)
        guard let log else { return }
        if case .finished = event {
            for line in text.split(separator: "\n") { log.write(String(line)) }
        } else {
            log.write(text, event.isFailure ? .error : .info)
        }
    }

    private func tell(_ text: String, _ level: RunLog.Level) {
        guard !text.isEmpty else { return }
        terminal.tell(text)
        log?.write(text, level)
    }

    private func end(_ summary: RunSummary, _ views: inout Views) {
        let rerun = choice.rerun?.text(for: FailureSummary.unfinished(summary))
        tell(views.failures.text(summary, rerun: rerun, isWatched: isWatched(summary)), .error)
        if let junit = views.junit { choice.write(junit, terminal) }
    }

    /// Whether a person sees the end of a run, and not a program that knows Ansible's output.
    private func isWatched(_ summary: RunSummary) -> Bool {
        choice.rerun != nil && Terminal.hasErrorTerminal && !ProgramName.current.isAnsibles && !summary.hosts.isEmpty
    }

    /// Keeps the line of a long task current until it is cancelled.
    func tick() async {
        guard Terminal.hasErrorTerminal else { return }
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            views.withLock { views in
                if !views.isAsking { views.live?.show() }
            }
        }
    }
}

extension RunEvent {
    fileprivate var isFailure: Bool {
        switch self {
        case .taskFinished(let report), .itemFinished(let report, _): report.result.isFailure
        default: false
        }
    }
}
