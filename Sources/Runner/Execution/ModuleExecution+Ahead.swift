import Connection
import ModuleKit

// Turns that are taken in the exchange of an earlier one.
extension ModuleExecution {
    /// The executions that go along with this one's steps, and how many executions behind it are thereby settled.
    func speculate(_ decision: Decision, _ steps: [Step]) async -> (executions: [SpeculatedExecution], covered: Int) {
        guard !steps.isEmpty, mayRepeat, !execution.host.owesResults else { return ([], 0) }
        let (known, sharesFiles) = await link.knowledge(via: settings.route)
        var ahead = WriteAhead(behind: execution, via: settings.route, known: known, sharesFiles: sharesFiles)
        ahead.speculate(behind: decision, asked: decision.recheck.map(settings.adapted))
        return (ahead.executions, ahead.covered)
    }

    /// Keeps what became of executions taken ahead until they come; those behind a failure were not taken.
    ///
    /// - Parameter own: How many of the outcomes are of this execution's steps.
    func keep(_ ahead: [SpeculatedExecution], _ outcomes: ArraySlice<StepOutcome>, behind own: Int, _ answers: Answers)
    {
        var rest = outcomes.dropFirst(own)
        guard !outcomes.prefix(own).contains(where: \.stopsTheRest) else { return }
        var taken: [SpeculatedExecution] = []
        for var execution in ahead {
            let own = Array(rest.prefix(execution.steps.count))
            rest = rest.dropFirst(execution.steps.count)
            execution.fate = .taken(own, after: answers)
            taken.append(execution)
            if own.contains(where: \.stopsTheRest) { break }
        }
        remember(taken)
    }

    func remember(_ ahead: [SpeculatedExecution]) {
        guard !ahead.isEmpty else { return }
        execution.host.change { state in for execution in ahead { state.takenAhead[execution.key] = execution } }
    }

    /// The result of this execution if its steps were taken ahead; `nil` for one that was not forecast.
    func resultAhead() async throws -> TaskResult? {
        guard let ahead = execution.host.change({ $0.takenAhead.removeValue(forKey: execution.key) }) else {
            return nil
        }
        if let result = try result(of: ahead) { return result }
        var result = try await applyQueued(decide())
        if ahead.changed, !ahead.isSuperseded, result.outcome == .ok { result.tellsLate() }
        return result
    }

    /// What became of this execution's steps, if it decides as was forecast; `nil` if it must be taken now.
    private func result(of ahead: SpeculatedExecution) throws -> TaskResult? {
        guard case .taken(let outcomes, let after) = ahead.fate, !ahead.isOutdated(execution.run.now()) else {
            return nil
        }
        guard !ahead.isSuperseded,
            let decision = settings.decision(
                of: module, keeping: execution.run.secrets,
                from: { ahead.answers.missing(from: $0).isEmpty ? ahead.answers : nil }),
            decision.steps.map(settings.adapted) == ahead.steps
        else {
            doubtAll()
            return nil
        }
        if let failure = outcomes.firstFailure { throw ModuleFailure(failure, asRoot: settings.route.isRoot) }
        guard !ahead.steps.isEmpty else { return try result(decision, after: nil, outcomes: []) }
        return try result(decision, after: after.renamed(ahead.recheck, as: decision.recheck), outcomes: outcomes)
    }

    /// What was forecast behind an execution that came out otherwise may be wrong, too.
    private func doubtAll() {
        execution.host.change { state in
            for key in state.takenAhead.keys { state.takenAhead[key]?.fate = .unsure }
        }
    }
}

extension SpeculatedExecution {
    /// Whether another had changed what it was decided on, so that it was not taken.
    fileprivate var isSuperseded: Bool {
        guard case .taken(let outcomes, _) = fate else { return false }
        return outcomes.firstFailure?.isForAnother ?? false
    }

    /// Whether nothing was done and what the host answered is too old to go by.
    fileprivate func isOutdated(_ now: Double) -> Bool { steps.isEmpty && now - decided >= AnswerCache.lifetime }
}
