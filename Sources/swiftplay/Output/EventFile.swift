internal import Glibc
import Values

/// A file that takes whole lines; when it cannot take more, the run goes on without it and ends with an error.
final class EventFile: Sendable {
    private let descriptor: Int32
    private let sink: OutputSink
    private let terminal: Terminal
    private let path: String

    init(_ path: String, _ terminal: Terminal) throws(Diagnostic) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic("events", "cannot write events", detail: "\(path): \(String(cString: strerror(errno))).")
        }
        sink = OutputSink(descriptor)
        self.terminal = terminal
        self.path = path
    }

    deinit { close(descriptor) }

    func write(_ line: String) {
        if let reason = sink.write(Array(line.utf8)) { terminal.lose("the events in \(path)", because: reason) }
    }
}
