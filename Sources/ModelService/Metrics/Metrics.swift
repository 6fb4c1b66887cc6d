import Synchronization

/// Counts what the service does, for `GET /metrics`.
package final class Metrics: Sendable {
    struct RequestKey: Hashable, Sendable {
        let route: String
        let method: String
        let status: Int
    }

    struct Counts: Sendable {
        var requests: [RequestKey: Int] = [:]
        var durations: [String: Histogram] = [:]
        var classes = [0: 0, 1: 0]
        var reloads = (done: 0, refused: 0)
        var requestsInProgress = 0
    }

    private let counts = Mutex(Counts())
    let started = ContinuousClock.now

    package init() {}

    var snapshot: Counts { counts.withLock(\.self) }

    func requestBegan() {
        counts.withLock { $0.requestsInProgress += 1 }
    }

    /// Counts a request. The route is a pattern, not a path, so that clients cannot make new series.
    func requestEnded(route: String, method: String, status: Int, took duration: Duration) {
        let key = RequestKey(route: route, method: method, status: status)
        counts.withLock { counts in
            counts.requestsInProgress -= 1
            counts.requests[key, default: 0] += 1
            counts.durations[route, default: Histogram()].record(duration)
        }
    }

    /// Counts a request that was answered where it arrived.
    func answeredDirectly(_ key: RequestKey, classes: [Int]?, took duration: Duration) {
        counts.withLock { counts in
            counts.requests[key, default: 0] += 1
            counts.durations[key.route, default: Histogram()].record(duration)
            for number in classes ?? [] { counts.classes[number, default: 0] += 1 }
        }
    }

    func predicted(_ classes: [Int]) {
        counts.withLock { counts in
            for number in classes { counts.classes[number, default: 0] += 1 }
        }
    }

    func reloaded(_ done: Bool) {
        counts.withLock { counts in
            if done { counts.reloads.done += 1 } else { counts.reloads.refused += 1 }
        }
    }
}
