package import Connection
import Synchronization

/// The links of a run, one for each host; delegation shares them with the host's own tasks.
package final class LinkPool: Sendable {
    /// Connections kept open at once, unless more hosts than that are worked on. An SSH session takes about 0.4 MiB.
    package static let usualConnections = 1000

    package let clock = ChangeClock()
    private let connector: any Connector
    private let limit: ConnectionLimit
    private let expiry = AnswerExpiry()
    private let time: @Sendable () -> Double
    private let stop: StopRequest
    private let links = Mutex<[String: HostLink]>([:])

    /// - Parameters:
    ///   - connections: How many may be open at once: at least as many as hosts are worked on.
    ///   - time: Seconds since some moment.
    package init(
        connector: any Connector, connections: Int = LinkPool.usualConnections, stop: StopRequest = StopRequest(),
        time: @escaping @Sendable () -> Double
    ) {
        self.stop = stop
        self.connector = connector
        limit = ConnectionLimit(most: connections)
        self.time = time
    }

    package subscript(host: String) -> HostLink {
        links.withLock { links in
            if let link = links[host] { return link }
            let link = HostLink(
                name: host, connector: connector, limit: limit, expiry: expiry, clock: clock, stop: stop, time: time)
            links[host] = link
            return link
        }
    }

    /// Ends the connections of all hosts.
    package func closeAll() async {
        let all = links.withLock { Array($0.values) }
        _ = await inParallel(all, width: Self.usualConnections) { await $0.close() }
    }
}
