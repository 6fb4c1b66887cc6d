import Synchronization

/// Asks a run to begin no more work: tasks under way end, then comes the recap.
package final class StopRequest: Sendable {
    private let flag = Atomic<Bool>(false)
    /// How many turns are under way on each host.
    private let turns = Mutex<[String: Int]>([:])

    package init() {}

    package var isRequested: Bool { flag.load(ordering: .acquiring) }
    package func request() { flag.store(true, ordering: .releasing) }

    /// How many hosts are still at work, for whom a stop waits.
    package var busyHosts: Int { turns.withLock(\.count) }

    /// Does work on a host that a stop waits for.
    func whileBusy<Result>(_ host: String, _ work: () async -> Result) async -> Result {
        turns.withLock { $0[host, default: 0] += 1 }
        defer {
            turns.withLock { turns in
                turns[host, default: 1] -= 1
                if turns[host] == 0 { turns[host] = nil }
            }
        }
        return await work()
    }

    /// Lets time pass, but no longer than until a stop is requested.
    ///
    /// - Returns: Whether all of it has passed.
    func sleep(_ seconds: Double) async -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while !isRequested, !Task.isCancelled {
            let left = end - .now
            guard left > .zero else { return true }
            try? await Task.sleep(for: min(left, .milliseconds(100)))
        }
        return false
    }
}
