import Report
import Runner
import Values

/// One line on the terminal while a task takes its time: which, for how long and where. It goes before anything else
/// is written.
struct LiveLine {
    /// Shorter tasks are not worth a line. In seconds.
    private static let patience = 2.0
    /// So many hosts are named.
    private static let namedHosts = 3

    private let terminal: Terminal
    private let secrets: SecretRegistry
    private var task: (header: TaskHeader, start: Double)?
    private var waiting: [String] = []
    private var isShown = false

    init(_ terminal: Terminal, secrets: SecretRegistry) {
        self.terminal = terminal
        self.secrets = secrets
    }

    mutating func take(_ event: RunEvent) {
        switch event {
        case .taskStarted(let header, let hosts):
            task = (header, Environment.now)
            waiting = hosts
        case .taskFinished(let report): waiting.removeAll { $0 == report.host }
        case .playStarted, .finished: task = nil
        default: break
        }
    }

    /// Shows how things stand, if that is worth a line.
    mutating func show() {
        guard let task, !waiting.isEmpty else { return erase() }
        let seconds = Environment.now - task.start
        guard seconds >= Self.patience else { return }
        let text = secrets.mask("\(Int(seconds)) s: \(task.header.title) on \(hosts)")
        let line = text.harmlessName.prefix(terminal.width)
        terminal.tell("\r\u{1B}[K\(line)")
        isShown = true
    }

    mutating func erase() {
        guard isShown else { return }
        terminal.tell("\r\u{1B}[K")
        isShown = false
    }

    private var hosts: String {
        let named = waiting.prefix(Self.namedHosts).joined(separator: ", ")
        let rest = waiting.count - Self.namedHosts
        return rest > 0 ? "\(named) and \(rest) more" : named
    }
}
