/// A module with its arguments, its type forgotten: what the runner handles.
package protocol BoundModule: Sendable {
    var doc: ModuleDoc { get }

    /// What a task may touch, going by its arguments alone.
    var touches: [Footprint] { get }

    /// The facts that its result brings, by their full names.
    var facts: [String] { get }

    /// The first round of questions.
    func begin() throws(ModuleFailure) -> QueryRound
}

/// One round of a module's questions, or the decision they led to.
package struct QueryRound: Sendable {
    package enum Next: Sendable {
        case asks(QueryRound)
        case decided(Decision)
    }

    package let queries: [Query]
    private let proceed: @Sendable (Answers) throws(ModuleFailure) -> Next

    init(_ queries: [Query], proceed: @escaping @Sendable (Answers) throws(ModuleFailure) -> Next) {
        self.queries = queries
        self.proceed = proceed
    }

    /// - Parameter answers: At least those to ``queries``.
    func next(_ answers: Answers) throws(ModuleFailure) -> Next { try proceed(answers) }
}

/// What a module wants to change, and how its result is told afterwards.
package struct Decision: Sendable {
    package private(set) var changes: [Change]
    /// What to ask to learn the state afterwards.
    package let recheck: [Query]
    private let finish: @Sendable (Answers?, [StepOutcome], Bool) throws(ModuleFailure) -> ModuleResult

    init(
        changes: [Change], recheck: [Query],
        finish: @escaping @Sendable (Answers?, [StepOutcome], Bool) throws(ModuleFailure) -> ModuleResult
    ) {
        self.changes = changes
        self.recheck = recheck
        self.finish = finish
    }

    /// New files that ``keepingPrivate(_:)`` has given a mode.
    package private(set) var madePrivate: [RemotePath] = []

    /// The same, but new files that hold a secret, and whose mode nobody gives, only their owner may read.
    func keepingPrivate(_ holdsSecret: ([UInt8]) -> Bool) -> Decision {
        var decision = self
        for (index, change) in changes.enumerated() {
            decision.changes[index].steps = change.steps.map { step in
                let (step, paths) = step.keepingPrivate(holdsSecret)
                decision.madePrivate += paths
                return step
            }
        }
        return decision
    }

    /// Files to be replaced that have other names, which keep the old contents.
    package var leavesNames: [RemotePath] = []

    /// The same with each step as `transform` gives it.
    func replacing(_ transform: (Step) -> Step) -> Decision {
        var decision = self
        for index in changes.indices { decision.changes[index].steps = changes[index].steps.map(transform) }
        return decision
    }

    package var steps: [Step] { changes.flatMap(\.steps) }
    package var controllerWrites: [ControllerWrite] { changes.flatMap(\.controllerWrites) }
    package var changed: Bool { changes.contains(where: \.counts) }

    /// What the module tells; whether something changed is always told.
    ///
    /// - Parameters:
    ///   - answers: To ``recheck``, asked after the steps; `nil` if not known.
    ///   - outcomes: One for each of ``steps``; empty in check mode.
    package func result(after answers: Answers?, outcomes: [StepOutcome], checkMode: Bool) throws(ModuleFailure)
        -> ModuleResult
    {
        var result = try finish(answers, outcomes, checkMode)
        result.changed = result.changed ?? changed
        return result
    }
}

/// A module of a known type, bound.
struct Bound<M: Module>: BoundModule {
    let module: M
    let doc: ModuleDoc
    var touches: [Footprint] { module.touches }
    var facts: [String] { module.facts }

    func begin() throws(ModuleFailure) -> QueryRound {
        try module.validate()
        let probe = try module.probe
        guard let precondition = module.precondition else { return round(of: probe) }
        return round(of: precondition.and(probe).map { $1 })
    }

    private func round(of probe: Probe<M.State>) -> QueryRound {
        QueryRound(probe.queries) { answers throws(ModuleFailure) in
            switch try probe.stage(answers) {
            case .asks(let more): .asks(round(of: more))
            case .known(let state): .decided(try decision(from: state))
            }
        }
    }

    private func decision(from state: M.State) throws(ModuleFailure) -> Decision {
        let changes = try module.changes(from: state)
        let again = changes.isEmpty ? nil : try module.recheck(of: state)
        return Decision(changes: changes, recheck: again?.queries ?? []) {
            answers, outcomes, checkMode throws(ModuleFailure) in
            let after = again.map { again in answers.flatMap { Self.state(in: $0, of: again) } } ?? state
            return try result(
                Applied(before: state, after: after, changes: changes, outcomes: outcomes, isCheckMode: checkMode))
        }
    }

    /// A program that failed fails the task here, so that no module can forget to look.
    private func result(_ applied: Applied<M.State>) throws(ModuleFailure) -> ModuleResult {
        if let (command, output) = applied.failedCommand,
            let failure = module.failure(of: command, output, in: applied)
        {
            throw failure
        }
        return try module.result(applied)
    }

    /// The state that one round of answers tells; `nil` if it would take a second round or cannot be read.
    private static func state(in answers: Answers, of probe: Probe<M.State>) -> M.State? {
        switch try? probe.stage(answers) {
        case .known(let state): state
        case .asks(let more) where answers.missing(from: more.queries).isEmpty: state(in: answers, of: more)
        case .asks, nil: nil
        }
    }
}
