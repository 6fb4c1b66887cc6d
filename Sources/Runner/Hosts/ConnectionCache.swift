import Connection
import Transport

/// The open connections to one host, by their options.
///
/// Many tasks may ask at once, as with delegation: the first opens the connection, the others wait for it.
actor ConnectionCache {
    struct Open: Sendable {
        let connection: any Connection
        /// Tells a connection from the one that follows it.
        let number: Int
    }

    private typealias Opening = Result<Open, ConnectionError>

    private let connector: any Connector
    private let limit: ConnectionLimit
    private let stop: StopRequest
    private var open: [ConnectionOptions: Open] = [:]
    private var waiting: [ConnectionOptions: [CheckedContinuation<Opening, Never>]] = [:]
    /// What the next attempt at a connection is known to bring.
    private var expected: [ConnectionOptions: ConnectionError] = [:]
    private var opened = 0
    /// Exchanges that are under way.
    private var uses = 0

    init(_ connector: any Connector, limit: ConnectionLimit, stop: StopRequest) {
        self.connector = connector
        self.stop = stop
        self.limit = limit
    }

    /// The connection for an exchange: it stays open until ``rest()`` tells that the exchange is over.
    func use(_ options: ConnectionOptions) async throws(ConnectionError) -> Open {
        uses += 1
        limit.restsNoMore(self)
        do {
            return try await self[options]
        } catch {
            rest()
            throw error
        }
    }

    /// An exchange is over.
    func rest() {
        uses -= 1
        if uses == 0, !open.isEmpty { limit.rests(self) }
    }

    subscript(options: ConnectionOptions) -> Open {
        get async throws(ConnectionError) {
            if let known = open[options] { return known }
            if waiting[options] != nil {
                return try await withCheckedContinuation { waiting[options, default: []].append($0) }.get()
            }
            waiting[options] = []
            let opening = await connect(options)
            if case .success(let new) = opening { open[options] = new }
            for other in waiting.removeValue(forKey: options) ?? [] { other.resume(returning: opening) }
            return try opening.get()
        }
    }

    /// Opens a connection ahead of its use; `nil` if it is open.
    func failure(toOpen options: ConnectionOptions) async -> ConnectionError? {
        do throws(ConnectionError) {
            _ = try await self[options]
            return nil
        } catch {
            return error
        }
    }

    /// A failure that was found ahead of its time, so that nobody waits for it twice.
    func expect(_ failure: ConnectionError, of options: ConnectionOptions) { expected[options] = failure }

    /// Throws the failure that was found ahead, once.
    func throwExpected(of options: ConnectionOptions) throws(ConnectionError) {
        if let failure = expected.removeValue(forKey: options) { throw failure }
    }

    private func connect(_ options: ConnectionOptions) async -> Opening {
        await limit.opens()
        do {
            let connector = connector
            let connection = try await stop.during(nil) { () async throws(ConnectionError) in
                try await connector.connect(options)
            }
            opened += 1
            return .success(Open(connection: connection, number: opened))
        } catch {
            limit.closed(1)
            return .failure(error)
        }
    }

    /// A connection that is of no use any more; one that was opened since stays.
    func forget(_ broken: Open, of options: ConnectionOptions) async {
        if open[options]?.number == broken.number {
            open[options] = nil
            limit.closed(1)
        }
        await broken.connection.close()
    }

    func closeAll() async {
        let all = open.values
        open = [:]
        limit.restsNoMore(self)
        for entry in all { await entry.connection.close() }
        limit.closed(all.count)
    }

    /// Closes all for the sake of another host, unless they have come into use meanwhile.
    func giveWay() async {
        guard uses == 0, waiting.isEmpty else { return }
        await closeAll()
    }
}
