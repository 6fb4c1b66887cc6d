import Connection
import ModuleKit

// Turns that are taken in the exchange of an earlier one.
extension ModuleTurn {
    /// The turns that go along with this one's steps, and how many turns behind it are thereby settled.
    func turnsAhead(_ decision: Decision, _ steps: [Step]) async -> (turns: [TurnTakenAhead], covered: Int) {
        guard !steps.isEmpty, mayRepeat, !turn.host.owesResults else { return ([], 0) }
        let (known, sharesFiles) = await link.knowledge(via: settings.route)
        var ahead = WriteAhead(behind: turn, via: settings.route, known: known, sharesFiles: sharesFiles)
        ahead.foresee(behind: decision, asked: decision.recheck.map(settings.adapted))
        return (ahead.turns, ahead.covered)
    }

    /// Keeps what became of turns taken ahead until they come; those behind a failure were not taken.
    ///
    /// - Parameter own: How many of the outcomes are of this turn's steps.
    func keep(_ ahead: [TurnTakenAhead], _ outcomes: ArraySlice<StepOutcome>, behind own: Int, _ answers: Answers) {
        var rest = outcomes.dropFirst(own)
        guard !outcomes.prefix(own).contains(where: \.stopsTheRest) else { return }
        var taken: [TurnTakenAhead] = []
        for var turn in ahead {
            let own = Array(rest.prefix(turn.steps.count))
            rest = rest.dropFirst(turn.steps.count)
            turn.fate = .taken(own, after: answers)
            taken.append(turn)
            if own.contains(where: \.stopsTheRest) { break }
        }
        remember(taken)
    }

    func remember(_ ahead: [TurnTakenAhead]) {
        guard !ahead.isEmpty else { return }
        turn.host.change { state in for turn in ahead { state.takenAhead[turn.key] = turn } }
    }

    /// The result of this turn if its steps were taken ahead; `nil` for one that was not foreseen.
    func resultAhead() async throws -> TaskResult? {
        guard let ahead = turn.host.change({ $0.takenAhead.removeValue(forKey: turn.key) }) else { return nil }
        if let result = try result(of: ahead) { return result }
        var result = try await applyInTurn(decide())
        if ahead.changed, !ahead.isSuperseded, result.outcome == .ok { result.tellsLate() }
        return result
    }

    /// What became of this turn's steps, if it decides as was foreseen; `nil` if it must be taken now.
    private func result(of ahead: TurnTakenAhead) throws -> TaskResult? {
        guard case .taken(let outcomes, let after) = ahead.fate, !ahead.isOutdated(turn.run.now()) else { return nil }
        guard !ahead.isSuperseded,
            let decision = module.decision(
                settings, keeping: turn.run.secrets,
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

    /// What was foreseen behind a turn that came out otherwise may be wrong, too.
    private func doubtAll() {
        turn.host.change { state in
            for key in state.takenAhead.keys { state.takenAhead[key]?.fate = .unsure }
        }
    }
}

extension TurnTakenAhead {
    /// Whether another had changed what it was decided on, so that it was not taken.
    fileprivate var isSuperseded: Bool {
        guard case .taken(let outcomes, _) = fate else { return false }
        return outcomes.firstFailure?.isForAnother ?? false
    }

    /// Whether nothing was done and what the host answered is too old to go by.
    fileprivate func isOutdated(_ now: Double) -> Bool { steps.isEmpty && now - decided >= HostMemory.lifetime }
}
