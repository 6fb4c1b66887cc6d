import Jinja
import ModuleKit
import Playbook
import Values

/// Applies `changed_when` and `failed_when` to a result.
struct ResultConditions {
    private let task: Task

    init(_ task: Task) { self.task = task }

    /// A condition that cannot be evaluated makes the result a failure that keeps what the host answered.
    ///
    /// - Parameter templar: One that sees the result under the name of `register`.
    func apply(to result: TaskResult, _ templar: (TaskResult) -> Templar) -> TaskResult {
        var result = result
        do {
            if !task.changedWhen.isEmpty {
                let changed = try templar(result).firstUnmet(task.changedWhen) == nil
                result.changed = changed
                if !result.isFailure { result.outcome = changed ? .changed : .ok }
            }
        } catch  where error.kind == .notKnownYet {
            return .undecided(ModuleFailure(error).message)
        } catch {
            return result.failing(error, under: "changed_when_result")
        }
        do {
            if !task.failedWhen.isEmpty {
                let failed = try templar(result).firstUnmet(task.failedWhen) == nil
                result.fields["failed_when_result"] = .bool(failed)
                result.outcome = failed ? .failed : result.changed == true ? .changed : .ok
            }
        } catch  where error.kind == .notKnownYet {
            // A forecast goes on as if the task will succeed.
            return result
        } catch {
            return result.failing(error, under: "failed_when_result")
        }
        return result
    }
}

extension TaskResult {
    fileprivate func failing(_ error: TemplateError, under key: String) -> TaskResult {
        let failed = TaskResult.failed(error)
        var result = self
        result.outcome = .failed
        result.fields.merge(failed.fields)
        result.fields[key] = failed.fields["msg"]
        result.diagnostic = failed.diagnostic
        return result
    }
}
