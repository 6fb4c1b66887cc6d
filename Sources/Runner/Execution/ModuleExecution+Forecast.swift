import Connection
import ModuleKit
import Values

// Check mode: no step is taken, and later tasks see the host as it would be.
extension ModuleExecution {
    func forecast(_ decision: Decision) async throws -> TaskResult {
        guard !decision.steps.isEmpty || !decision.controllerWrites.isEmpty else {
            return try result(decision, after: nil, outcomes: [])
        }
        switch module.doc.checkMode {
        case .skips: return try await leftOut(decision)
        case .rehearses: return try await rehearsed(decision)
        case .full, .partly, .runs: break
        }
        try await lookFor(needsOf: decision)
        if let doubt = doubt(about: decision) { return await undecided(doubt) }
        let changes = try await rehearsed(decision.changes).map { $0.forecast(touching: module.touches) }
        let after = await link.answers(to: decision.recheck, after: changes, via: settings.route)
        if isForecastKept {
            await link.expect(changes, via: settings.route)
            execution.run.files.leaveOut(module, via: settings.route)
        }
        return try result(decision, after: after, outcomes: [])
    }

    /// A program that check mode does not run: what it would tell is not known, and what it says it touches neither.
    private func leftOut(_ decision: Decision) async throws -> TaskResult {
        var result = try result(decision, after: nil, outcomes: [])
        guard isForecastKept else { return result }
        if !execution.task.changesNothing {
            await link.leaveOut(touching: module.touches)
            execution.run.files.leaveOut(module, via: settings.route)
        }
        result.leavesOut()
        return result
    }

    /// A module that tells by itself what it would change is run. It sees the host as it is: what fails there may succeed
    /// behind the changes that were forecast.
    private func rehearsed(_ decision: Decision) async throws -> TaskResult {
        let steps = decision.steps.map(settings.adapted)
        let (outcomes, _) = try await link.take(steps, touching: [.nothing], about: [], via: settings.route)
        if let failure = outcomes.firstFailure { throw ModuleFailure(failure, asRoot: settings.route.isRoot) }
        do {
            let result = try result(decision, after: nil, outcomes: outcomes)
            if isForecastKept, result.outcome != .ok {
                await link.leaveOut(touching: module.touches)
                execution.run.files.leaveOut(module, via: settings.route)
            }
            return result
        } catch {
            throw await link.hasForecast ? .notKnownYet(because: error.message) : error
        }
    }

    /// What the task would do is not known; so neither is what it touches, nor the facts it would bring.
    func undecided(_ reason: String) async -> TaskResult {
        if isForecastKept {
            await link.leaveOut(touching: module.touches)
            execution.run.files.leaveOut(module, via: settings.route)
            execution.forget(facts: module.facts, of: settings)
        }
        return .undecided(reason)
    }

    private func lookFor(needsOf decision: Decision) async throws {
        let needs = StepNeeds(decision.changes)
        do {
            try await lookFor(needs)
        } catch {
            // What comes before is done all the same: other steps, and what a step makes before it gives it an owner.
            let mayLeaveSomething = decision.steps.count > 1 || !needs.owners.isEmpty || !needs.groups.isEmpty
            if isForecastKept, mayLeaveSomething { await link.leaveOut(touching: module.touches) }
            throw error
        }
    }

    /// With what the host says, when asked, of all that these changes would bring.
    private func rehearsed(_ changes: [Change]) async throws -> [Change] {
        let queries = changes.compactMap(\.rehearsal?.query).map(settings.adapted)
        guard !queries.isEmpty else { return changes }
        let answers = try await link.ask(queries, via: settings.route)
        return changes.map { $0.rehearsed(by: $0.rehearsal.flatMap { answers[settings.adapted($0.query)] }) }
    }

    /// In a forecast, what fails for want of something may succeed once packages, or tasks that were left out, have
    /// brought it.
    func judged(_ failure: ModuleFailure, behind queries: [Query]) async -> ModuleFailure {
        guard settings.isCheckMode, !failure.isNotKnownYet else { return failure }
        if await link.hasGaps { return .notKnownYet(because: failure.message) }
        return await link.doubts(queries, via: settings.route) ? .notKnownYet : failure
    }

    /// A task that is checked alone, in a run that changes hosts, tells later tasks nothing.
    private var isForecastKept: Bool { execution.run.settings.checkMode }
}

extension TaskResult {
    /// Keeps of the result only what is known without doing the task.
    fileprivate mutating func leavesOut() {
        let known: Set<Value> = ["msg", "cmd"]
        fields = Mapping(fields.lazy.filter { known.contains($0.key) }.map { ($0.key, $0.value) }).partlyKnown
        facts = nil
        isLeftOut = true
    }
}
