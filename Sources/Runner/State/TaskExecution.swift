import Jinja
import Playbook
import Values

/// One task on one host, or one iteration of its loop.
struct TaskExecution: Sendable {
    let context: PlayContext
    let task: Task
    let host: PlayHost
    /// The other hosts of the batch, when one does a task with `run_once` for all: they take over what it sets.
    var sharing: [PlayHost] = []
    let header: TaskHeader
    let upcoming: Upcoming
    /// Where the iteration stands in the task's loop; `nil` for a task without one.
    var iteration: LoopIteration?
    /// The result of the loop's iteration before this one, under the name of `register`.
    var earlier: Mapping = [:]
    /// In place of that where the execution before is still to come.
    var pending: PendingVariable?

    var run: RunContext { context.run }
}

extension TaskExecution {
    func templar(local: Mapping, allowsEffects: Bool = true) -> Templar {
        var scope = context.scope(host, task, local: earlier.merging(local))
        scope.pending = pending
        return run.templar(
            scope, search: ResourceSearch(task, in: context.play), allowsEffects: allowsEffects)
    }

    /// The result under the name of `register`, for conditions that judge it.
    func registered(_ result: TaskResult) -> Mapping {
        guard let name = task.register else { return [:] }
        return Mapping([(name, .map(result.registered))])
    }
}
