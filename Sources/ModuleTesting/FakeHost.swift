package import Connection
package import ModuleKit
import Synchronization
package import Transport

/// A host in memory: takes steps, answers queries, and counts the round trips.
package final class FakeHost: Connection {
    private struct State {
        var world: FakeHostWorld
        var exchanges = 0
        var queries = 0
        var steps: [Step] = []
    }

    private let state: Mutex<State>

    package init(_ world: FakeHostWorld = FakeHostWorld()) { state = Mutex(State(world: world)) }

    /// A host with some files.
    package convenience init(files: [String: String]) {
        var world = FakeHostWorld()
        for (path, text) in files { world.files.put(path, text) }
        self.init(world)
    }

    package func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError)
        -> Exchange
    {
        state.withLock { state in
            state.exchanges += 1
            state.queries += queries.count
            let outcomes = Self.take(steps, &state)
            return Exchange(outcomes: outcomes, answers: queries.map { state.world.answer($0) })
        }
    }

    /// A step that fails, or a program that does not end with 0, stops the rest.
    private static func take(_ steps: [Step], _ state: inout State) -> [StepOutcome] {
        var outcomes: [StepOutcome] = []
        for step in steps {
            if let last = outcomes.last, last.stopsTheRest {
                outcomes.append(.notTaken)
                continue
            }
            state.steps.append(step)
            outcomes.append(state.world.take(step))
        }
        return outcomes
    }

    package func close() async {}

    /// The host as it is now.
    package var world: FakeHostWorld { state.withLock(\.world) }
    package var files: FakeHostFiles { world.files }
    /// Round trips so far.
    package var exchanges: Int { state.withLock(\.exchanges) }
    /// Queries asked so far.
    package var queries: Int { state.withLock(\.queries) }
    /// All steps taken so far.
    package var steps: [Step] { state.withLock(\.steps) }

    /// Changes the host behind everyone's back.
    package func change(_ edit: (inout FakeHostWorld) -> Void) { state.withLock { edit(&$0.world) } }
}
