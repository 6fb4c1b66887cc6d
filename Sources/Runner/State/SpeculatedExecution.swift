import ModuleKit
import Playbook

/// Tells the executions of a play apart on one host.
struct ExecutionKey: Hashable, Sendable {
    let task: TaskID
    /// The place in the task's loop; `nil` for a task without one.
    let item: Int?
}

extension TaskExecution {
    var key: ExecutionKey { ExecutionKey(task: task.id, item: iteration?.index) }
}

/// An execution that was decided ahead and whose steps went along with those of an earlier one.
///
/// When its task is reached it is bound and decided again, from the same answers; only if that leads to the same steps is
/// what became of them its result.
struct SpeculatedExecution: Sendable {
    enum Fate: Sendable {
        case taken([StepOutcome], after: Answers)
        /// Contact was lost in the exchange, or an earlier execution came out otherwise than forecast.
        case unsure
    }

    let key: ExecutionKey
    /// What the host answered, as the steps before it in the same exchange would change it.
    let answers: Answers
    let steps: [Step]
    /// What the steps may change.
    let touching: [Footprint]
    /// Asked after all steps of the exchange.
    let recheck: [Query]
    let changed: Bool
    /// Seconds since 1970.
    let decided: Double
    var fate = Fate.unsure
}
