import Jinja
import ModuleKit
import Playbook
import Values

/// What one host does next, one iteration after another: the rest of the present task's loop, then the tasks behind it.
struct UpcomingExecutions {
    enum Next {
        case execution(TaskExecution, local: Mapping)
        /// A task of which it cannot be told yet how often it is done.
        case untold
    }

    let execution: TaskExecution

    /// At most so many executions; fewer where what stands behind a task depends on what it brings.
    func next(_ limit: Int) -> [Next] {
        var executions = restOfLoop(limit)
        if execution.task.isUnpredictable, !executions.isEmpty { return executions }
        for task in execution.upcoming.next(limit, on: execution.host) where executions.count < limit {
            if task.endsLookAhead { break }
            guard execution.context.isSelected(task, on: execution.host) else { continue }
            executions += self.executions(of: task).prefix(limit - executions.count)
            if task.isUnpredictable { break }
        }
        return executions
    }

    private func restOfLoop(_ limit: Int) -> [Next] {
        guard let present = execution.iteration else { return [] }
        return present.items.indices.dropFirst(present.index + 1).prefix(limit).map { index in
            next(of: execution, LoopIteration(items: present.items, index: index, control: present.control))
        }
    }

    private func executions(of task: Task) -> [Next] {
        let ahead = TaskExecution(
            context: execution.context, task: task, host: execution.host, header: execution.header,
            upcoming: execution.upcoming)
        guard let loop = task.loop else { return [.execution(ahead, local: [:])] }
        let templar = ahead.templar(local: [:], allowsEffects: false)
        let (told, isKnown) = FactNeeds.wereMet { (try? loop.items(templar), try? loop.control.named(templar)) }
        guard isKnown, let items = told.0, let control = told.1 else { return [.untold] }
        return items.indices.map { next(of: ahead, LoopIteration(items: items, index: $0, control: control)) }
    }

    private func next(of execution: TaskExecution, _ iteration: LoopIteration) -> Next {
        var execution = execution
        execution.iteration = iteration
        execution.earlier = [:]
        execution.pending = iteration.index == 0 ? nil : execution.task.register.map(PendingVariable.init)
        return .execution(execution, local: iteration.variables())
    }
}

extension Task {
    fileprivate var isUnpredictable: Bool { action.traits.contains(.isUnpredictable) }

    fileprivate var endsLookAhead: Bool {
        action.traits.contains(.controlsRun)
            ? action.metaAction?.endsLookAhead ?? true : action.traits.contains(.endsLookAhead)
    }
}
