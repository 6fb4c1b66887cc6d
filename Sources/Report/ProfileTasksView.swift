import Runner
import Values

/// How long each task took: `profile_tasks` of ansible.posix.
struct ProfileTasksView: View {
    private struct Timed: Sendable {
        let header: TaskHeader
        var started: Double
        var elapsed = 0.0
    }

    private let options: ProfileOptions
    private let view: ViewOptions
    private let secrets: SecretRegistry
    private let now: @Sendable () -> Double
    private let start: Double
    /// When the last line was written.
    private var last: Double
    private var tasks: [Timed] = []

    init(_ options: ProfileOptions, view: ViewOptions, secrets: SecretRegistry, now: @escaping @Sendable () -> Double) {
        self.options = options
        self.view = view
        self.secrets = secrets
        self.now = now
        start = now()
        last = start
    }

    mutating func text(for event: RunEvent) -> String {
        switch event {
        case .taskStarted(let task, _): return begin(task)
        case .finished: return end()
        default: return ""
        }
    }

    /// A task of the same heading, as in the next batch of `serial`, goes on where it was.
    private mutating func begin(_ task: TaskHeader) -> String {
        let line = clock()
        close()
        if let known = tasks.firstIndex(where: { $0.header == task }) {
            tasks.append(tasks.remove(at: known))
            tasks[tasks.count - 1].started = now()
        } else {
            tasks.append(Timed(header: task, started: now()))
        }
        return line
    }

    private mutating func close() {
        guard let index = tasks.indices.last else { return }
        tasks[index].elapsed += now() - tasks[index].started
    }

    private mutating func clock() -> String {
        guard !options.isSummaryOnly else { return "" }
        let time = now()
        defer { last = time }
        let text = ClockText.local(time, "%A %d %B %Y  %H:%M:%S %z")
        let line = "\(text) (\(ClockText.duration(time - last)))       \(ClockText.duration(time - start)) "
        return line + String(repeating: "*", count: Swift.max(3, 79 - line.count)) + " \n"
    }

    private mutating func end() -> String {
        var text = clock() + String(repeating: "=", count: 79) + " \n"
        close()
        for task in sorted.prefix(options.limit ?? tasks.count) { text += line(task) }
        return text
    }

    private var sorted: [Timed] {
        switch options.order {
        case .none: tasks
        case .ascending: tasks.sorted { $0.elapsed < $1.elapsed }
        case .descending: tasks.sorted { $0.elapsed > $1.elapsed }
        }
    }

    private func line(_ task: Timed) -> String {
        let hundredths = Int((task.elapsed * 100).rounded())
        let seconds = " \(hundredths / 100).\(String(hundredths % 100).zeroFilled(2))s"
        let name = secrets.mask(task.header.title).harmlessName + " "
        var text = Self.filled(name, to: view.width + 1 - 9)
        text += String(repeating: "-", count: Swift.max(0, 9 - seconds.count)) + seconds + "\n"
        if view.verbosity >= 2, let span = task.header.span {
            text += Self.filled("\(span.absolute.harmlessName) ", to: view.width + 1) + "\n"
        }
        return text
    }

    private static func filled(_ text: String, to width: Int) -> String {
        text + String(repeating: "-", count: Swift.max(0, width - text.count))
    }
}

/// What `profile_tasks` shows.
package struct ProfileOptions: Sendable {
    package enum Order: String, Sendable, CaseIterable {
        case descending, ascending, none
    }

    package var order = Order.descending
    /// How many tasks; `nil` for all.
    package var limit: Int? = 20
    package var isSummaryOnly = false

    package init() {}
}
