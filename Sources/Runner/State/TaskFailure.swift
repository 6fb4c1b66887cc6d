import Jinja
import ModuleKit
import Playbook
import Values

/// A task that failed on a host, as a rescue is told of it.
struct TaskFailure: Sendable {
    /// `ansible_failed_task`: what of the task's keywords is of use to a rescue.
    let task: Mapping
    /// `ansible_failed_result`.
    let result: Mapping

    /// - Parameters:
    ///   - name: As in the report.
    ///   - report: If it is hidden, a rescue is not told either what the task was called with and what it said.
    ///   - templar: What renders the arguments; those that need the loop's item stay as written.
    init(_ task: Task, named name: String, _ templar: Templar, _ report: TaskReport) {
        let censored = report.result.censored
        result =
            report.isHidden
            ? censored.merging(["failed": true, "msg": censored["censored"] ?? .null]) : report.result.returned
        self.task = [
            "name": .string(task.name == nil ? "" : name), "action": .string(task.action.name),
            "args": .map(report.isHidden ? [:] : task.arguments(templar)),
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
