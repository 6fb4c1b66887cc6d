import Jinja
import ModuleKit
package import Values

/// What is known before a run of a task that will fail if it is reached: a module or an argument that is not there, a
/// template that cannot be read, a file that does not exist.
///
/// Ansible finds it out when it reaches the task. A run is stopped by it only where that is certain to happen.
package struct LatentMistake: Sendable {
    package let problem: Diagnostic
    /// The task, behind the includes that bring it in, the outermost first: each of them must be selected by tags.
    package let tasks: [Task]
    /// Whether the task is reached wherever the play is done, and nothing takes up its failure.
    package let isCertain: Bool
    /// For a variable that nothing in the files read can define: its name. The inventory still may.
    package let undefinedName: String?

    init(problem: Diagnostic, tasks: [Task], isCertain: Bool, undefinedName: String? = nil) {
        self.problem = problem
        self.tasks = tasks
        self.isCertain = isCertain
        self.undefinedName = undefinedName
    }

    /// The same where the task may not be reached.
    var doubtful: LatentMistake {
        LatentMistake(problem: problem, tasks: tasks, isCertain: false, undefinedName: undefinedName)
    }
}

extension Task {
    /// The parts of a task in the order in which an execution reads them; each may spare those behind it.
    enum Part { case loop, conditions, call }

    /// Whether the task is reached as long as those before it are, and its failure counts.
    var isCertain: Bool { isCertain(toRead: .call) }

    /// The same of a mistake in a part of it: what cannot be read itself spares nobody.
    func isCertain(toRead part: Part) -> Bool {
        guard !isIgnored, !literalTags.contains("never") else { return false }
        return switch part {
        case .loop: true
        case .conditions: hasIterations
        case .call: hasIterations && conditions.allSatisfy(\.alwaysHolds) && failedWhen.isEmpty
        }
    }

    private var isIgnored: Bool { setting(.ignoreErrors).map { $0.value.boolean != false } ?? false }

    private var hasIterations: Bool { loop.map { !($0.terms.value.list?.isEmpty ?? true) } ?? true }

    /// The part that reads a mistake first: a loop's list before all else, then the first condition that is not decided.
    fileprivate func part(thatReads problem: Diagnostic) -> Part {
        if loop?.problems.contains(problem) ?? false { return .loop }
        let first = conditions.first { !$0.alwaysHolds }
        return first?.problems.contains(problem) ?? false ? .conditions : .call
    }

    /// Whether it may end what it stands in for a host, so that nothing behind it is certain.
    var mayEndPlay: Bool {
        if action.traits.contains(.controlsRun) { return action.metaAction?.ends ?? true }
        return action.traits.contains(.alwaysFails) && isCertain
    }
}

extension Condition {
    fileprivate var alwaysHolds: Bool {
        if case .constant(let flag, _) = self { flag } else { false }
    }

    fileprivate var problems: [Diagnostic] {
        switch self {
        case .constant: []
        case .expression(let text): Templar.check(expression: text)
        case .template(let template): Templar.check(template)
        }
    }
}

extension Loop {
    fileprivate var problems: [Diagnostic] {
        let problems = PlaybookReading.problemsOfTemplates(in: terms.value)
        guard case .lookup(let name) = source else { return problems }
        return problems + Templar.check(lookup: name, at: terms.nameSpan)
    }
}

extension PlaybookReading {
    mutating func addLatentMistake(
        _ problem: Diagnostic, undefinedName: String? = nil, of task: Task, at site: TaskSite
    ) {
        let isReached = !site.isDoubtful && !play.mayHaveEnded
        let isCertain = isReached && task.isCertain(toRead: task.part(thatReads: problem))
        latentMistakes.append(
            LatentMistake(
                problem: problem, tasks: site.includes + [task], isCertain: isCertain, undefinedName: undefinedName))
    }
}
