/// What a module must know of a host before it can decide: questions, and how to read the answers.
///
/// A value, so that the questions of many tasks share one round trip. Probes combine but do not chain, so every
/// question is known before any answer; ``then(_:)`` is the visible exception.
package struct Probe<State: Sendable>: Sendable {
    package let queries: [Query]
    private let read: @Sendable (Answers) throws(ModuleFailure) -> Stage

    /// What reading answers leads to.
    package enum Stage: Sendable {
        case known(State)
        /// A second round of questions.
        case asks(Probe<State>)
    }

    package init(_ queries: [Query], read: @escaping @Sendable (Answers) throws(ModuleFailure) -> State) {
        self.queries = queries
        self.read = { answers throws(ModuleFailure) in .known(try read(answers)) }
    }

    /// One question.
    ///
    /// - Parameter kind: Reads the answers of its kind; `nil` for any other.
    init(asking query: Query, _ kind: @escaping @Sendable (Answer) -> State?) {
        self.init([query]) { answers throws(ModuleFailure) in
            guard let state = kind(try answers.reply(to: query)) else { throw .mismatch(query) }
            return state
        }
    }

    private init(_ queries: [Query], stage: @escaping @Sendable (Answers) throws(ModuleFailure) -> Stage) {
        self.queries = queries
        self.read = stage
    }

    /// Reads answers that hold at least those to ``queries``.
    package func stage(_ answers: Answers) throws(ModuleFailure) -> Stage { try read(answers) }

    /// What the answers tell of a probe that asks but once.
    package func state(_ answers: Answers) throws(ModuleFailure) -> State { try read(answers).state }

    package func map<New: Sendable>(
        _ transform: @escaping @Sendable (State) throws(ModuleFailure) -> New
    ) -> Probe<New> {
        Probe<New>(
            queries,
            stage: { answers throws(ModuleFailure) in
                switch try read(answers) {
                case .known(let state): .known(try transform(state))
                case .asks(let next): .asks(next.map(transform))
                }
            })
    }

    /// A second round: costs one more round trip on every run.
    package func then<New: Sendable>(
        _ next: @escaping @Sendable (State) throws(ModuleFailure) -> Probe<New>
    ) -> Probe<New> {
        Probe<New>(
            queries,
            stage: { answers throws(ModuleFailure) in
                switch try read(answers) {
                case .known(let state): .asks(try next(state))
                case .asks(let probe): .asks(probe.then(next))
                }
            })
    }

    /// Both at once, in one round.
    package func and<Other: Sendable>(_ other: Probe<Other>) -> Probe<(State, Other)> { .all(self, other) }
}

extension Probe {
    /// All of these at once, in one round.
    package static func all<each Part: Sendable>(_ parts: repeat Probe<each Part>) -> Probe<(repeat each Part)> {
        var queries: [Query] = []
        for part in repeat each parts { queries += part.queries }
        return Probe<(repeat each Part)>(
            queries,
            stage: { answers throws(ModuleFailure) in
                let stages = (repeat try (each parts).stage(answers))
                for stage in repeat each stages {
                    if case .asks = stage { return .asks(Probe.all(repeat (each stages).probe)) }
                }
                return .known((repeat try (each stages).state))
            })
    }

    /// Any number of these at once, in one round; the states are in the order of the probes.
    package static func each<Part: Sendable>(_ probes: [Probe<Part>]) -> Probe<[Part]> {
        Probe<[Part]>(
            probes.flatMap(\.queries),
            stage: { answers throws(ModuleFailure) in
                var stages: [Probe<Part>.Stage] = []
                for probe in probes { stages.append(try probe.stage(answers)) }
                let isDone = stages.allSatisfy { if case .known = $0 { true } else { false } }
                guard isDone else { return .asks(.each(stages.map(\.probe))) }
                var states: [Part] = []
                for stage in stages { states.append(try stage.state) }
                return .known(states)
            })
    }

    /// What is known without asking.
    package static func known(_ state: State) -> Probe { Probe([]) { _ in state } }

    /// What is asked only where it matters.
    package static func asked<Part: Sendable, Fault: Error>(
        if condition: Bool, _ probe: () throws(Fault) -> Probe<Part>
    ) throws(Fault) -> Probe<Part?> {
        guard condition else { return .known(nil) }
        return try probe().map { $0 }
    }
}

extension Probe.Stage {
    /// What is left to ask: nothing where the state is known.
    fileprivate var probe: Probe {
        switch self {
        case .known(let state): .known(state)
        case .asks(let probe): probe
        }
    }

    fileprivate var state: State {
        get throws(ModuleFailure) {
            guard case .known(let state) = self else { throw ModuleFailure("internal error: questions are left") }
            return state
        }
    }
}

extension Probe where State == Void {
    /// A module that acts without looking.
    package static var nothing: Probe<Void> { .known(()) }
}
