import Synchronization

/// What the routes need of the service.
struct ServiceParts: Sendable {
    let store: ModelStore
    let broker: any Broker
    let metrics: Metrics
    let readiness: Readiness
    let limits: RequestLimits
    let workers: Int
    /// Asked of whoever reads the metrics; nothing lets everybody read them.
    let metricsToken: BearerToken?
    let accessLog: AccessLog?
    let largeBodies: LargeBodies

    init(
        store: ModelStore, broker: any Broker, metrics: Metrics, readiness: Readiness, limits: RequestLimits,
        workers: Int, metricsToken: BearerToken? = nil, accessLog: AccessLog? = nil
    ) {
        (self.store, self.broker, self.metrics, self.readiness) = (store, broker, metrics, readiness)
        (self.limits, self.workers, self.metricsToken) = (limits, workers, metricsToken)
        self.accessLog = accessLog
        largeBodies = LargeBodies(atOnce: limits.largeBodiesAtOnce, smallBytes: limits.smallBodyBytes)
    }
}

/// Bounds of a single request.
package struct RequestLimits: Equatable, Sendable {
    /// Bytes of a body.
    package var bodyBytes = 1 << 20
    package var rows = 10_000
    /// Bodies over this size count as large.
    package var smallBodyBytes = 64 << 10
    /// Large bodies that are read at once.
    package var largeBodiesAtOnce = 64
    /// For a body to arrive.
    package var bodyTime = Duration.seconds(20)
    /// For a worker to answer.
    package var answerTime = Duration.seconds(10)

    package init() {}
}

/// Whether new requests are welcome.
package final class Readiness: Sendable {
    private let flag = Atomic(true)

    package init() {}

    package var isReady: Bool { flag.load(ordering: .relaxed) }

    /// Tells load balancers to look elsewhere; there is no way back.
    package func end() {
        flag.store(false, ordering: .relaxed)
    }
}

extension ServiceParts {
    /// Sends work through the queue and waits for its answer.
    func answer(_ work: Work) async throws -> Answer {
        let job = Job(work)
        let outcome = try await withDeadline(limits.answerTime) { [broker] () async throws -> Outcome in
            do throws(BrokerRefusal) {
                guard let outcome = try await broker.answer(to: job) else { throw .closed }
                return outcome
            } catch {
                throw APIError(error)
            }
        }
        switch outcome {
        case .answered(let answer)?: return answer
        case .failed(let failure)?: throw APIError(failure)
        case nil: throw APIError.tooSlow
        }
    }
}
