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
    /// Tasks looked at for one exchange, and questions put into it.
    static let taskLimit = 200
    static let queryLimit = 2000
    /// Tasks looked at for an exchange that changes something: what is asked now may soon be stale.
    static let taskLimitAfterChange = 4

    let turn: TaskTurn
    let local: Mapping

    private var isOn: Bool { turn.context.run.settings.looksAhead }

    /// The questions of the tasks that follow.
    func queries() -> [Query] { isOn ? questions(of: turn.upcoming.next(Self.taskLimit)) : [] }

    /// The same for an exchange that takes steps.
    func queriesAfterChange() -> [Query] { isOn ? questions(of: turn.upcoming.next(Self.taskLimitAfterChange)) : [] }

    /// The questions of a play's first tasks, for the exchange that gathers facts.
    static func queries(of upcoming: Upcoming, on host: PlayHost, in play: PlayContext) -> [Query] {
        guard let first = upcoming.next(1).first, play.run.settings.looksAhead else { return [] }
        let header = TaskHeader(name: "", module: "")
        let turn = TaskTurn(context: play, task: first, host: host, header: header, upcoming: upcoming)
        return LookAhead(turn: turn, local: [:]).queries()
    }

    private func questions(of tasks: [Task]) -> [Query] {
        var queries: [Query] = []
        for task in tasks where queries.count < Self.queryLimit {
            guard let window = window(at: task) else { break }
            queries.append(contentsOf: window)
        }
        return queries
    }

    /// The questions of one task; `nil` if nothing behind it can be foreseen.
    private func window(at task: Task) -> [Query]? {
        let name = task.action.shortName
        if ["meta", "include_tasks", "include_role", "pause", "add_host", "reboot"].contains(name) { return nil }
        guard turn.context.run.catalogue[task.action.name] != nil else { return [] }
        let ahead = TaskTurn(
            context: turn.context, task: task, host: turn.host, header: turn.header, upcoming: turn.upcoming)
        return locals(of: ahead).flatMap { guess(ahead, local: $0) }
    }

    /// The variables of each turn of the task's loop, as far as the loop can be told.
    private func locals(of ahead: TaskTurn) -> [Mapping] {
        guard let loop = ahead.task.loop else { return [[:]] }
        guard let items = try? loop.items(ahead.templar(local: [:], allowsEffects: false)) else { return [] }
        return items.indices.map { LoopTurn(items: items, index: $0, control: loop.control).variables() }
    }

    /// What the task would ask; nothing if it would not run, speaks to another host or as another user, or cannot
    /// be bound yet.
    private func guess(_ ahead: TaskTurn, local: Mapping) -> [Query] {
        let templar = ahead.templar(local: local, allowsEffects: false)
        guard holds(ahead.task.conditions, templar),
            let settings = try? TurnSettings(ahead.task, on: ahead.host, in: ahead.context, templar),
            settings.delegate == nil, settings.route == route,
            case .module(let module)? = try? Binder(turn: ahead, templar: templar).bind(),
            let inquiry = try? module.begin()
        else { return [] }
        return inquiry.queries.map(settings.adapted)
    }

    private func holds(_ conditions: [Condition], _ templar: Templar) -> Bool {
        do {
            return try templar.firstUnmet(conditions) == nil
        } catch {
            return false
        }
    }

    /// As whom the present exchange speaks.
    private var route: Route? {
        try? TurnSettings(turn.task, on: turn.host, in: turn.context, turn.templar(local: local)).route
    }
}
