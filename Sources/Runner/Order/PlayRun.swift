import ModuleKit
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
    /// Whether a rescue around the present tasks may still take up their failures.
    private var isRescued = false
    /// Whether the present tasks are done on behalf of a handler.
    private var isHandling = false

    init(
        play: Play, batch: [PlayHost], tasks: TaskRunner, handlers: PlayHandlers,
        isStopping: @escaping @Sendable () -> Bool
    ) {
        self.play = play
        self.batch = batch
        self.tasks = tasks
        self.handlers = handlers
        self.isStopping = isStopping
    }

    /// Does all of the play: facts, sections, and handlers after each.
    func run() async {
        switch tasks.playSettings.strategy {
        case .linear: await walk(batch)
        case .free: _ = await inParallel(batch, width: tasks.forks) { host in await walk([host]) }
        }
    }

    private func walk(_ hosts: [PlayHost]) async {
        await tasks.gatherFacts(on: hosts.active, ahead: .all(of: play))
        for section in play.sections {
            await run(section[...], on: hosts, around: nil)
            for host in hosts { host.change { $0.takenAhead = [:] } }
            await flushHandlers(on: hosts)
        }
    }

    /// Does a list of tasks on those hosts that are still active at each.
    private func run(_ items: ArraySlice<TaskItem>, on hosts: [PlayHost], around: Upcoming?) async {
        for (index, item) in zip(items.indices, items) {
            let hosts = isStopping() ? hosts.filter(\.owesResults) : hosts
            guard !hosts.active.isEmpty else { return }
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
        let behind = Upcoming(block.always[...], around: upcoming)
        var inside = self
        inside.isRescued = isRescued || !block.rescue.isEmpty
        await inside.run(block.items[...], on: hosts, around: behind)
        let failed = hosts.failed
        if !block.rescue.isEmpty, !failed.isEmpty {
            for host in failed { tasks.rescue(host) }
            await run(block.rescue[...], on: failed, around: behind)
        }
        guard !block.always.isEmpty else { return }
        await withFailed(among: hosts) { await run(block.always[...], on: hosts, around: upcoming) }
    }

    /// A role with its dependencies before it; a host that has completed the same use passes over it.
    private func run(_ role: RoleBlock, on hosts: [PlayHost], upcoming: Upcoming) async {
        let parts = role.dependencies.map(TaskItem.role) + [.role(role.withoutDependencies)]
        for (index, dependency) in role.dependencies.enumerated() {
            await run(dependency, on: hosts.active, upcoming: Upcoming(parts[(index + 1)...], around: upcoming))
        }
        let fresh = hosts.active.filter { !$0.hasCompleted(role.use) }
        await run(role.items[...], on: fresh, around: upcoming)
        for host in fresh.active { host.complete(role.use) }
    }

    private func run(_ task: Task, on hosts: [PlayHost], upcoming: Upcoming) async {
        let here = isHandling ? hosts : hosts.filter { !$0.hasEnded(task.role) }
        guard !here.isEmpty else { return }
        let requests = await tasks.run(task, on: here, isHandler: isHandling, upcoming: upcoming)
        tasks.enforceFailureLimits(after: task, on: here, batch: batch, isRescued: isRescued)
        await answer(requests, of: task, upcoming: upcoming)
    }

    /// Lets hosts that failed take part as if they had not.
    private func withFailed(among hosts: [PlayHost], _ body: () async -> Void) async {
        let failed = hosts.failed
        for host in failed {
            host.change { state in
                state.status = .active
                state.isLeaving = true
            }
        }
        await body()
        for host in failed {
            host.change { state in
                // Unless `meta: clear_host_errors` has let it stay.
                if state.status == .active, state.isLeaving { state.status = .failed }
                state.isLeaving = false
            }
        }
    }
}

