import Values

/// What is only doubted before a run, because the playbook foresees it: a task that may fail says so itself, and one
/// for other systems, under a condition, may never have its turn. Its mistake is then a failure in its turn.
struct Foresight {
    private let mayFail: Bool
    private let mayNotRun: Bool

    /// - Parameter isRescued: whether a `rescue` takes over when the task fails.
    init(of task: Task, isRescued: Bool) {
        let ignoresErrors = task.setting(.ignoreErrors).map { $0.value.flag != false } ?? false
        mayFail = isRescued || ignoresErrors || !task.failedWhen.isEmpty
        mayNotRun = !task.conditions.isEmpty || task.literalTags.contains("never")
    }

    /// Adds the problem as what it is, or as a doubt; roles for many systems would repeat one many times.
    func add(_ problem: Diagnostic, to problems: inout Diagnostics) {
        guard isForeseen(problem) else { return problems.add(problem) }
        var doubt = problem
        doubt.severity = .warning
        doubt.notes.append(Diagnostic.Note("the task fails if its turn comes"))
        let isTold = problems.all.contains { $0.severity == .warning && $0.detail == doubt.detail }
        if !isTold { problems.add(doubt) }
    }

    private func isForeseen(_ problem: Diagnostic) -> Bool {
        switch problem.code {
        case "unsupported": mayFail || mayNotRun
        case "args", "template": mayFail
        default: false
        }
    }
}
