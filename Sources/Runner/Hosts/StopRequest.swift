import Connection
import Synchronization
import Transport

/// Asks a run to begin no more work: tasks under way end, then comes the recap.
///
/// What changes nothing – a connection that is being made, questions – is ended soon; what may change a host is waited
/// for, unless the run is given up.
package final class StopRequest: Sendable {
    private struct State {
        var isRequested = false
        /// Whether what changes hosts is not waited for either.
        var isGivenUp = false
        /// How many executions are under way on each host.
        var executions: [String: Int] = [:]
        /// Ends the exchanges that are under way.
        var ends: [Int: Entry] = [:]
        var nextID = 0
    }

    private struct Entry {
        /// The host that may be changed by it.
        let host: String?
        let end: @Sendable () -> Void

        var mayChange: Bool { host != nil }
    }

    private let state = Mutex(State())
    /// What is nearly through may get there.
    private static let grace = Duration.milliseconds(400)

    package init() {}

    package var isRequested: Bool { state.withLock(\.isRequested) }
    package var isGivenUp: Bool { state.withLock(\.isGivenUp) }

    package func request() {
        state.withLock { $0.isRequested = true }
        Task {
            try? await Task.sleep(for: Self.grace)
            self.endAll { !$0.mayChange }
        }
    }

    /// Nothing is waited for any more. What hosts were doing may or may not be done.
    package func giveUp() {
        state.withLock { ($0.isRequested, $0.isGivenUp) = (true, true) }
        endAll { _ in true }
    }

    private func endAll(_ choose: (Entry) -> Bool) {
        for entry in state.withLock({ Array($0.ends.values) }) where choose(entry) { entry.end() }
    }

    /// How many hosts are still at work, for whom a stop waits.
    package var busyHosts: Int { state.withLock(\.executions.count) }

    /// The hosts on which something is under way of which nobody will hear whether it was done.
    package var changingHosts: [String] { Set(state.withLock { $0.ends.values.compactMap(\.host) }).sorted() }

    /// Does work on a host that a stop waits for.
    func whileBusy<Result>(_ host: String, _ work: () async -> Result) async -> Result {
        state.withLock { $0.executions[host, default: 0] += 1 }
        defer { state.withLock { $0.executions.decrease(host) } }
        return await work()
    }

    /// Does work on a host. What changes nothing ends soon after a stop is requested; what may change the host is waited
    /// for, unless the run is given up.
    func during<Output: Sendable>(
        _ host: String?, mayChange: Bool = false,
        _ work: @escaping @Sendable () async throws(ConnectionError) -> Output
    ) async throws(ConnectionError) -> Output {
        let task = Task { () async -> Result<Output, ConnectionError> in
            do throws(ConnectionError) { return .success(try await work()) } catch { return .failure(error) }
        }
        let id = enter(Entry(host: mayChange ? host : nil) { task.cancel() })
        defer { state.withLock { _ = $0.ends.removeValue(forKey: id) } }
        if isGivenUp || isRequested && !mayChange { end(id) }
        return try await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }.get()
    }

    private func enter(_ entry: Entry) -> Int {
        state.withLock { state in
            state.nextID += 1
            state.ends[state.nextID] = entry
            return state.nextID
        }
    }

    /// Work that was begun after the stop was requested has its grace, too, unless the run is given up.
    private func end(_ id: Int) {
        Task {
            if !isGivenUp { try? await Task.sleep(for: Self.grace) }
            state.withLock { $0.ends[id] }?.end()
        }
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

extension [String: Int] {
    fileprivate mutating func decrease(_ key: String) {
        self[key, default: 1] -= 1
        if self[key] == 0 { self[key] = nil }
    }
}
