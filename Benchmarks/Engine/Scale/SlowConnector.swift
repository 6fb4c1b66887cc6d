import Connection
import ModuleKit
import Synchronization
import Transport

/// A network in memory: every round trip waits as on a real one, and every host answers alike.
final class SlowConnector: Connector {
    struct Counts: Sendable {
        var connections = 0
        var open = 0
        var mostOpen = 0
        var exchanges = 0
    }

    /// What a new connection costs: TCP, versions, key exchange, log-in by key, a channel and a shell.
    static let roundTripsToConnect = 8

    private let world: SharedWorld
    private let latency: Latency
    private let state = Mutex(Counts())

    init(_ world: SharedWorld, latency: Latency) {
        self.world = world
        self.latency = latency
    }

    var counts: Counts { state.withLock(\.self) }

    func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        state.withLock { counts in
            counts.connections += 1
            counts.open += 1
            counts.mostOpen = max(counts.mostOpen, counts.open)
        }
        await latency.wait(roundTrips: Self.roundTripsToConnect)
        return SlowLine(connector: self)
    }

    fileprivate func exchange(_ steps: [Step], _ queries: [Query]) async throws(ConnectionError) -> Exchange {
        state.withLock { $0.exchanges += 1 }
        await latency.wait(roundTrips: 1)
        return Exchange(outcomes: try await world.outcomes(of: steps), answers: try await world.answers(to: queries))
    }

    fileprivate func close() { state.withLock { $0.open -= 1 } }
}

private final class SlowLine: Connection {
    private let connector: SlowConnector
    private let isClosed = Atomic<Bool>(false)

    init(connector: SlowConnector) { self.connector = connector }

    func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError) -> Exchange {
        try await connector.exchange(steps, queries)
    }

    func close() async {
        if !isClosed.exchange(true, ordering: .relaxed) { connector.close() }
    }
}

/// How long a round trip takes.
struct Latency: Sendable {
    /// Milliseconds; each wait is up to a fifth shorter or longer.
    let mean: Double

    func wait(roundTrips: Int) async {
        guard mean > 0 else { return }
        let milliseconds = mean * Double(roundTrips) * Double.random(in: 0.8...1.2)
        try? await Task.sleep(for: .microseconds(Int(milliseconds * 1000)))
    }

    /// Seconds of CPU time that one wait costs the simulation, measured on so many at once.
    func processorTime(atOnce width: Int) async -> Double {
        guard mean > 0 else { return 0 }
        let start = ProcessUse.processorTime
        let rounds = 10
        await withDiscardingTaskGroup { group in
            for _ in 0..<width { group.addTask { for _ in 0..<rounds { await wait(roundTrips: 1) } } }
        }
        return (ProcessUse.processorTime - start) / Double(width * rounds)
    }
}
