/// Answers by their queries.
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
}

extension ModuleFailure {
    /// The answer is of another kind than the query, or missing: a fault of ours.
    static func mismatch(_ query: Query) -> ModuleFailure {
        ModuleFailure("internal error: no matching answer to \(query)", hint: "please report this")
    }
}
