import Connection
import ModuleKit
import ModuleTesting
import Synchronization
import Transport

/// One host in memory that answers for all hosts, so that what is measured is not the memory of a hundred thousand.
final class SharedWorld: Sendable {
    private struct State {
        var answers: [Query: Answer] = [:]
        var seconds = 0.0
    }

    private let host: FakeHost
    private let state = Mutex(State())

    init(_ host: FakeHost) { self.host = host }

    /// CPU time spent on answers, which is not the controller's.
    var seconds: Double { state.withLock(\.seconds) }

    func answers(to queries: [Query]) async throws(ConnectionError) -> [Answer] {
        if let known = known(queries) { return known }
        let answers = try await host.exchange([], then: queries, as: nil).answers
        state.withLock { state in for (query, answer) in zip(queries, answers) { state.answers[query] = answer } }
        return answers
    }

    /// Steps change nothing for other hosts: they are taken on a host that is thrown away.
    func outcomes(of steps: [Step]) async throws(ConnectionError) -> [StepOutcome] {
        steps.isEmpty ? [] : try await FakeHost(host.world).exchange(steps, then: [], as: nil).outcomes
    }

    private func known(_ queries: [Query]) -> [Answer]? {
        state.withLock { state in
            let start = ProcessUse.threadTime
            defer { state.seconds += ProcessUse.threadTime - start }
            let known = queries.compactMap { state.answers[$0] }
            return known.count == queries.count ? known : nil
        }
    }
}
