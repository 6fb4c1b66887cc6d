internal import Glibc
import Report
import Values

/// The file of `log_path`: what the terminal shows, one record after the other, with time and process.
///
/// Source: the records of ansible-core's `log_path`.
final class RunLog: Sendable {
    enum Level: String {
        case info = "INFO"
        case warning = "WARNING"
        case error = "ERROR"
    }

    private let descriptor: Int32
    private let sink: OutputSink
    private let terminal: Terminal
    private let path: String
    private let secrets: SecretRegistry
    private let origin: String

    /// - Throws: that the file cannot be written to.
    init(_ path: String, _ terminal: Terminal, secrets: SecretRegistry) throws(Diagnostic) {
        self.secrets = secrets
        self.terminal = terminal
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(
                "log", "cannot write the log", detail: "\(path): \(String(cString: strerror(errno))).",
                help: "it is set by `log_path` in [defaults] or ANSIBLE_LOG_PATH")
        }
        sink = OutputSink(descriptor)
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "\(geteuid())"
        origin = "p=\(getpid()) u=\(user) n=ansible"
    }

    deinit { close(descriptor) }

    func write(_ text: String, _ level: Level = .info) {
        let plain = secrets.mask(text.replacing(/\u{1B}\[[0-9;]*m/, with: ""))
        let record = plain.drop { $0 == "\n" }
        guard !record.isEmpty else { return }
        let line = "\(time) \(origin) \(level.rawValue)| \(record)" + (record.hasSuffix("\n") ? "" : "\n")
        if let reason = sink.write(Array(line.utf8)) { terminal.lose("the log \(path)", because: reason) }
    }

    private var time: String {
        let now = Environment.now
        return ClockText.local(now, "%Y-%m-%d %H:%M:%S") + "," + String(Int(now * 1000) % 1000).zeroFilled(3)
    }
}
