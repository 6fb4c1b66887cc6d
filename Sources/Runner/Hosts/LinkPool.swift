package import Connection
import Synchronization

/// The links of a run, one for each host; delegation shares them with the host's own tasks.
package final class LinkPool: Sendable {
    package let clock = ChangeClock()
    private let connector: any Connector
    private let time: @Sendable () -> Double
    private let links = Mutex<[String: HostLink]>([:])

    package init(connector: any Connector, time: @escaping @Sendable () -> Double) {
        self.connector = connector
        self.time = time
    }

    package subscript(host: String) -> HostLink {
        links.withLock { links in
            if let link = links[host] { return link }
            let link = HostLink(name: host, connector: connector, clock: clock, time: time)
            links[host] = link
            return link
        }
    }

    /// Ends the connections of all hosts.
    package func closeAll() async {
        let all = links.withLock { Array($0.values) }
        await withDiscardingTaskGroup { group in
            for link in all { group.addTask { await link.close() } }
        }
    }
}
