package import ModuleKit
import Synchronization

/// The facts that an evaluation read and that their hosts have not been asked for yet.
///
/// A play asks a host only for what its texts mention and owes it the rest; what is owed and read all the same is noted
/// here, so that it can be asked for and the evaluation be done again.
package final class FactNeeds: Sendable {
    @TaskLocal private static var current: FactNeeds?

    /// By host.
    private let topics = Mutex<[String: Set<FactTopic>]>([:])

    /// Does some evaluations, and tells what they lacked.
    package static func noting<Outcome>(
        _ evaluate: () async -> Outcome
    ) async -> (outcome: Outcome, lacked: [String: Set<FactTopic>]) {
        let needs = FactNeeds()
        let outcome = await $current.withValue(needs) { await evaluate() }
        return (outcome, needs.topics.withLock(\.self))
    }

    /// Does some evaluations, and tells whether everything was there.
    package static func wereMet<Outcome>(_ evaluate: () -> Outcome) -> (outcome: Outcome, met: Bool) {
        let needs = FactNeeds()
        let outcome = $current.withValue(needs) { evaluate() }
        return (outcome, needs.topics.withLock(\.isEmpty))
    }

    static func note(_ topics: Set<FactTopic>, of host: String) {
        current?.topics.withLock { $0[host, default: []].formUnion(topics) }
    }
}
