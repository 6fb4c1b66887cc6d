import ModuleKit
import Values

extension TaskSettings {
    /// What brings the task's module to its decision.
    func driver(of module: any BoundModule, keeping secrets: SecretRegistry) -> DecisionDriver {
        DecisionDriver(module, as: route.userName, secrets.knows(secretIn:))
    }

    /// What the module decides from answers that are at hand.
    ///
    /// - Parameter answers: Those to the queries of a round, by the queries as they are sent; `nil` if one is missing.
    /// - Returns: `nil` if an answer is missing or the module fails.
    func decision(
        of module: any BoundModule, keeping secrets: SecretRegistry, from answers: ([Query]) -> Answers?
    ) -> Decision? {
        let outcome = try? driver(of: module, keeping: secrets).decide { queries in
            let asked = queries.map(adapted)
            guard let answers = answers(asked) else { throw ModuleFailure.notKnownYet }
            return answers.renamed(asked, as: queries)
        }
        return outcome?.decision
    }
}

extension Answers {
    /// The same answers under the names that the module knows: a query with an environment added is its query.
    func renamed(_ asked: [Query], as own: [Query]) -> Answers {
        var renamed = self
        for (asked, own) in zip(asked, own) where asked != own { renamed[own] = self[asked] }
        return renamed
    }
}
