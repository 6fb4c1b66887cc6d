import Connection
import Jinja
import ModuleKit
import Playbook
import Values

/// Decides which further questions ride along with an exchange that must happen anyway.
///
/// It warms a cache and never decides anything: a task bound ahead of time is bound again when it is reached, and a wrong
/// guess costs time, not truth. A task that cannot be bound yet is passed over in silence; one that acts blindly,
/// or brings in tasks that are not known yet, ends the window.
struct LookAhead: Sendable {
    /// Questions put into one exchange.
    static let queryLimit = 2000

    let execution: TaskExecution
    let local: Mapping

    /// The questions of a play's first tasks, for the exchange that gathers facts by this way.
    static func queries(
        _ limit: Int, of upcoming: Upcoming, on host: PlayHost, in play: PlayContext, via route: Route
    ) -> [Query] {
        guard let first = upcoming.next(1, on: host).first else { return [] }
        let header = TaskHeader(name: "", module: "")
        let execution = TaskExecution(context: play, task: first, host: host, header: header, upcoming: upcoming)
        return LookAhead(execution: execution, local: [:]).queries(limit, via: route)
    }

    /// The questions of the executions that follow, of at most `limit` of them.
    ///
    /// - Parameters:
    ///   - skipped: How many executions right behind the present one are not asked about.
    ///   - present: What is asked anyway.
    func queries(_ limit: Int, behind skipped: Int = 0, beside present: [Query] = []) -> [Query] {
        guard let route else { return [] }
        return queries(limit, behind: skipped, beside: present, via: route)
    }

    private func queries(_ limit: Int, behind skipped: Int = 0, beside present: [Query] = [], via route: Route)
        -> [Query]
    {
        guard limit > 0, execution.run.settings.looksAhead else { return [] }
        var queries: [Query] = []
        for next in UpcomingExecutions(execution: execution).next(limit + skipped).dropFirst(skipped)
        where queries.count < Self.queryLimit {
            guard case .execution(let ahead, let local) = next else { continue }
            guard let guessed = guess(ahead, local, route) else { break }
            queries += guessed
        }
        return queries + Folders.queries(behind: present + queries)
    }

    /// As whom the present exchange speaks.
    private var route: Route? {
        let templar = execution.templar(local: local, allowsEffects: false)
        return try? TaskSettings(execution.task, on: execution.host, in: execution.context, templar, local: local).route
    }

    /// What the execution would ask, also where it cannot be told yet whether it will; nothing if it will not run, speaks
    /// to another host or as another user, or cannot be bound yet; `nil` if it asks nothing and so acts blindly.
    private func guess(_ ahead: TaskExecution, _ local: Mapping, _ route: Route) -> [Query]? {
        let templar = ahead.templar(local: local, allowsEffects: false)
        let shouldRun = ahead.shouldRun(templar)
        guard ahead.isModule, shouldRun != false,
            let settings = try? TaskSettings(ahead.task, on: ahead.host, in: ahead.context, templar, local: local),
            settings.delegate == nil, settings.route == route, !ahead.run.settings.keepsApart(settings),
            case .module(let module, _)? = try? Binder(execution: ahead, templar: templar, isGuess: true).bind(),
            let round = try? module.begin()
        else { return [] }
        guard !round.queries.isEmpty else { return shouldRun == true ? nil : [] }
        return round.queries.map(settings.adapted)
    }
}

extension TaskExecution {
    /// Whether the task is for its host, and not an action of the run.
    var isModule: Bool { run.catalogue[task.action.name] != nil }

    /// Whether its conditions hold; `nil` if that cannot be told yet.
    func shouldRun(_ templar: Templar) -> Bool? {
        do {
            return try templar.firstUnmet(task.conditions) == nil
        } catch {
            return nil
        }
    }
}
