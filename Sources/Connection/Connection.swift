package import ModuleKit
package import Transport

/// The way to a host, and the only one: steps to take and questions to answer, one round trip at a time.
///
/// This is the narrow waist between deciding and doing. Whatever reaches a host is a ``Step`` or a ``Query``.
package protocol Connection: Sendable {
    /// Takes the steps in order, stopping at the first that fails, then answers the queries: one round trip.
    ///
    /// The queries are answered also when a step failed, so that the caller knows the state it left.
    ///
    /// - Parameter user: Whom to become for all of it; `nil` to stay the user who logged in.
    /// - Returns: One outcome per step and one answer per query, in their order.
    /// - Throws: ``ConnectionError/lost(_:)`` if the host went away: the state of the steps is then unknown.
    func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError) -> Exchange

    /// Ends shells and session. No exchange may follow.
    func close() async
}

/// What one round trip brought.
package struct Exchange: Sendable, Hashable {
    package var outcomes: [StepOutcome]
    package var answers: [Answer]

    package init(outcomes: [StepOutcome], answers: [Answer]) {
        self.outcomes = outcomes
        self.answers = answers
    }

    package var failed: Bool { outcomes.contains(where: \.isFailure) }
}

/// Opens connections. The executable gives the runner one for SSH and the local machine; tests give their own.
package protocol Connector: Sendable {
    /// - Throws: why the host cannot be reached, told apart by cause.
    func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection
}
