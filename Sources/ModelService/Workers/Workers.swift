package import Logging
import ServiceLifecycle

/// Takes jobs from the broker, a stated number at a time, until the broker is closed and empty.
package struct Workers: Service {
    /// What is done with a job; an error means that the worker failed, not that the job has a bad answer.
    package typealias Process = @Sendable (Work) async throws -> Outcome

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
            do {
                await broker.finish(job.id, with: try await process(job.work))
            } catch {
                logger.warning("a worker failed on a job", metadata: ["job": "\(job.id)", "error": "\(error)"])
                await broker.giveBack(job.id, because: "a worker failed on it")
            }
        }
    }
}
