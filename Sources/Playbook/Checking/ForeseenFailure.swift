package import Values

/// What is known before a run of a task that will fail if its turn comes: a module or an argument that is not there, a
/// template that cannot be read, a file that does not exist.
///
/// Ansible finds it out in the task's turn. A run is stopped by it only where that turn is certain to come.
package struct ForeseenFailure: Sendable {
    package let problem: Diagnostic
    /// The task, behind the includes that bring it in, the outermost first: each of them must be selected by tags.
    package let tasks: [Task]
    /// Whether the turn comes wherever the play is done, and nothing takes up its failure.
    package let isCertain: Bool
    /// For a variable that nothing in the files read can define: its name. The inventory still may.
    package let undefinedName: String?

    init(problem: Diagnostic, tasks: [Task], isCertain: Bool, undefinedName: String? = nil) {
        self.problem = problem
        self.tasks = tasks
        self.isCertain = isCertain
        self.undefinedName = undefinedName
    }

    /// The same where the turn may not come.
    var doubtful: ForeseenFailure {
        ForeseenFailure(problem: problem, tasks: tasks, isCertain: false, undefinedName: undefinedName)
    }
}

extension Task {
    /// Whether the task's turn comes as long as those before it do, and its failure counts.
    var isCertain: Bool { !mayBeSkipped && !mayFail }

    private var mayBeSkipped: Bool {
        if !conditions.allSatisfy(\.alwaysHolds) || literalTags.contains("never") { return true }
        guard let loop else { return false }
        return loop.terms.value.list?.isEmpty ?? true
    }

    private var mayFail: Bool {
        let isIgnored = setting(.ignoreErrors).map { $0.value.flag != false } ?? false
        return isIgnored || !failedWhen.isEmpty
    }

    /// Whether it may end what it stands in for a host, so that nothing behind it is certain.
    var mayEndPlay: Bool {
        action.shortName == "meta" && (action.freeForm?.value.text?.hasPrefix("end_") ?? true)
    }
}

extension Condition {
    fileprivate var alwaysHolds: Bool {
        if case .constant(let flag, _) = self { flag } else { false }
    }
}

extension PlaybookReading {
    mutating func foresee(_ problem: Diagnostic, undefinedName: String? = nil, of task: Task, at site: TaskSite) {
        let isCertain = !site.isDoubtful && !play.mayHaveEnded && task.isCertain
        foreseen.append(
            ForeseenFailure(
                problem: problem, tasks: site.includes + [task], isCertain: isCertain, undefinedName: undefinedName))
    }
}
