import Jinja
import ModuleKit
import Playbook
import Values

/// A task that failed on a host, as a rescue is told of it.
struct TaskFailure: Sendable {
    /// `ansible_failed_task`: what of the task's keywords is of use to a rescue.
    let task: Mapping
    /// `ansible_failed_result`.
    let result: TaskResult

    /// - Parameters:
    ///   - name: As in the report.
    ///   - templar: What renders the arguments; those that need the loop's item stay as written.
    init(_ task: Task, named name: String, _ templar: Templar, _ result: TaskResult) {
        self.result = result
        self.task = [
            "name": .string(task.name == nil ? "" : name), "action": .string(task.action.name),
            "args": .map(task.arguments(templar)),
            "register": task.register.map(Value.string) ?? .null,
            "tags": .list(((try? task.tags(templar)) ?? task.literalTags).map(Value.string)),
            "when": .list(task.conditions.map(\.shown)),
            "delegate_to": (try? templar.text(.delegateTo, of: task)).flatMap(\.self).map(Value.string) ?? .null,
        ]
    }
}

extension Task {
    fileprivate func arguments(_ templar: Templar) -> Mapping {
        Mapping(
            action.arguments(freeFormAs: "_raw_params").map { argument in
                let rendered = try? templar.resolve(argument.value)
                return (.string(argument.name), rendered ?? argument.value.text.map(Value.string) ?? .null)
            })
    }
}
