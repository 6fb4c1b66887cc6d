/// Brings a module to its decision: it asks, is answered, asks again where it must, and decides.
///
/// A run, speculation, the contract of modules and their tests all do it by this, and differ in who answers.
package struct DecisionDriver {
    /// What a module has decided, and all that it went by.
    package struct Outcome: Sendable {
        package let decision: Decision
        package let answers: Answers
    }

    /// Calls one step of a module, which comes behind the questions given; `nil` for the first.
    package typealias Caller = (_ asked: [Query]?, () throws(ModuleFailure) -> QueryRound.Next) async throws ->
        QueryRound.Next

    private let module: any BoundModule
    private let user: String?
    private let holdsSecret: ([UInt8]) -> Bool

    /// - Parameters:
    ///   - user: Whom the steps are taken as, on a host that others change, too; `nil` to see them as they are decided.
    ///   - holdsSecret: Whether nobody else may read a file of these bytes.
    package init(
        _ module: any BoundModule, as user: String?, _ holdsSecret: @escaping ([UInt8]) -> Bool = { _ in false }
    ) {
        self.module = module
        self.user = user
        self.holdsSecret = holdsSecret
    }

    /// - Parameters:
    ///   - answer: Answers the questions of one round.
    ///   - call: For whoever has to do something so that a step succeeds, or knows more of why it fails.
    package func decide(
        asking answer: ([Query]) async throws -> Answers, calling call: Caller = { try $1() }
    ) async throws -> Outcome {
        var known = Answers()
        var next = try await call(nil) { () throws(ModuleFailure) in .asks(try module.begin()) }
        while true {
            switch next {
            case .decided(let decision): return Outcome(decision: decision, answers: known)
            case .asks(let round):
                known.merge(try await answer(round.queries))
                next = try await call(round.queries) { [known] () throws(ModuleFailure) in
                    try step(behind: round, known)
                }
            }
        }
    }

    /// The same from answers that are at hand.
    package func decide(from answer: ([Query]) throws -> Answers) throws -> Outcome {
        var known = Answers()
        var next = QueryRound.Next.asks(try module.begin())
        while true {
            switch next {
            case .decided(let decision): return Outcome(decision: decision, answers: known)
            case .asks(let round):
                known.merge(try answer(round.queries))
                next = try step(behind: round, known)
            }
        }
    }

    private func step(behind round: QueryRound, _ known: Answers) throws(ModuleFailure) -> QueryRound.Next {
        let next = try round.next(known)
        guard let user, case .decided(let decision) = next else { return next }
        return .decided(try decision.based(on: known, as: user).keepingPrivate(holdsSecret))
    }
}
