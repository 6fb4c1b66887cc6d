package import Runner

/// Puts the results of a task into the order of its hosts, so that two runs look alike: those of a host wait until all
/// hosts before it are done.
package struct InventoryOrder: Sendable {
    /// The hosts of the present task whose results are still to come, in their order.
    private var awaited: ArraySlice<String> = []
    private var isAwaited: Set<String> = []
    /// Events of hosts that are not yet their turn.
    private var held: [String: [RunEvent]] = [:]
    private var finished: Set<String> = []
    private var isInterleaved = false

    package init() {}

    /// - Returns: What can be shown now.
    package mutating func take(_ event: RunEvent) -> [RunEvent] {
        switch event {
        case .playStarted(let play):
            isInterleaved = play.isInterleaved
            return releaseAll() + [event]
        case .taskStarted(_, let hosts) where !isInterleaved:
            let late = releaseAll()
            awaited = hosts[...]
            isAwaited = Set(hosts)
            return late + [event]
        case .itemFinished(let report, _), .retrying(let report, _): return hold(event, of: report.host, isLast: false)
        case .job(let news): return hold(event, of: news.host, isLast: false)
        case .taskFinished(let report): return hold(event, of: report.host, isLast: true)
        // What is said meanwhile overtakes nothing that it may be about.
        case .warning, .told, .started: return [event]
        case .taskStarted, .included, .noHosts, .noHostsLeft, .finished: return releaseAll() + [event]
        }
    }

    private mutating func hold(_ event: RunEvent, of host: String, isLast: Bool) -> [RunEvent] {
        guard isAwaited.contains(host) else { return [event] }
        held[host, default: []].append(event)
        if isLast { finished.insert(host) }
        return release()
    }

    /// What the hosts at the front have told so far, up to the first that is not done.
    private mutating func release() -> [RunEvent] {
        var events: [RunEvent] = []
        while let host = awaited.first {
            events += held.removeValue(forKey: host) ?? []
            guard finished.remove(host) != nil else { break }
            awaited.removeFirst()
            isAwaited.remove(host)
        }
        return events
    }

    private mutating func releaseAll() -> [RunEvent] {
        defer {
            awaited = []
            isAwaited = []
            held = [:]
            finished = []
        }
        return awaited.flatMap { held[$0] ?? [] }
    }
}
