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
    package func and<Other: Sendable>(_ other: Probe<Other>) -> Probe<(State, Other)> {
        Probe<(State, Other)>(
            queries + other.queries,
            stage: { answers throws(ModuleFailure) in
                switch (try read(answers), try other.stage(answers)) {
                case (.known(let mine), .known(let theirs)): .known((mine, theirs))
                case (.asks(let mine), .asks(let theirs)): .asks(mine.and(theirs))
                case (.known(let mine), .asks(let theirs)): .asks(theirs.map { (mine, $0) })
                case (.asks(let mine), .known(let theirs)): .asks(mine.map { ($0, theirs) })
                }
            })
    }
}

extension Probe where State == Void {
    /// A module that acts without looking.
    package static var nothing: Probe<Void> { Probe([]) { _ in } }
}

extension Probe where State == RemoteFile? {
    package static func file(_ path: RemotePath, _ interest: FileInterest = FileInterest()) -> Probe {
        let query = Query.file(path, interest)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.file(query) }
    }
}

extension Probe where State == [RemoteFile]? {
    package static func directory(_ path: RemotePath, _ interest: DirectoryInterest = DirectoryInterest()) -> Probe {
        let query = Query.directory(path, interest)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.directory(query) }
    }
}

extension Probe where State == Account? {
    package static func account(_ name: String) -> Probe {
        let query = Query.account(name)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.account(query) }
    }
}

extension Probe where State == Group? {
    package static func group(_ name: String) -> Probe {
        let query = Query.group(name)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.group(query) }
    }
}

extension Probe where State == ServiceState {
    package static func service(_ name: String, _ scope: ServiceScope = .system) -> Probe {
        let query = Query.service(name, scope)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.service(query) }
    }
}

extension Probe where State == RemotePath? {
    package static func program(_ name: String) -> Probe {
        let query = Query.program(name)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.program(query) }
    }
}

extension Probe where State == CommandOutput {
    package static func command(_ command: Command) -> Probe {
        let query = Query.command(command)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.command(query) }
    }
}

extension Probe where State == Mapping {
    package static func facts(_ topics: Set<FactTopic>, localFacts: RemotePath) -> Probe<Mapping> {
        let query = Query.facts(topics, localFacts: localFacts)
        return Probe([query]) { answers throws(ModuleFailure) in try answers.facts(query) }
    }
}

extension Probe where State == [PackageState?] {
    /// The states of the packages in the order of their names.
    package static func packages(_ names: [String], _ manager: PackageManager) -> Probe {
        let queries = names.map { Query.package($0, manager) }
        return Probe(queries) { answers throws(ModuleFailure) in
            var states: [PackageState?] = []
            for query in queries { states.append(try answers.package(query)) }
            return states
        }
    }
}
