import Playbook
import Values

/// One play on one batch of its hosts: walks its lists of tasks and keeps the promise of the strategy.
///
/// Under `linear` every host finishes a task before any begins the next, so a list is walked once for all hosts of
/// the batch; under `free` the same walk is made for each host alone.
struct PlayRun: Sendable {
    let play: Play
    let batch: [PlayHost]
    let tasks: TaskRunner
    let handlers: PlayHandlers
    /// Looked at between tasks: no new work after an interrupt.
    let isStopping: @Sendable () -> Bool

    /// Does all of the play: facts, sections, and handlers after each.
    func run() async {
        if tasks.plan.strategy == .linear {
            await walk(batch)
        } else {
            await withDiscardingTaskGroup { group in
                for host in batch { group.addTask { await walk([host]) } }
            }
        }
    }

    private func walk(_ hosts: [PlayHost]) async {
        await tasks.gatherFacts(on: hosts.active, ahead: Upcoming(Array(play.sections.joined())[...], around: nil))
        for section in play.sections {
            await run(section[...], on: hosts, around: nil)
            await flushHandlers(on: hosts)
        }
    }

    /// Does a list of tasks on those hosts that are still active at each.
    func run(_ items: ArraySlice<TaskItem>, on hosts: [PlayHost], around: Upcoming?) async {
        for (index, item) in zip(items.indices, items) {
            guard !hosts.active.isEmpty, !isStopping() else { return }
            let upcoming = Upcoming(items[(index + 1)...], around: around)
            switch item {
            case .task(let task): await run(task, on: hosts.active, upcoming: upcoming)
            case .block(let block): await run(block, on: hosts.active, upcoming: upcoming)
            case .role(let role): await run(role, on: hosts.active, upcoming: upcoming)
            }
        }
    }

    /// A block: its tasks, `rescue` on the hosts where one failed, `always` on all that entered.
    private func run(_ block: Block, on hosts: [PlayHost], upcoming: Upcoming) async {
        await run(block.items[...], on: hosts, around: upcoming)
        let fallen = hosts.filter { $0.status == .failed }
        if !block.rescue.isEmpty, !fallen.isEmpty {
            for host in fallen { tasks.rescue(host) }
            await run(block.rescue[...], on: fallen, around: upcoming)
        }
        guard !block.always.isEmpty else { return }
        let failed = hosts.filter { $0.status == .failed }
        for host in failed { host.change { $0.status = .active } }
        await run(block.always[...], on: hosts.filter { $0.isActive }, around: upcoming)
        for host in failed where host.isActive { host.change { $0.status = .failed } }
    }

    /// A role with its dependencies before it; a host that has completed the same use passes over it.
    private func run(_ role: RoleBlock, on hosts: [PlayHost], upcoming: Upcoming) async {
        for dependency in role.dependencies {
            await run(dependency, on: hosts.active, upcoming: Upcoming(role.items[...], around: upcoming))
        }
        let fresh = hosts.active.filter { host in
            role.use.allowsDuplicates || !host.change { $0.completedRoles.contains(role.use.identity) }
        }
        await run(role.items[...], on: fresh, around: upcoming)
        for host in fresh.active { host.change { _ = $0.completedRoles.insert(role.use.identity) } }
    }

    private func run(_ task: Task, on hosts: [PlayHost], upcoming: Upcoming) async {
        let here = hosts.filter { host in
            guard let role = task.role else { return true }
            return !host.change { $0.endedRoles.contains(ObjectIdentifier(role)) }
        }
        guard !here.isEmpty else { return }
        let requests = await tasks.run(task, on: here, upcoming: upcoming)
        await answer(requests, of: task, upcoming: upcoming)
        tasks.judge(after: task, batch: batch)
    }

    /// Notified handlers in the order of their definition; one that is notified meanwhile and stands earlier is
    /// done in another pass.
    func flushHandlers(on hosts: [PlayHost]) async {
        let takesFailed = tasks.plan.forcesHandlers
        var waiting = true
        while waiting, !isStopping() {
            waiting = false
            for handler in handlers.all {
                let notified = hosts.filter { host in
                    (host.isActive || (takesFailed && host.status == .failed))
                        && host.change { $0.notified.remove(handler.task.id) != nil }
                }
                guard !notified.isEmpty else { continue }
                waiting = true
                let failed = notified.filter { $0.status == .failed }
                for host in failed { host.change { $0.status = .active } }
                let requests = await tasks.run(
                    handler.task, on: notified, isHandler: true, upcoming: Upcoming([], around: nil))
                await answer(requests, of: handler.task, upcoming: Upcoming([], around: nil))
                for host in failed where host.isActive { host.change { $0.status = .failed } }
            }
        }
    }
}

/// What tasks asked of the play itself.
extension PlayRun {
    /// Takes includes and `meta` in the order in which they were asked for.
    private func answer(_ requests: [PlayRequest], of task: Task, upcoming: Upcoming) async {
        for request in requests {
            switch request.kind {
            case .include(let items, let newHandlers):
                handlers.add(newHandlers)
                await run(items[...], on: request.hosts.active, around: upcoming)
            case .meta(let action):
                await take(action, of: task, on: request.hosts)
            }
        }
    }

    private func take(_ action: MetaAction, of task: Task, on hosts: [PlayHost]) async {
        switch action {
        case .flushHandlers: await flushHandlers(on: hosts)
        case .endHost: for host in hosts { host.change { $0.status = .ended } }
        case .endPlay, .endBatch: for host in batch.active { host.change { $0.status = .ended } }
        case .endRole:
            guard let role = task.role else { return }
            for host in hosts { host.change { _ = $0.endedRoles.insert(ObjectIdentifier(role)) } }
        case .clearHostErrors:
            for host in batch where host.status != .ended { host.change { $0.status = .active } }
        case .clearFacts: for host in hosts { tasks.clearFacts(of: host) }
        case .resetConnection: for host in hosts { await tasks.resetConnection(of: host) }
        case .noop, .refreshInventory: break
        }
    }
}

/// A request of a task to the play, for the hosts that asked alike.
struct PlayRequest: Sendable {
    enum Kind: Sendable {
        case include([TaskItem], handlers: [Handler])
        case meta(MetaAction)
    }

    let kind: Kind
    let hosts: [PlayHost]
}

extension [PlayHost] {
    var active: [PlayHost] { filter(\.isActive) }
}
