import Jinja
import ModuleKit
import Playbook
import Values

/// The iterations of a task's loop on one host, and the result they make together.
struct LoopRun: Sendable {
    private var execution: TaskExecution
    let items: [Value]
    private let control: LoopControl

    init(execution: TaskExecution, items: [Value], control: LoopControl) {
        self.execution = execution
        self.items = items
        self.control = control
    }

    mutating func perform() async -> Attempt {
        guard !items.isEmpty else { return Attempt(execution.report(.emptyLoop, nil, loopCount: 0)) }
        var attempts: [Attempt] = []
        for index in items.indices {
            let (attempt, isLast) = await perform(index)
            // As in Ansible nothing is told then of the iterations before.
            if attempt.isBroken { return attempt }
            attempts.append(attempt)
            execution.earlier = execution.registered(attempt.report.result)
            if isLast || Swift.Task.isCancelled { break }
            await pause(after: index)
        }
        return combined(attempts)
    }

    private func perform(_ index: Int) async -> (Attempt, isLast: Bool) {
        let local = variables(index)
        var execution = execution
        execution.iteration = LoopIteration(items: items, index: index, control: control)
        let start = execution.run.now()
        var attempt = await execution.attempts(local: local)
        attempt.report.duration = execution.run.now() - start
        guard !attempt.isBroken else { return (attempt, isLast: true) }
        let isLast = await endsLoop(&attempt, local)
        // As in Ansible each result tells its item and where it stood.
        attempt.report.result.fields.merge(local)
        let label = await label(items[index], local)
        for index in attempt.requests.indices { attempt.requests[index].label = label }
        if !attempt.requests.contains(where: \.isInclude) {
            execution.run.emit(.itemFinished(attempt.report, label: label))
        }
        return (attempt, isLast)
    }

    private func variables(_ index: Int) -> Mapping {
        let iteration = LoopIteration(items: items, index: index, control: control)
        guard control.extended != nil else { return iteration.variables() }
        let templar = execution.templar(local: iteration.variables())
        let extended = (try? templar.flag(control.extended)) ?? false
        let allItems = (try? templar.flag(control.extendedAllItems)) ?? true
        return iteration.variables(extended: extended, withAllItems: allItems)
    }

    /// A host that is lost ends its loop, and so does `break_when`; a condition that cannot be told is a failure.
    private func endsLoop(_ attempt: inout Attempt, _ local: Mapping) async -> Bool {
        let result = attempt.report.result
        if result.outcome == .unreachable || result.outcome == .unknown { return true }
        guard !control.breakWhen.isEmpty else { return false }
        do {
            let templar = execution.templar(local: local.merging(execution.registered(result)))
            return try await execution.run.withFacts { try templar.firstUnmet(control.breakWhen) == nil }
        } catch {
            attempt.report.result = TaskResult(evaluating: error, on: execution.host.name)
            return true
        }
    }

    /// What stands for the item in the report; a label that cannot be rendered is no reason to fail.
    private func label(_ item: Value, _ local: Mapping) async -> Value {
        guard let written = control.label else { return item }
        let label = try? await execution.run.withFacts { try execution.templar(local: local).resolve(written.value) }
        return label ?? item
    }

    private func pause(after index: Int) async {
        guard index < items.count - 1, let written = control.pause,
            let seconds = (try? execution.templar(local: [:]).number(written))
        else { return }
        try? await Swift.Task.sleep(for: .seconds(seconds))
    }
}

// The result of all iterations together.
extension LoopRun {
    private func combined(_ attempts: [Attempt]) -> Attempt {
        let result = combined(attempts.map(\.report.result))
        let settings = attempts.last?.settings
        var report = execution.report(result, settings, loopCount: items.count)
        report.isHidden = attempts.contains { $0.report.isHidden }
        var attempt = Attempt(report, settings: settings, requests: attempts.flatMap(\.requests))
        attempt.iterationsDone = attempts.flatMap(\.iterationsDone)
        return attempt
    }

    private func combined(_ results: [TaskResult]) -> TaskResult {
        let changed = results.contains { $0.changed == true }
        let outcome = outcome(results, changed: changed)
        var fields: Mapping = [
            "results": .list(results.map { .map($0.registered) }),
            "msg": .string("\(MatchedPhrase.itemsCompleted)"),
        ]
        if outcome == .skipped { fields["msg"] = "All items skipped" }
        if results.contains(where: { $0.isFailure || $0.isExhausted }) {
            fields["msg"] = .string("\(MatchedPhrase.itemsFailed)")
        }
        if outcome == .undecided { fields["msg"] = results.first(where: \.isLeftOut)?.fields["msg"] }
        var result = TaskResult(
            outcome, of: .loop, fields: fields, skipReason: outcome == .skipped ? "All items skipped" : nil)
        result.changed = changed
        result.isExhausted = results.contains(where: \.isExhausted)
        result.isLeftOut = results.contains(where: \.isLeftOut)
        return result
    }

    private func outcome(_ results: [TaskResult], changed: Bool) -> TaskResult.Outcome {
        for grave in [TaskResult.Outcome.unreachable, .unknown, .failed]
        where results.contains(where: { $0.outcome == grave }) {
            return grave
        }
        if results.allSatisfy({ $0.outcome == .skipped }) { return .skipped }
        if changed { return .changed }
        return results.contains(where: \.isLeftOut) ? .undecided : .ok
    }
}

extension TaskResult {
    fileprivate static let emptyLoop = TaskResult(
        .skipped, of: .skip, fields: ["skipped_reason": .string("\(MatchedPhrase.noItems)"), "results": []],
        skipReason: "\(MatchedPhrase.noItems)")
}
