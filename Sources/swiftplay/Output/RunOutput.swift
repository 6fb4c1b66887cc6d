internal import Glibc
import Report
import Runner
import Synchronization
import Values

/// Shows the events of a run: on the terminal, and as lines of JSON in a file if that is wanted.
final class RunOutput: Sendable {
    private struct Views: Sendable {
        var shown: any View
        var diagnostics: EventDiagnostics
        var lines: EventLines
    }

    private let terminal: Terminal
    private let views: Mutex<Views>
    private let events: EventFile?

    init(_ setup: RunSetup) throws(Diagnostic) {
        let session = setup.session
        terminal = session.terminal
        events = try setup.eventsPath.map { path throws(Diagnostic) in try EventFile(path) }
        let shown: any View =
            setup.isAdHoc
            ? MinimalView(theme: terminal.theme, secrets: session.secrets)
            : DefaultView(
                theme: terminal.theme, secrets: session.secrets, verbosity: setup.settings.verbosity,
                width: terminal.width, showsSkipped: setup.showsSkipped, marksCheckMode: setup.marksCheckMode)
        views = Mutex(
            Views(
                shown: shown, diagnostics: EventDiagnostics(theme: terminal.errorTheme, secrets: session.secrets),
                lines: EventLines(secrets: session.secrets, now: { Environment.now })))
    }

    /// One event at a time, so that lines of two hosts never mix.
    func take(_ event: RunEvent) {
        views.withLock { views in
            terminal.write(views.shown.text(for: event))
            terminal.tell(views.diagnostics.text(for: event))
            if let events { events.write(views.lines.text(for: event)) }
        }
    }
}

/// A file that takes whole lines; when it cannot take more, the run goes on without it.
private final class EventFile: Sendable {
    private let descriptor: Int32
    private let isBroken = Atomic<Bool>(false)

    init(_ path: String) throws(Diagnostic) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic("events", "cannot write events", detail: "\(path): \(String(cString: strerror(errno))).")
        }
    }

    deinit { close(descriptor) }

    func write(_ line: String) {
        guard !isBroken.load(ordering: .relaxed) else { return }
        let bytes = Array(line.utf8)
        let before = lseek(descriptor, 0, SEEK_CUR)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count != bytes.count else { return }
        // No reader shall find half an event.
        if before >= 0 { ftruncate(descriptor, before) }
        isBroken.store(true, ordering: .relaxed)
    }
}
