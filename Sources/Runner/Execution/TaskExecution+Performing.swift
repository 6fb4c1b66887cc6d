import Jinja
import ModuleKit
import Playbook
import Values

/// What a task came to on one host, and what it asks of the play.
struct TaskOutcome: Sendable {
    let host: PlayHost
    let requests: [TaskRequest]
}

// One task on one host: its loop, its record, what it notifies, and what its failure means for the host.
extension TaskExecution {
    func perform() async -> TaskOutcome {
        let start = run.now()
        var (attempt, exchanges) = await ExchangeMeter.measuring {
            // A pause ends with the run; everything else is waited for.
            task.action.traits.contains(.isInteractive)
                ? await done() : await run.stop.whileBusy(host.name) { await done() }
        }
        attempt.report.exchanges = exchanges
        notify(&attempt)
        attempt.report.duration = run.now() - start
        record(attempt.report)
        settle(attempt.report)
        tell(attempt)
        return TaskOutcome(host: host, requests: attempt.requests)
    }

    private func done() async -> Attempt {
        if let loop = task.loop { await iterations(of: loop) } else { await attempts(local: [:]) }
    }

    private func iterations(of loop: Loop) async -> Attempt {
        let templar = templar(local: [:])
        do {
            let (items, control) = try await run.withFacts {
                (try loop.items(templar), try loop.control.named(templar))
            }
            var run = LoopRun(execution: self, items: items, control: control)
            return await run.perform()
        } catch {
            return await endedLoop(error)
        }
    }

    /// Where a variable is missing for the items but the task would be skipped anyway, it is skipped.
    private func endedLoop(_ error: any Error) async -> Attempt {
        let templar = templar(local: [:])
        let kind = (error as? TemplateError)?.kind
        let isMistake = kind.map { $0 != .undefined && $0 != .notKnownYet } ?? false
        if !isMistake, let unmet = try? await run.withFacts({ try templar.firstUnmet(task.conditions) }) {
            return await skipped(for: unmet, templar, local: [:])
        }
        return await unrendered(error, templar, local: [:])
    }

    /// What an include brought is told when it is known; `meta` is only told when it fails or is skipped, which counts
    /// for nothing.
    private func tell(_ attempt: Attempt) {
        let isMeta = task.action.traits.contains(.controlsRun)
        if !attempt.report.result.isFailure {
            guard !attempt.requests.contains(where: \.isInclude), !isMeta || attempt.isSkipped else { return }
        }
        if !isMeta || !attempt.isSkipped { run.tally.count(attempt.report) }
        run.emit(.taskFinished(attempt.report))
    }
}

/// Tries.
extension TaskExecution {
    /// One execution with its tries: until the conditions of `until` hold or no try is left.
    func attempts(local: Mapping) async -> Attempt {
        var number = 1
        while true {
            let attempt = await Attempt.make(of: self, number: number, local: local)
            guard let settings = attempt.settings, settings.tries > 1, !attempt.isSkipped, !attempt.isBroken else {
                return attempt
            }
            do {
                if try await run.withFacts({ try untilIsMet(attempt, local: local) }) { return attempt }
            } catch {
                return await unrendered(error, templar(local: local), local: local, settings)
            }
            // A check does not wait for what earlier tasks would bring about.
            if settings.isCheckMode, run.settings.checkMode {
                return Attempt(report(.notAwaited, settings), settings: settings)
            }
            guard number < settings.tries else { return attempt.exhausted(after: number) }
            run.emit(.retrying(attempt.report, remaining: settings.tries - number))
            number += 1
            try? await Swift.Task.sleep(for: .seconds(settings.delay))
            if Swift.Task.isCancelled { return attempt }
        }
    }

    private func untilIsMet(_ attempt: Attempt, local: Mapping) throws(TemplateError) -> Bool {
        if attempt.report.result.outcome == .unreachable { return true }
        guard !task.until.isEmpty else { return !attempt.report.result.isFailure }
        let templar = templar(local: local.merging(registered(attempt.report.result)))
        return try templar.firstUnmet(task.until) == nil
    }
}

extension TaskExecution {
    func report(_ result: TaskResult, _ settings: TaskSettings?, loopCount: Int? = nil) -> TaskReport {
        let isIgnored =
            switch result.outcome {
            case .failed: settings?.ignoresErrors ?? says(.ignoreErrors) ?? false
            case .unreachable, .unknown: settings?.ignoresUnreachable ?? says(.ignoreUnreachable) ?? false
            default: false
            }
        // Without rendered settings the cautious reading of `no_log` holds: hidden unless it plainly says no.
        let saysHidden =
            settings?.isHidden ?? (says(.noLog) ?? (task.setting(.noLog) != nil || run.settings.hidesResults))
        var report = TaskReport(
            header: header, host: host.name, delegatedTo: settings?.delegate, result: result, isIgnored: isIgnored,
            isHidden: saysHidden || result.isSecret, showsDiff: settings?.showsDiff ?? false, loopCount: loopCount)
        report.delegateAddress = settings?.delegateAddress
        report.isForecast = settings?.isCheckMode ?? run.settings.checkMode
        report.isDoubtedHandler = header.isHandler && host.doubt != nil
        return report
    }

    /// What a keyword says in plain words, without rendering.
    private func says(_ keyword: Keyword) -> Bool? { task.setting(keyword)?.value.boolean }

    private func record(_ report: TaskReport) {
        guard let name = task.register else { return }
        // As in Ansible, of a loop's results each keeps what the module was called with, of a single one nothing does.
        var fields = report.result.registered
        fields.removeValue(forKey: "invocation")
        for host in [host] + sharing { run.hosts.change(host.name) { $0.set[name] = .map(fields) } }
    }

    private func settle(_ report: TaskReport) {
        if let role = task.role, [.ok, .changed, .failed].contains(report.result.outcome) {
            host.change { _ = $0.begunRoles.insert(role.identity) }
        }
        guard report.result.isFailure, !report.isIgnored else { return }
        let status: PlayHost.Status = report.result.outcome == .failed ? .failed : .unreachable
        let failure = TaskFailure(task, named: header.name, templar(local: [:]), report)
        host.change { state in
            state.status = status
            state.failure = failure
        }
    }
}
