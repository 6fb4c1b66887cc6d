package import Values

/// Answers by their queries, read by kind.
///
/// A refusal of the host becomes a ``ModuleFailure`` in the host's words.
package struct Answers: Sendable {
    private var known: [Query: Answer]

    package init(_ known: [Query: Answer] = [:]) { self.known = known }

    package subscript(query: Query) -> Answer? {
        get { known[query] }
        set { known[query] = newValue }
    }

    package var count: Int { known.count }
    var all: [Query: Answer] { known }

    /// Takes over the answers of others; theirs hold where both have one.
    package mutating func merge(_ others: Answers) {
        if known.isEmpty { self = others } else { known.merge(others.known) { $1 } }
    }

    /// The queries among these that have no answer yet.
    package func missing(from queries: [Query]) -> [Query] { queries.filter { known[$0] == nil } }

    /// The answer to a query, if it is one that tells something.
    func reply(to query: Query) throws(ModuleFailure) -> Answer {
        switch known[query] {
        case .refused(let reason): throw ModuleFailure(reason)
        case .unknown: throw .notKnownYet
        case .some(let answer): return answer
        case nil: throw .mismatch(query)
        }
    }

    /// The answer to a query, as what this kind of query brings.
    ///
    /// - Parameter kind: Reads an answer of the kind; `nil` for any other.
    private func read<Reply>(_ query: Query, _ kind: (Answer) -> Reply?) throws(ModuleFailure) -> Reply {
        guard let reply = kind(try reply(to: query)) else { throw .mismatch(query) }
        return reply
    }

    package func file(_ query: Query) throws(ModuleFailure) -> RemoteFile? {
        try read(query) { if case .file(let file) = $0 { .some(file) } else { nil } }
    }

    package func directory(_ query: Query) throws(ModuleFailure) -> [RemoteFile]? {
        try read(query) { if case .directory(let files) = $0 { .some(files) } else { nil } }
    }

    package func account(_ query: Query) throws(ModuleFailure) -> Account? {
        try read(query) { if case .account(let account) = $0 { .some(account) } else { nil } }
    }

    package func group(_ query: Query) throws(ModuleFailure) -> Group? {
        try read(query) { if case .group(let group) = $0 { .some(group) } else { nil } }
    }

    package func package(_ query: Query) throws(ModuleFailure) -> PackageState? {
        try read(query) { if case .package(let state) = $0 { .some(state) } else { nil } }
    }

    package func service(_ query: Query) throws(ModuleFailure) -> ServiceState {
        try read(query) { if case .service(let state) = $0 { state } else { nil } }
    }

    package func program(_ query: Query) throws(ModuleFailure) -> RemotePath? {
        try read(query) { if case .program(let path) = $0 { .some(path) } else { nil } }
    }

    package func command(_ query: Query) throws(ModuleFailure) -> CommandOutput {
        try read(query) { if case .command(let output) = $0 { output } else { nil } }
    }

    package func facts(_ query: Query) throws(ModuleFailure) -> Mapping {
        try read(query) { if case .facts(let facts) = $0 { facts } else { nil } }
    }
}

extension ModuleFailure {
    /// The answer is of another kind than the query, or missing: a fault of ours.
    static func mismatch(_ query: Query) -> ModuleFailure {
        ModuleFailure("internal error: no matching answer to \(query)", hint: "please report this")
    }
}
