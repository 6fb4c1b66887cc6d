import Jinja
import Playbook
import Values

/// What one host does next, turn by turn: the rest of the present task's loop, then the tasks behind it.
struct TurnsAhead {
    enum Next {
        case turn(TaskTurn, local: Mapping)
        /// A task of which it cannot be told yet how often it is done.
        case untold
    }

    let turn: TaskTurn

    /// At most so many turns; fewer where what stands behind a task depends on what it brings.
    func next(_ limit: Int) -> [Next] {
        var turns = restOfLoop(limit)
        let tasks = TaskRunner(context: turn.context)
        for task in turn.upcoming.next(limit, on: turn.host) where turns.count < limit {
            if task.bringsInTasks { break }
            guard tasks.isSelected(task, on: turn.host) else { continue }
            turns += self.turns(of: task).prefix(limit - turns.count)
        }
        return turns
    }

    private func restOfLoop(_ limit: Int) -> [Next] {
        guard let present = turn.loopTurn else { return [] }
        return present.items.indices.dropFirst(present.index + 1).prefix(limit).map { index in
            next(of: turn, LoopTurn(items: present.items, index: index, control: present.control))
        }
    }

    private func turns(of task: Task) -> [Next] {
        let ahead = TaskTurn(
            context: turn.context, task: task, host: turn.host, header: turn.header, upcoming: turn.upcoming)
        guard let loop = task.loop else { return [.turn(ahead, local: [:])] }
        let templar = ahead.templar(local: [:], allowsEffects: false)
        let (told, isKnown) = FactNeeds.wereMet { (try? loop.items(templar), try? loop.control.named(templar)) }
        guard isKnown, let items = told.0, let control = told.1 else { return [.untold] }
        return items.indices.map { next(of: ahead, LoopTurn(items: items, index: $0, control: control)) }
    }

    private func next(of turn: TaskTurn, _ loopTurn: LoopTurn) -> Next {
        var turn = turn
        turn.loopTurn = loopTurn
        turn.earlier = [:]
        turn.pending = loopTurn.index == 0 ? nil : turn.task.register.map(PendingVariable.init)
        return .turn(turn, local: loopTurn.variables())
    }
}

extension Task {
    /// Whether what comes behind the task depends on what it brings in, or on a time that is waited for. Handlers seldom wait when they are flushed,
    /// and if one changes the host, the answers are asked anew.
    fileprivate var bringsInTasks: Bool {
        switch action.shortName {
        case "include_tasks", "include_role", "pause", "add_host", "async_status", "reboot", "wait_for_connection":
            true
        case "meta": !["flush_handlers", "noop"].contains(action.freeForm?.value.text)
        default: false
        }
    }
}
