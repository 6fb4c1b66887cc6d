import Synchronization

/// A version of a model, as series are labelled with it.
struct VersionKey: Hashable, Sendable {
    let model: String
    let version: String
}

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
        /// Rows answered, by class; under class −1 those of models without.
        var rows: [VersionKey: [Int: Int]] = [:]
        var shadows: [VersionKey: Shadow] = [:]
        var reloads = (done: 0, refused: 0)
        var requestsInProgress = 0
    }

    /// How a shadow's answers compare with those that were given.
    struct Shadow: Equatable, Sendable {
        var rows = 0
        /// Rows of another class, or of other numbers where there are no classes.
        var differing = 0
        /// The largest difference of two values.
        var largest: Float = 0
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
    func answeredDirectly(_ key: RequestKey, _ answer: Answer, took duration: Duration) {
        counts.withLock { counts in
            counts.requests[key, default: 0] += 1
            counts.durations[key.route, default: Histogram()].record(duration)
            counts.add(answer)
        }
    }

    func predicted(_ answer: Answer) {
        counts.withLock { $0.add(answer) }
    }

    func compared(_ key: VersionKey, rows: Int, differing: Int, largest: Float) {
        counts.withLock { counts in
            var shadow = counts.shadows[key, default: Shadow()]
            shadow.rows += rows
            shadow.differing += differing
            shadow.largest = max(shadow.largest, largest)
            counts.shadows[key] = shadow
        }
    }

    func reloaded(_ done: Bool) {
        counts.withLock { counts in
            if done { counts.reloads.done += 1 } else { counts.reloads.refused += 1 }
        }
    }
}

extension Metrics.Counts {
    fileprivate mutating func add(_ answer: Answer) {
        let key = VersionKey(model: answer.model, version: answer.version)
        guard let classes = answer.classes else {
            rows[key, default: [:]][-1, default: 0] += answer.values.count / answer.width
            return
        }
        if classes.count == 1 {
            rows[key, default: [:]][classes[0], default: 0] += 1
        } else {
            let counts = classes.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            rows[key, default: [:]].merge(counts, uniquingKeysWith: +)
        }
    }
}
