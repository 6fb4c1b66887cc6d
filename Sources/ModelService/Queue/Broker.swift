/// Carries jobs from the web to the workers and outcomes back.
///
/// A job is delivered until a worker finishes it: more than once if workers fail, but no more often than a stated
/// limit, after which it has failed for good.
package protocol Broker: Sendable {
    /// Accepts a job whose outcome is asked for later with ``status(of:)``.
    ///
    /// Whatever the broker promises about surviving a restart holds from the moment this returns.
    /// - Returns: The id to ask for: the job's, or that of one which was submitted before with the same key.
    func submit(_ job: Job) async throws(BrokerRefusal) -> String

    /// Accepts a job and waits for its outcome.
    ///
    /// - Returns: The outcome, or nothing if the caller's task was cancelled first; the job is then dropped if no
    ///   worker has it yet.
    func answer(to job: Job) async throws(BrokerRefusal) -> Outcome?

    /// How a submitted job fares, or nothing if it is unknown or its outcome was dropped to make room.
    func status(of id: String) async -> JobStatus?

    /// The next job for a worker; waits for one. Nothing once the broker is closed and empty, or if cancelled.
    func next() async -> Job?

    /// Delivers those of the jobs next in line that can be answered together with one; waits for none.
    ///
    /// - Parameter rows: How many rows they may have in all.
    func companions(of job: Job, rows: Int) async -> [Job]

    /// Ends a job that was delivered.
    func finish(_ id: String, with outcome: Outcome) async

    /// Gives a delivered job back, because the worker failed at it.
    ///
    /// It is delivered again or, past the limit, set aside.
    func giveBack(_ id: String, because reason: String) async

    /// Accepts no more jobs; those accepted are still delivered.
    func close()

    /// How full the queue is.
    var load: QueueLoad { get }
}

/// Why a broker does not take a job.
package enum BrokerRefusal: Error, Equatable, Sendable {
    /// As many jobs wait as may wait.
    case full
    /// The service is stopping.
    case closed
    /// The job's key was used for another request.
    case otherRequest
    /// The job could not be stored as safely as promised.
    case unavailable(reason: String)
}

/// How a job fares.
package enum JobStatus: Equatable, Sendable {
    case waiting
    case running
    case ended(Outcome)
}

/// How full a queue is, and what has become of its jobs.
package struct QueueLoad: Equatable, Sendable {
    package var waiting = 0
    package var running = 0
    package var capacity = 0
    package var accepted = 0
    package var refused = 0
    package var answered = 0
    package var failed = 0
    package var redelivered = 0
}

/// The bounds of a queue.
package struct QueueLimits: Equatable, Sendable {
    /// Jobs that may wait for a worker.
    package var capacity = 256
    /// Deliveries of one job before it is set aside.
    package var deliveries = 3
    /// Outcomes kept for jobs that are asked for later.
    package var outcomes = 10_000
    /// Rows in all kept outcomes together, which bounds their memory.
    package var outcomeRows = 1_000_000

    package init() {}
}
