import Connection
package import Jinja
package import Values

/// What the command line and the configuration decide about a run, already read and checked.
package struct RunSettings: Sendable {
    package var forks = 50
    package var checkMode = false
    package var diff = false
    package var verbosity = 0
    package var tags: [String] = []
    package var skippedTags: [String] = []
    /// The pattern of `--limit`.
    package var limit: String?
    package var startAtTask: String?
    /// Whether the arguments of tasks stand in their headings.
    package var tellsArguments = false
    /// Whether the person is asked before each task.
    package var steps = false
    /// Whether a run in which no play finds a host has failed.
    package var noHostsIsFailed = true
    /// Whether a run has failed in which `--tags` and `--skip-tags` leave no task.
    package var noTasksIsFailed = true
    package var forceHandlers = false
    package var anyErrorsFatal = false
    /// Whether a notification that no handler answers is only warned of.
    package var allowsUnknownHandlers = false
    /// Whether nothing of results is shown unless `no_log: false` says so.
    package var hidesResults = false
    /// The strategy of plays that name none.
    package var strategy = "linear"
    package var templates = TemplateSettings()
    /// What plays do that do not say whether facts are gathered.
    package var gathering = Gathering.implicit
    /// Off for comparison: every question is then asked at its task's execution.
    package var looksAhead = true
    /// Whether modules that others have written may run on hosts.
    package var allowsPython = false
    /// Whether the shell text that is sent is told.
    package var tellsShellText: Bool { verbosity >= 4 }
    /// Seconds a task may take that does not say; `nil` for no end.
    package var taskTimeout: Double?
    /// Seconds between two looks at a job whose task does not say.
    package var pollInterval = 15
    /// Where hosts keep jobs, if `ansible_async_dir` does not say.
    package var jobDirectory = "~/.ansible_async"
    package var connection = ConnectionDefaults()
    package var become = BecomeDefaults()
    /// Variables of `--extra-vars`, which win over all others.
    package var extraVariables = Mapping()

    package init() {}
}

extension RunSettings {
    /// Whether an exchange of its own must hold what the execution sends: text that is told tells nothing of `no_log`.
    func keepsApart(_ execution: TaskSettings) -> Bool { execution.isHidden && tellsShellText }
}

/// `gathering` of ansible.cfg: whether a play gathers facts that does not say so.
package enum Gathering: String, Sendable, CaseIterable {
    case implicit, explicit
    /// Only of hosts whose facts no earlier play has gathered.
    case smart

    /// With what `gather_facts` of a play says.
    func said(_ gathers: Bool) -> Gathering {
        if gathers { self == .explicit ? .implicit : self } else { .explicit }
    }
}
