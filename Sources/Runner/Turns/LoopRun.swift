import Jinja
import ModuleKit
import Playbook
import Values

/// The turns of a task's loop on one host, and the result they make together.
struct LoopRun: Sendable {
    let turn: TaskTurn
    let items: [Value]

    func perform() async -> Attempt {
        guard !items.isEmpty else { return Attempt(turn.report(.emptyLoop, nil, loopCount: 0)) }
        var attempts: [Attempt] = []
        for index in items.indices {
            let attempt = await perform(index)
            attempts.append(attempt)
            if attempt.report.result.outcome == .unreachable || Swift.Task.isCancelled { break }
            await pause(after: index)
        }
        return combined(attempts)
    }

    private func perform(_ index: Int) async -> Attempt {
        let control = turn.task.loop?.control ?? LoopControl()
        let loopTurn = LoopTurn(items: items, index: index, control: control)
        let templar = turn.templar(local: loopTurn.variables())
        let extended = (try? templar.flag(control.extended)) ?? false
        let allItems = (try? templar.flag(control.extendedAllItems)) ?? true
        let local = loopTurn.variables(extended: extended, withAllItems: allItems)
        var attempt = await turn.attempts(local: local)
        attempt.report.result.fields[control.loopVariable] = loopTurn.item
        attempt.report.result.fields["ansible_loop_var"] = .string(control.loopVariable)
        turn.context.run.emit(.itemFinished(attempt.report, label: label(loopTurn, local)))
        return attempt
    }

    /// What stands for the item in the report; a label that cannot be rendered is no reason to fail.
    private func label(_ loopTurn: LoopTurn, _ local: Mapping) -> Value {
        guard let written = loopTurn.control.label else { return loopTurn.item }
        return (try? turn.templar(local: local).resolve(written.value)) ?? loopTurn.item
    }

    private func pause(after index: Int) async {
        guard index < items.count - 1, let written = turn.task.loop?.control.pause,
            let seconds = (try? turn.templar(local: [:]).number(written))
        else { return }
        try? await Swift.Task.sleep(for: .seconds(seconds))
    }

    private func combined(_ attempts: [Attempt]) -> Attempt {
        let results = attempts.map(\.report.result)
        let failures = results.filter(\.isFailure)
        let changed = results.contains { $0.fields["changed"] == true }
        var fields: Mapping = [
            "results": .list(results.map { .map($0.fields) }), "changed": .bool(changed),
            "skipped": .bool(results.allSatisfy { $0.outcome == .skipped }),
            "msg": .string(failures.isEmpty ? "All items completed" : "One or more items failed"),
        ]
        if !failures.isEmpty { fields["failed"] = true }
        let facts = results.compactMap { $0.fields["ansible_facts"]?.map }.reduce(into: Mapping()) { $0.merge($1) }
        if !facts.isEmpty { fields["ansible_facts"] = .map(facts) }
        var result = TaskResult(outcome(results, changed: changed), fields: fields)
        if result.outcome == .skipped { result.skipReason = "All items skipped" }
        let settings = attempts.last?.settings
        let report = turn.report(result, settings, loopCount: items.count)
        return Attempt(report, settings: settings, effects: attempts.flatMap(\.effects))
    }

    private func outcome(_ results: [TaskResult], changed: Bool) -> TaskResult.Outcome {
        for grave in [TaskResult.Outcome.unreachable, .unknown, .failed] where results.contains(where: { $0.outcome == grave }) {
            return grave
        }
        if results.allSatisfy({ $0.outcome == .skipped }) { return .skipped }
        return changed ? .changed : .ok
    }
}

extension TaskResult {
    fileprivate static let emptyLoop = TaskResult(
        .skipped,
        fields: ["changed": false, "skipped": true, "skipped_reason": "No items in the list", "results": []],
        skipReason: "No items in the list")
}
