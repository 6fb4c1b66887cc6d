import Jinja
import Playbook
import Values

/// Applies `changed_when` and `failed_when` to a result.
struct Judgement {
    private let task: Task

    init(_ task: Task) { self.task = task }

    /// - Parameter templar: One that sees the result under the name of `register`.
    func judge(_ result: TaskResult, _ templar: (TaskResult) -> Templar) throws(TemplateError) -> TaskResult {
        var result = result
        if !task.changedWhen.isEmpty {
            let changed = try templar(result).firstUnmet(task.changedWhen) == nil
            result.fields["changed"] = .bool(changed)
            if !result.isFailure { result.outcome = changed ? .changed : .ok }
        }
        if !task.failedWhen.isEmpty {
            let failed = try templar(result).firstUnmet(task.failedWhen) == nil
            result.fields["failed"] = .bool(failed)
            result.fields["failed_when_result"] = .bool(failed)
            result.outcome = failed ? .failed : result.fields["changed"] == true ? .changed : .ok
        }
        return result
    }
}
