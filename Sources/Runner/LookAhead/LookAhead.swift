import Connection
import Jinja
import ModuleKit
import Playbook
import Values

/// Decides which further questions ride along with an exchange that must happen anyway.
///
/// It warms a cache and never decides anything: a task bound ahead of time is bound again at its turn, and a wrong
/// guess costs time, not truth. A task that cannot be bound yet is passed over in silence; one that acts blindly,
/// or brings in tasks that are not known yet, ends the window.
struct LookAhead: Sendable {
    /// Questions put into one exchange.
    static let queryLimit = 2000

    let turn: TaskTurn
    let local: Mapping

    /// The questions of a play's first tasks, for the exchange that gathers facts.
    static func queries(_ limit: Int, of upcoming: Upcoming, on host: PlayHost, in play: PlayContext) -> [Query] {
        guard let first = upcoming.next(1).first else { return [] }
        let header = TaskHeader(name: "", module: "")
        let turn = TaskTurn(context: play, task: first, host: host, header: header, upcoming: upcoming)
        return LookAhead(turn: turn, local: [:]).queries(limit)
    }

    /// The questions of the tasks that follow, of at most `limit` of them.
    func queries(_ limit: Int) -> [Query] {
        guard turn.run.settings.looksAhead, let route else { return [] }
        var queries: [Query] = []
        for task in turn.upcoming.next(limit) where queries.count < Self.queryLimit {
            guard let window = window(at: task, route) else { break }
            queries.append(contentsOf: window)
        }
        return queries
    }

    /// As whom the present exchange speaks.
    private var route: Route? {
        let templar = turn.templar(local: local, allowsEffects: false)
        return try? TurnSettings(turn.task, on: turn.host, in: turn.context, templar, local: local).route
    }

    /// The questions of one task; `nil` if nothing behind it can be foreseen.
    private func window(at task: Task, _ route: Route) -> [Query]? {
        guard !isBarrier(task) else { return nil }
        guard turn.run.catalogue[task.action.name] != nil else { return [] }
        let ahead = TaskTurn(
            context: turn.context, task: task, host: turn.host, header: turn.header, upcoming: turn.upcoming)
        var queries: [Query] = []
        for local in locals(of: ahead) {
            guard let guessed = guess(ahead, local, route) else { return nil }
            queries += guessed
        }
        return queries
    }

    /// Whether what comes behind the task depends on what it does. Handlers seldom wait when they are flushed, and if
    /// one changes the host, the answers are asked anew.
    private func isBarrier(_ task: Task) -> Bool {
        switch task.action.shortName {
        case "include_tasks", "include_role", "pause", "add_host": true
        case "meta": !["flush_handlers", "noop"].contains(task.action.freeForm?.value.text)
        default: false
        }
    }

    /// The variables of each turn of the task's loop, as far as the loop can be told.
    private func locals(of ahead: TaskTurn) -> [Mapping] {
        guard let loop = ahead.task.loop else { return [[:]] }
        guard let items = try? loop.items(ahead.templar(local: [:], allowsEffects: false)) else { return [] }
        return items.indices.map { LoopTurn(items: items, index: $0, control: loop.control).variables() }
    }

    /// What the task would ask; nothing if it would not run, speaks to another host or as another user, or cannot
    /// be bound yet; `nil` if it asks nothing and so acts blindly.
    private func guess(_ ahead: TaskTurn, _ local: Mapping, _ route: Route) -> [Query]? {
        let templar = ahead.templar(local: local, allowsEffects: false)
        guard holds(ahead.task.conditions, templar),
            let settings = try? TurnSettings(ahead.task, on: ahead.host, in: ahead.context, templar, local: local),
            settings.delegate == nil, settings.route == route,
            case .module(let module)? = try? Binder(turn: ahead, templar: templar).bind(),
            let inquiry = try? module.begin()
        else { return [] }
        return inquiry.queries.isEmpty ? nil : inquiry.queries.map(settings.adapted)
    }

    private func holds(_ conditions: [Condition], _ templar: Templar) -> Bool {
        do {
            return try templar.firstUnmet(conditions) == nil
        } catch {
            return false
        }
    }
}
