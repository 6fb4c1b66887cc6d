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
    package mutating func merge(_ others: Answers) { known.merge(others.known) { $1 } }

    /// The queries among these that have no answer yet.
    package func missing(from queries: [Query]) -> [Query] { queries.filter { known[$0] == nil } }

    package func file(_ query: Query) throws(ModuleFailure) -> RemoteFile? {
        if case .file(let file) = try answer(to: query) { return file }
        throw mismatch(query)
    }

    package func directory(_ query: Query) throws(ModuleFailure) -> [RemoteFile]? {
        if case .directory(let files) = try answer(to: query) { return files }
        throw mismatch(query)
    }

    package func account(_ query: Query) throws(ModuleFailure) -> Account? {
        if case .account(let account) = try answer(to: query) { return account }
        throw mismatch(query)
    }

    package func group(_ query: Query) throws(ModuleFailure) -> Group? {
        if case .group(let group) = try answer(to: query) { return group }
        throw mismatch(query)
    }

    package func package(_ query: Query) throws(ModuleFailure) -> PackageState? {
        if case .package(let state) = try answer(to: query) { return state }
        throw mismatch(query)
    }

    package func service(_ query: Query) throws(ModuleFailure) -> ServiceState {
        if case .service(let state) = try answer(to: query) { return state }
        throw mismatch(query)
    }

    package func program(_ query: Query) throws(ModuleFailure) -> RemotePath? {
        if case .program(let path) = try answer(to: query) { return path }
        throw mismatch(query)
    }

    package func command(_ query: Query) throws(ModuleFailure) -> CommandOutput {
        if case .command(let output) = try answer(to: query) { return output }
        throw mismatch(query)
    }

    package func facts(_ query: Query) throws(ModuleFailure) -> Mapping {
        if case .facts(let facts) = try answer(to: query) { return facts }
        throw mismatch(query)
    }

    private func answer(to query: Query) throws(ModuleFailure) -> Answer {
        switch known[query] {
        case .refused(let reason): throw ModuleFailure(reason)
        case .unknown: throw .notKnownYet
        case .some(let answer): return answer
        case nil: throw mismatch(query)
        }
    }

    private func mismatch(_ query: Query) -> ModuleFailure {
        ModuleFailure("internal error: no matching answer to \(query)", hint: "please report this")
    }
}

extension ModuleFailure {
    /// In a forecast: an earlier change decides what the answer will be.
    package static let notKnownYet = ModuleFailure(
        "not known before the changes of earlier tasks have been made", fields: ["known_after_apply": true])

    /// - Parameter reason: What is in the way as things stand now.
    package static func notKnownYet(because reason: String) -> ModuleFailure {
        ModuleFailure("\(reason), but tasks that check mode skips may change that", fields: notKnownYet.fields)
    }

    package var isNotKnownYet: Bool { fields["known_after_apply"] == true }
}
