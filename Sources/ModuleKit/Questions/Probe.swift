package import Values

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

    private init(_ queries: [Query], stage: @escaping @Sendable (Answers) throws(ModuleFailure) -> Stage) {
        self.queries = queries
        self.read = stage
    }

    /// Reads answers that hold at least those to ``queries``.
    package func stage(_ answers: Answers) throws(ModuleFailure) -> Stage { try read(answers) }

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

    /// What is asked only where it matters.
    package static func asked<Part: Sendable, Fault: Error>(
        if condition: Bool, _ probe: () throws(Fault) -> Probe<Part>
    ) throws(Fault) -> Probe<Part?> {
        guard condition else { return Probe<Part?>([]) { _ in nil } }
        return try probe().map { $0 }
    }
}

extension Probe.Stage {
    /// What is left to ask: nothing where the state is known.
    fileprivate var probe: Probe {
        switch self {
        case .known(let state): Probe([]) { _ in state }
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
    package static var nothing: Probe<Void> { Probe([]) { _ in } }
}

// The queries, each as a probe of its own.
extension Probe {
    package static func file(_ path: RemotePath, _ interest: FileInterest = FileInterest()) -> Probe<RemoteFile?> {
        let query = Query.file(path, interest)
        return Probe<RemoteFile?>([query]) { answers throws(ModuleFailure) in try answers.file(query) }
    }

    package static func directory(_ path: RemotePath, _ interest: DirectoryInterest = DirectoryInterest())
        -> Probe<[RemoteFile]?>
    {
        let query = Query.directory(path, interest)
        return Probe<[RemoteFile]?>([query]) { answers throws(ModuleFailure) in try answers.directory(query) }
    }

    package static func account(_ name: String) -> Probe<Account?> {
        let query = Query.account(name)
        return Probe<Account?>([query]) { answers throws(ModuleFailure) in try answers.account(query) }
    }

    package static func group(_ name: String) -> Probe<Group?> {
        let query = Query.group(name)
        return Probe<Group?>([query]) { answers throws(ModuleFailure) in try answers.group(query) }
    }

    package static func service(_ name: String, _ scope: ServiceScope = .system) -> Probe<ServiceState> {
        let query = Query.service(name, scope)
        return Probe<ServiceState>([query]) { answers throws(ModuleFailure) in try answers.service(query) }
    }

    package static func program(_ name: String) -> Probe<RemotePath?> {
        let query = Query.program(name)
        return Probe<RemotePath?>([query]) { answers throws(ModuleFailure) in try answers.program(query) }
    }

    /// - Parameter reads: What the answer depends on, for a forecast. The host's answer is the same twice in a row where
    ///   nothing of it has changed.
    package static func command(_ command: Command, reading reads: [Footprint]) -> Probe<CommandOutput> {
        var command = command
        command.reads += reads
        let query = Query.command(command)
        return Probe<CommandOutput>([query]) { answers throws(ModuleFailure) in try answers.command(query) }
    }

    /// Whether systemd runs as the host's first process: sd_booted(3).
    package static var bootedWithSystemd: Probe<Bool> {
        file(RemotePath("/run/systemd/system")).map { $0 != nil }
    }

    package static func facts(_ topics: Set<FactTopic>, localFacts: RemotePath) -> Probe<Mapping> {
        let query = Query.facts(topics, localFacts: localFacts)
        return Probe<Mapping>([query]) { answers throws(ModuleFailure) in try answers.facts(query) }
    }

    /// The states of the packages in the order of their names.
    package static func packages(_ names: [String], _ manager: PackageManager) -> Probe<[PackageState?]> {
        let queries = names.map { Query.package($0, manager) }
        return Probe<[PackageState?]>(queries) { answers throws(ModuleFailure) in
            var states: [PackageState?] = []
            for query in queries { states.append(try answers.package(query)) }
            return states
        }
    }
}
