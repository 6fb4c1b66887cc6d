package import Logging
import ServiceLifecycle

/// Takes jobs from the broker, a stated number at a time, until the broker is closed and empty.
package struct Workers: Service {
    /// What is done with jobs that are answered together: an outcome for each. An error means that the worker failed, not that
    /// a job has a bad answer.
    package typealias Process = @Sendable ([Work]) async throws -> [Outcome]

    /// Rows that a model answers in the time of one: its arithmetic goes on in as many at once.
    static let rowsTogether = Lanes.scalarCount

    private let width: Int
    private let broker: any Broker
    private let logger: Logger
    private let process: Process

    package init(width: Int, broker: any Broker, logger: Logger, process: @escaping Process) {
        self.width = width
        self.broker = broker
        self.logger = logger
        self.process = process
    }

    /// Works until a graceful shutdown has closed the broker and all accepted jobs are done.
    package func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for _ in 0..<width { group.addTask { await work() } }
            }
        } onGracefulShutdown: {
            broker.close()
        }
    }

    private func work() async {
        while let job = await broker.next() {
            let room = Self.rowsTogether - min(job.work.rows, Self.rowsTogether)
            let jobs = [job] + (room > 0 ? await broker.companions(of: job, rows: room) : [])
            if jobs.count > 1, await finish(jobs) { continue }
            for job in jobs { await finishAlone(job) }
        }
    }

    /// Answers jobs together.
    /// - Returns: Whether they are answered; where one makes the worker fail, nobody can tell which.
    private func finish(_ jobs: [Job]) async -> Bool {
        guard let outcomes = try? await process(jobs.map(\.work)), outcomes.count == jobs.count else { return false }
        for (job, outcome) in zip(jobs, outcomes) { await broker.finish(job.id, with: outcome) }
        return true
    }

    private func finishAlone(_ job: Job) async {
        do {
            for outcome in try await process([job.work]) { await broker.finish(job.id, with: outcome) }
        } catch {
            logger.warning("a worker failed on a job", metadata: ["job": "\(job.id)", "error": "\(error)"])
            await broker.giveBack(job.id, because: "a worker failed on it")
        }
    }
}
