import Jinja
import ModuleKit
import Playbook
import Values

/// What a task came to on one host, and what it asks of the play.
struct TurnOutcome: Sendable {
    let host: PlayHost
    let report: TaskReport
    let effects: [RequestedEffect]
}

/// An effect on the run with the variables of the loop's turn that asked for it.
struct RequestedEffect: Sendable {
    let effect: RunEffect
    let local: Mapping
    let host: PlayHost
}

/// One task on one host: its loop, its record, what it notifies, and what its failure means for the host.
struct TaskTurn: Sendable {
    let context: PlayContext
    let task: Task
    let host: PlayHost
    let header: TaskHeader
    let upcoming: Upcoming

    private var run: RunContext { context.run }

    func perform() async -> TurnOutcome {
        let start = run.now()
        var attempt = task.loop == nil ? await single() : await looped()
        attempt.report.duration = run.now() - start
        record(attempt.report)
        notify(attempt.report)
        settle(attempt.report)
        if task.action.shortName != "meta" || attempt.report.result.isFailure {
            run.tally.count(attempt.report)
            run.emit(.taskFinished(attempt.report))
        }
        return TurnOutcome(host: host, report: attempt.report, effects: attempt.effects)
    }

    private func single() async -> Attempt { await attempts(local: [:]) }

    private func looped() async -> Attempt {
        let items: [Value]
        do {
            items = try task.loop?.items(templar(local: [:])) ?? []
        } catch {
            return endedLoop(error)
        }
        return await LoopRun(turn: self, items: items).perform()
    }

    /// Where the items cannot be told but the task would be skipped anyway, it is skipped.
    private func endedLoop(_ error: TemplateError) -> Attempt {
        if let unmet = try? templar(local: [:]).firstUnmet(task.conditions) {
            return Attempt(report(.skipped("Conditional result was False", condition: unmet.shown), nil))
        }
        return Attempt(report(.failed(ModuleFailure(error)), nil))
    }

    /// One turn with its tries: until the conditions of `until` hold or no try is left.
    func attempts(local: Mapping) async -> Attempt {
        var tries = 1
        while true {
            let attempt = await Attempt.make(of: self, local: local)
            guard let settings = attempt.settings, let limit = tryLimit(settings), !attempt.isSkipped else { return attempt }
            let isOver: Bool
            do {
                isOver = try isDone(attempt, local: local)
            } catch {
                return Attempt(report(.failed(ModuleFailure(error)), settings))
            }
            if isOver || tries >= limit { return attempt.counted(tries, exhausted: !isOver) }
            run.emit(.retrying(attempt.report, remaining: limit - tries))
            tries += 1
            try? await Swift.Task.sleep(for: .seconds(settings.delay))
            if Swift.Task.isCancelled { return attempt }
        }
    }

    /// Three tries after the first unless told otherwise; `nil` for a task that is tried once.
    private func tryLimit(_ settings: TurnSettings) -> Int? {
        guard !task.until.isEmpty || settings.retries != nil else { return nil }
        return (settings.retries ?? 3) + 1
    }

    private func isDone(_ attempt: Attempt, local: Mapping) throws(TemplateError) -> Bool {
        if attempt.report.result.outcome == .unreachable { return true }
        guard !task.until.isEmpty else { return !attempt.report.result.isFailure }
        let templar = templar(local: local.merging(registered(attempt.report.result)))
        return try templar.firstUnmet(task.until) == nil
    }
}

extension TaskTurn {
    func templar(local: Mapping, allowsEffects: Bool = true) -> Templar {
        run.templar(
            context.scope(host, task, local: local), search: ResourceSearch(task, in: context.play),
            allowsEffects: allowsEffects)
    }

    /// The result under the name of `register`, for conditions that judge it.
    func registered(_ result: TaskResult) -> Mapping {
        guard let name = task.register else { return [:] }
        return Mapping([(name, .map(result.fields))])
    }

    func report(_ result: TaskResult, _ settings: TurnSettings?, loopCount: Int? = nil) -> TaskReport {
        let isIgnored =
            switch result.outcome {
            case .failed: settings?.ignoresErrors ?? false
            case .unreachable, .unknown: settings?.ignoresUnreachable ?? false
            default: false
            }
        return TaskReport(
            header: header, host: host.name, delegatedTo: settings?.delegate, result: result, isIgnored: isIgnored,
            isHidden: settings?.isHidden ?? isAlwaysHidden, showsDiff: settings?.showsDiff ?? false,
            loopCount: loopCount)
    }

    /// Without rendered settings the cautious reading of `no_log` holds: hidden unless it plainly says no.
    private var isAlwaysHidden: Bool {
        guard let written = task.setting(.noLog) else { return false }
        return written.value.flag ?? true
    }

    private func record(_ report: TaskReport) {
        guard let name = task.register else { return }
        run.hosts.change(host.name) { $0.set[name] = .map(report.result.fields) }
    }

    private func notify(_ report: TaskReport) {
        guard report.result.fields["changed"] == true, !report.result.isFailure, !task.notify.isEmpty else { return }
        let templar = templar(local: [:])
        for written in task.notify {
            guard let names = try? templar.texts(written) else { continue }
            for name in names { notify(name, templar) }
        }
    }

    private func notify(_ name: String, _ templar: Templar) {
        let handlers = context.handlers.notified(by: name) { handler in
            (try? templar.text(handler.name))
        }
        if handlers.isEmpty {
            run.emit(.warning(unknownHandler(name)))
        }
        host.change { state in state.notified.formUnion(handlers.map(\.task.id)) }
    }

    private func unknownHandler(_ name: String) -> Diagnostic {
        Diagnostic(
            "handler", "no such handler", severity: .warning,
            detail: "Nothing is called \"\(name)\" and nothing listens to it.", at: task.notify.first?.place)
    }

    private func settle(_ report: TaskReport) {
        guard report.result.isFailure, !report.isIgnored else { return }
        let status: PlayHost.Status = report.result.outcome == .failed ? .failed : .unreachable
        host.change { state in
            state.status = status
            state.failure = (task, report.result)
        }
    }
}
