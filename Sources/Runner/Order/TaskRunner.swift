import Inventory
import Jinja
import ModuleKit
import Playbook
import Values

/// Does one task on hosts: as many at once as there are forks.
struct TaskRunner: Sendable {
    let context: PlayContext

    var playSettings: PlaySettings { context.playSettings }
    var forks: Int { run.settings.forks }
    private var run: RunContext { context.run }

    /// Does a task on those hosts whose tags and conditions let it, and tells what it asks of the play.
    func run(_ task: Task, on hosts: [PlayHost], isHandler: Bool = false, upcoming: Upcoming) async -> [PlayRequest] {
        context.countHosts()
        guard let first = hosts.first, isHandler || context.isSelected(task, on: first) else { return [] }
        let header = await header(task, on: first, isHandler: isHandler)
        guard isHandler || run.gate.lets(header) else { return [] }
        let isMeta = task.action.traits.contains(.controlsRun)
        let runsOnce = flag(task, .runOnce, on: first)
        let taking = runsOnce || task.isForAllAtOnce ? [first] : hosts
        if isMeta {
            if task.hasConditionForNothing { run.emit(.warning(.conditionForNothing(task))) }
        } else {
            guard await run.steps.lets(header) else { return [] }
            run.emit(.taskStarted(header, hosts: taking.map(\.name)))
        }
        let sharing = runsOnce ? Array(hosts.dropFirst()) : []
        let width = isMeta ? 1 : width(task, on: first)
        let outcomes = await inParallel(taking, width: width) { host in
            // As in Ansible, `meta` has a heading for each host, unless one does it for all or hosts go their own way.
            if isMeta, playSettings.strategy == .linear { run.emit(.taskStarted(header, hosts: [])) }
            let execution = TaskExecution(
                context: context, task: task, host: host, sharing: sharing, header: header, upcoming: upcoming)
            guard playSettings.strategy == .free, width < forks else { return await execution.perform() }
            return await context.throttles.perform(task.id, atMost: width) { await execution.perform() }
        }
        let concerned = task.isForAllAtOnce ? hosts : taking
        let requests = outcomes.flatMap { outcome in
            outcome.requests.map { (request: $0, hosts: taking.count == 1 ? concerned : [outcome.host]) }
        }
        return PlayRequests(context: context, task: task, header: header, isHandler: isHandler).settle(requests)
    }

    /// After a task: whether its failures end the play for the hosts that did not fail.
    ///
    /// - Parameter isRescued: A rescue may take up the failures, so they do not count towards a percentage yet.
    func enforceFailureLimits(after task: Task, on hosts: [PlayHost], batch: [PlayHost], isRescued: Bool) {
        if isRescued { for host in hosts { tellFailure(of: host) } }
        guard let failed = hosts.first(where: { $0.status == .failed || $0.status == .unreachable }) else { return }
        let isFatal =
            flag(task, .anyErrorsFatal, on: failed, else: playSettings.anyErrorsFatal)
            || flag(task, .runOnce, on: failed)
            || task.isForAllAtOnce
        let isTooMuch = !isRescued && exceedsLimit(batch)
        guard isFatal || isTooMuch else { return }
        // As in Ansible said twice.
        if isTooMuch, playSettings.strategy == .linear { for _ in 1...2 { run.emit(.noHostsLeft) } }
        for host in batch.active { host.change { $0.status = .failed } }
    }

    private func exceedsLimit(_ batch: [PlayHost]) -> Bool {
        guard let limit = playSettings.maxFailPercentage else { return false }
        let failed = batch.count { $0.status == .failed || $0.status == .unreachable }
        return Double(failed) / Double(batch.count) * 100 > limit
    }

    /// A rescue begins: the host goes on, and the recap counts its own failure as rescued.
    func rescue(_ host: PlayHost) {
        let failure = host.change { state in
            defer { state.failure = nil }
            state.status = .active
            return state.failure
        }
        guard failure != nil else { return }
        run.tally.record(host.name) { tally in
            tally.failed -= 1
            tally.rescued += 1
        }
    }

