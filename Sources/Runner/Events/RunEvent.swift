package import ModuleKit
package import Values

/// What happens in a run, in order. Views render the stream; nothing below them prints.
package enum RunEvent: Sendable {
    /// Before all else: the playbook by its path as given, and how many plays there are.
    case started(playbook: String, plays: Int, isCheckMode: Bool)
    case playStarted(PlayHeader)
    /// A task begins on these hosts, in their order.
    case taskStarted(TaskHeader, hosts: [String])
    /// One iteration of a loop is over; the task's own result follows when all are.
    case itemFinished(TaskReport, label: Value)
    case taskFinished(TaskReport)
    /// A task is tried again: `remaining` tries are left.
    case retrying(TaskReport, remaining: Int)
    /// How a job is that a task waits for.
    case job(JobNews)
    /// An `include_tasks` or `include_role` brought this file, for these hosts.
    ///
    /// `item` is that of the include's loop, if it has one.
    case included(TaskHeader, file: String, hosts: [String], item: Value?)
    case warning(Diagnostic)
    /// Words for the person who watches: what a `pause` waits for.
    case told(String)
    /// A play found no host it could work on.
    case noHosts(PlayHeader, reason: String)
    /// A play ends because too many of its hosts have failed.
    case noHostsLeft
    case finished(RunSummary)
}

/// What a task hears of its job.
package struct JobNews: Sendable {
    package enum State: String, Sendable {
        case running, ok, failed
    }

    package var header: TaskHeader
    package var host: String
    package var id: String
    package var state: State

    package init(header: TaskHeader, host: String, id: String, state: State) {
        self.header = header
        self.host = host
        self.id = id
        self.state = state
    }
}

package struct PlayHeader: Sendable, Hashable {
    package var name: String
    /// Whom the play is for, as it is written; parts are joined by commas.
    package var pattern: String
    package var hosts: [String]
    package var span: SourceSpan?
    package var isCheckMode: Bool
    /// Whether hosts go their own ways, so that results of several tasks come mixed.
    package var isInterleaved: Bool

    package init(
        name: String, pattern: String = "all", hosts: [String], span: SourceSpan? = nil, isCheckMode: Bool = false,
        isInterleaved: Bool = false
    ) {
        self.name = name
        self.pattern = pattern
        self.hosts = hosts
        self.span = span
        self.isCheckMode = isCheckMode
        self.isInterleaved = isInterleaved
    }
}

package struct TaskHeader: Sendable, Hashable {
    /// With templates rendered as far as they can be.
    package var name: String
    package var role: String?
    package var module: String
    /// What is declared of the module.
    package var traits: ModuleTraits
    package var isHandler: Bool
    package var span: SourceSpan?
    /// Whether the task is only forecast.
    package var isCheckMode: Bool
    /// As written; empty unless they are to be told.
    package var arguments: [Argument] = []

    package struct Argument: Sendable, Hashable {
        package let name: String
        package let value: Value
    }

    package init(
        name: String, role: String? = nil, module: String, traits: ModuleTraits = [], isHandler: Bool = false,
        span: SourceSpan? = nil, isCheckMode: Bool = false
    ) {
        self.name = name
        self.role = role
        self.module = module
        self.traits = traits
        self.isHandler = isHandler
        self.span = span
        self.isCheckMode = isCheckMode
    }

    /// As Ansible heads a task: `role : name`.
    package var title: String { role.map { "\($0) : \(name)" } ?? name }
}

/// A result with whom and what it concerns.
package struct TaskReport: Sendable {
    package var header: TaskHeader
    package var host: String
    package var delegatedTo: String?
    /// Where the delegate is reached, if that is not its name.
    package var delegateAddress: String?
    package var result: TaskResult
    /// Whether a failure is not held against the host: `ignore_errors`.
    package var isIgnored: Bool
    /// Whether nothing of the result may be shown.
    package var isHidden: Bool
    /// Whether `--diff` applies to this task.
    package var showsDiff: Bool
    /// Whether the result is forecast: nothing was changed.
    package var isForecast = false
    /// In a check: whether it is not known that the handler is notified at all.
    package var isDoubtedHandler = false
    /// The number of iterations of a loop; `nil` if the task has none.
    package var loopCount: Int?
    /// Seconds the task took on this host.
    package var duration: Double
    /// The round trips that it took.
    package var exchanges = 0

    package init(
        header: TaskHeader, host: String, delegatedTo: String? = nil, result: TaskResult, isIgnored: Bool = false,
        isHidden: Bool = false, showsDiff: Bool = false, loopCount: Int? = nil, duration: Double = 0
    ) {
        self.header = header
        self.host = host
        self.delegatedTo = delegatedTo
        self.result = result
        self.isIgnored = isIgnored
        self.isHidden = isHidden
        self.showsDiff = showsDiff
        self.loopCount = loopCount
        self.duration = duration
    }
}