/// Handlers.
extension PlayRun {
    /// Notified handlers in the order of their definition. One that is notified meanwhile and stands earlier waits for
    /// the next flush, as in Ansible, so that handlers which notify each other come to an end.
    private func flushHandlers(on hosts: [PlayHost]) async {
        guard tasks.playSettings.forcesHandlers else { return await passHandlers(on: hosts) }
        await withFailed(among: hosts) { await passHandlers(on: hosts) }
    }

    private func passHandlers(on hosts: [PlayHost]) async {
        var handling = self
        handling.isHandling = true
        for host in hosts.active { settleNotifications(of: host) }
        for handler in handlers.all where !isStopping() {
            let id = handler.task.id
            let perhaps = hosts.active.filter { host in host.change { $0.perhapsNotified.remove(id) != nil } }
            let notified = hosts.active.filter { host in host.change { $0.notified.remove(id) != nil } }
            let doubtful = perhaps.filter { host in !notified.contains { $0 === host } }
            guard !notified.isEmpty || !doubtful.isEmpty else { continue }
            await doubting("it is unknown whether the handler is notified", on: doubtful) {
                let called = hosts.filter { host in (notified + doubtful).contains { $0 === host } }
                await handling.run(handler.task, on: called, upcoming: Upcoming([], around: nil))
            }
        }
    }

    /// Does tasks of which it is not known whether these hosts will do them.
    private func doubting(_ doubt: String?, on hosts: [PlayHost], _ body: () async -> Void) async {
        guard let doubt, !hosts.isEmpty else { return await body() }
        let certain = hosts.filter { $0.doubt == nil }
        for host in certain { host.change { $0.doubt = doubt } }
        await body()
        for host in certain { host.change { $0.doubt = nil } }
    }
}

extension PlayRun {
    private func settleNotifications(of host: PlayHost) {
        let names = host.change { state in
            defer { state.notifications = [] }
            return state.notifications
        }
        let handlers = names.flatMap { tasks.context.handlers(notifiedBy: $0, on: host) }
        host.change { $0.notified.formUnion(handlers.map(\.task.id)) }
    }
}

/// What tasks asked of the play itself.
extension PlayRun {
    /// Takes includes and `meta` in the order in which they were asked for.
    private func answer(_ requests: [PlayRequest], of task: Task, upcoming: Upcoming) async {
        for (index, request) in requests.enumerated() {
            switch request.kind {
            case .include(let inclusion):
                handlers.add(inclusion.handlers)
                // What another include of the same task brings comes before what stands behind the task.
                let around = index == requests.count - 1 ? upcoming : nil
                await doubting(request.doubt, on: request.hosts) {
                    await run(inclusion.items[...], on: request.hosts.active, around: around)
                }
            case .meta(let action):
                await take(action, of: task, on: request.hosts)
            }
        }
    }

    private func take(_ action: MetaAction, of task: Task, on hosts: [PlayHost]) async {
        switch action {
        case .flushHandlers: await flushHandlers(on: hosts)
        case .endHost: hosts.end()
        case .endBatch: batch.end()
        case .endPlay: tasks.context.hosts.end()
        case .endRole:
            guard let role = task.role else { return }
            for host in hosts { host.change { _ = $0.endedRoles.insert(ObjectIdentifier(role)) } }
        case .clearHostErrors: tasks.forgiveAll()
        case .clearFacts: for host in hosts { tasks.clearFacts(of: host) }
        case .resetConnection: for host in hosts { await tasks.resetConnection(of: host) }
        case .refreshInventory: tasks.refreshInventory()
        case .noop: break
        }
    }
}

/// A request of a task to the play, for the hosts that asked alike.
struct PlayRequest: Sendable {
    enum Kind: Sendable {
        case include(Inclusion)
        case meta(MetaAction)
    }

    let kind: Kind
    var hosts: [PlayHost]
    /// In a check: why it is not known whether it comes to this.
    var doubt: String?
}

extension [PlayHost] {
    fileprivate var failed: [PlayHost] { filter { $0.status == .failed } }

    /// They leave the play without failure.
    fileprivate func end() {
        for host in active { host.change { $0.status = .ended } }
    }
}