    /// Tells the host's later tasks of a failure that a rescue will take up: `always` of blocks inside comes before that.
    private func tellFailure(of host: PlayHost) {
        guard host.status == .failed, let failure = host.change({ $0.failure }) else { return }
        run.hosts.change(host.name) { variables in
            variables.set["ansible_failed_result"] = .map(failure.result)
            variables.set["ansible_failed_task"] = .map(failure.task)
        }
    }

    /// Failures so far keep no host out of later plays. In this one those hosts do not go on, except from an `always`.
    func forgiveAll() {
        run.failedHosts.forgive(context.hosts.map(\.name))
        for host in context.hosts where host.hasFailed || host.change({ $0.isLeaving }) {
            host.change { state in
                state.isForgiven = !state.isLeaving
                state.isLeaving = false
                state.failure = nil
            }
            run.tally.record(host.name) { $0.forgive() }
        }
    }

    /// Reads the inventory anew; hosts that it no longer has leave the play.
    func refreshInventory() {
        do throws(Diagnostics) {
            guard let inventory = try run.readInventory?() else { return }
            run.hosts.refresh(inventory)
        } catch {
            for diagnostic in error.all { run.emit(.warning(diagnostic)) }
        }
        let inventory = run.hosts.inventory
        for host in context.hosts.active where inventory.host(named: host.name) == nil {
            host.change { $0.status = .ended }
        }
    }

    func clearFacts(of host: PlayHost) { run.hosts.clearFacts(of: host.name) }

    func resetConnection(of host: PlayHost) async { await run.links[host.name].close() }
}

extension TaskRunner {
    private func width(_ task: Task, on host: PlayHost) -> Int {
        guard task.setting(.throttle) != nil,
            let throttle = try? context.templar(task, on: host).integer(.throttle, of: task),
            throttle > 0
        else { return forks }
        return Swift.min(throttle, forks)
    }

    private func flag(_ task: Task, _ keyword: Keyword, on host: PlayHost, else standard: Bool = false) -> Bool {
        guard let written = task.setting(keyword) else { return standard }
        return written.value.boolean ?? (try? context.templar(task, on: host).flag(keyword, of: task)) ?? standard
    }

    private func header(_ task: Task, on host: PlayHost, isHandler: Bool) async -> TaskHeader {
        // As in Ansible, the name of a `meta` stays as it is written, unless hosts go their own way.
        let isWritten = task.action.metaAction != nil && playSettings.strategy == .linear
        let named = isWritten ? nil : try? await run.withFacts { name(of: task, on: host) }
        var header = TaskHeader(
            name: run.secrets.mask(named ?? task.name?.value.text ?? task.action.name), role: task.roleBeforeName,
            module: task.action.name, traits: task.action.traits, isHandler: isHandler, span: task.span,
            isCheckMode: flag(task, .checkMode, on: host, else: run.settings.checkMode))
        if run.settings.tellsArguments, !flag(task, .noLog, on: host) { header.arguments = task.action.told }
        return header
    }

    /// A name whose template cannot be rendered yet stands as written; without a name the action is named.
    private func name(of task: Task, on host: PlayHost) -> String {
        if let name = task.name {
            return name.value.isDynamic
                ? (try? context.templar(task, on: host).text(name)) ?? name.value.text ?? "" : name.value.text ?? ""
        }
        guard task.action.traits.contains(.includesRole), let role = task.action["name"] ?? task.action["role"] else {
            return task.action.name
        }
        // As in Ansible, which knows the role later than the name.
        return "\(task.action.name) : \(role.value.text ?? "")"
    }
}

extension Task {
    /// Whether the first host does it for all of the batch, as Ansible's actions that concern the run do.
    fileprivate var isForAllAtOnce: Bool {
        action.traits.contains(.bypassesHostLoop) || action.metaAction?.bypassesHostLoop ?? false
    }
}

extension ActionCall {
    /// The arguments by the names that Ansible shows.
    fileprivate var told: [TaskHeader.Argument] {
        let free = freeForm.map { TaskHeader.Argument(name: "_raw_params", value: $0.value) }
        return [free].compactMap(\.self) + arguments.map { TaskHeader.Argument(name: $0.name, value: $0.value) }
    }
}
