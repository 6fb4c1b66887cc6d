import ModuleKit
import Values

extension BoundModule {
    /// What the module decides from answers that are at hand.
    ///
    /// - Parameter answers: Those to the queries of a round, by the queries as they are sent; `nil` if one is missing.
    /// - Returns: `nil` if an answer is missing or the module fails.
    func decision(
        _ settings: TaskSettings, keeping secrets: SecretRegistry, from answers: ([Query]) -> Answers?
    ) -> Decision? {
        guard var round = try? begin() else { return nil }
        var all = Answers()
        while true {
            let queries = round.queries.map(settings.adapted)
            guard let answers = answers(queries)?.renamed(queries, as: round.queries),
                let next = try? round.next(answers)
            else { return nil }
            all.merge(answers)
            switch next {
            case .asks(let more): round = more
            case .decided(let decision):
                return try? decision.based(on: all, as: settings.route.userName)
                    .keepingPrivate(secrets.knows(secretIn:))
            }
        }
    }
}
