import Jinja
import ModuleKit
import Playbook
import Values

/// Does one task on hosts: as many at once as there are forks.
struct TaskRunner: Sendable {
    let context: PlayContext

    var plan: PlayPlan { context.plan }
    private var run: RunContext { context.run }

    /// Does a task on those hosts whose tags and conditions let it, and tells what it asks of the play.
    func run(_ task: Task, on hosts: [PlayHost], isHandler: Bool = false, upcoming: Upcoming) async -> [PlayRequest] {
        guard let first = hosts.first, isSelected(task, on: first, isHandler: isHandler) else { return [] }
        let runsOnce = flag(task, .runOnce, on: first)
        let header = header(task, on: first, isHandler: isHandler)
        if !(task.action.shortName == "meta") { run.emit(.taskStarted(header)) }
        let taking = runsOnce ? [first] : hosts
        let outcomes = await inParallel(taking, width: width(task, on: first)) { host in
            await TaskTurn(context: context, task: task, host: host, header: header, upcoming: upcoming).perform()
        }
        if runsOnce, let only = outcomes.first { share(only, of: task, from: first, with: hosts.dropFirst()) }
        let effects = outcomes.flatMap { $0.effects.map { (effect: $0, hosts: runsOnce ? hosts : [$0.host]) } }
        return await PlayRequests(context: context, task: task, header: header).settle(effects)
    }

    /// After a task: whether its failures end the play for others as well.
    func judge(after task: Task, batch: [PlayHost]) {
        let failed = batch.filter { $0.status == .failed || $0.status == .unreachable }
        guard !failed.isEmpty else { return }
        let isFatal = flag(task, .anyErrorsFatal, on: failed[0]) || plan.anyErrorsFatal
        if isFatal || exceedsLimit(failed.count, of: batch.count) {
            for host in batch.active { host.change { $0.status = .failed } }
        }
    }

    private func exceedsLimit(_ failed: Int, of all: Int) -> Bool {
        plan.maxFailPercentage.map { Double(failed) / Double(all) * 100 > $0 } ?? false
    }

    /// A rescue begins: the host goes on, and the recap counts the failure as rescued.
    func rescue(_ host: PlayHost) {
        host.change { $0.status = .active }
        run.tally.record(host.name) { tally in
            tally.failed = Swift.max(0, tally.failed - 1)
            tally.rescued += 1
        }
        guard let failure = host.failure else { return }
        run.hosts.change(host.name) { variables in
            variables.set["ansible_failed_result"] = .map(failure.result.fields)
            variables.set["ansible_failed_task"] = .map(failure.task.description)
        }
    }

    func clearFacts(of host: PlayHost) { run.hosts.change(host.name) { $0.facts = Facts() } }
    func resetConnection(of host: PlayHost) async { await run.links[host.name].close() }
}

extension TaskRunner {
    private func isSelected(_ task: Task, on host: PlayHost, isHandler: Bool) -> Bool {
        if isHandler { return true }
        let tags = (try? task.tags(templar(task, host))) ?? task.literalTags
        return run.tags.includes(tags)
    }

    private func width(_ task: Task, on host: PlayHost) -> Int {
        let throttle = (try? templar(task, host).integer(task.setting(.throttle))) ?? 0
        return throttle > 0 ? Swift.min(throttle, run.settings.forks) : run.settings.forks
    }

    private func flag(_ task: Task, _ keyword: Keyword, on host: PlayHost) -> Bool {
        guard task.setting(keyword) != nil else { return false }
        return (try? templar(task, host).flag(task.setting(keyword))) ?? false
    }

    private func templar(_ task: Task, _ host: PlayHost) -> Templar {
        run.templar(context.scope(host, task), search: ResourceSearch(task, in: context.play))
    }

    /// The heading; a name whose template cannot be rendered yet stands as written.
    private func header(_ task: Task, on host: PlayHost, isHandler: Bool) -> TaskHeader {
        let written = task.name?.value.text
        let rendered = (try? templar(task, host).text(task.name))
        return TaskHeader(
            name: run.secrets.mask(rendered ?? written ?? task.action.name), role: task.role?.name,
            module: task.action.name, isHandler: isHandler, place: task.place)
    }

    /// With `run_once` every host takes over the result of the one.
    private func share(_ outcome: TurnOutcome, of task: Task, from first: PlayHost, with others: ArraySlice<PlayHost>) {
        for host in others {
            if let name = task.register {
                run.hosts.change(host.name) { $0.set[name] = .map(outcome.report.result.fields) }
            }
            if case .map(let facts) = outcome.report.result.fields["ansible_facts"] {
                run.hosts.change(host.name) { $0.facts = $0.facts.merging(facts) }
            }
            if first.status != .active { host.change { $0.status = .failed } }
        }
    }
}

/// Runs `body` for all items, at most `width` at a time; results come in the order of the items.
func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item], width: Int, _ body: @escaping @Sendable (Item) async -> Result
) async -> [Result] {
    // One host is the common case of `free` and of small inventories, and needs no group.
    if items.count == 1 { return [await body(items[0])] }
    return await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var waiting = items.enumerated().makeIterator()
        for _ in 0..<Swift.max(1, width) {
            guard let (index, item) = waiting.next() else { break }
            group.addTask { (index, await body(item)) }
        }
        for await (index, result) in group {
            results[index] = result
            if let (index, item) = waiting.next() { group.addTask { (index, await body(item)) } }
        }
        return results.compactMap(\.self)
    }
}

extension Task {
    /// What `ansible_failed_task` tells a rescue.
    fileprivate var description: Mapping {
        [
            "name": name.map(\.value) ?? .string(action.name), "action": .string(action.name),
            "register": register.map(Value.string) ?? .null,
        ]
    }
}
