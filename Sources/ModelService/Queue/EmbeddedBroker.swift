package import Logging

/// A broker for one node whose submitted jobs, and their outcomes, survive the process and the machine's power.
///
/// Jobs whose caller waits on the connection are not stored: after a restart there is nobody to take the answer.
package final class EmbeddedBroker: Broker {
    private let memory: MemoryBroker
    private let database: JobDatabase
    private let logger: Logger

    /// Opens the database in a directory and takes up the jobs in it.
    ///
    /// - Throws: If the directory cannot be used, or another process uses it.
    package init(directory: String, limits: QueueLimits = QueueLimits(), logger: Logger) async throws(FileProblem) {
        let (database, stored) = try await JobDatabase.opened(in: directory)
        let memory = MemoryBroker(limits)
        for entry in stored.entries { memory.restore(entry) }
        (self.database, self.memory, self.logger) = (database, memory, logger)
        report(stored, directory)
        await forgetDropped()
    }

    package var load: QueueLoad { memory.load }

    @discardableResult
    package func submit(_ job: Job) async throws(BrokerRefusal) -> String {
        let id = try memory.hold(job)
        do {
            // A job that is there already is promised once more, so it must have been stored, too.
            try await database.write(id == job.id ? .accepted(job) : .known(id))
        } catch {
            if id == job.id { memory.withdraw(id) }
            logger.error("job not accepted: \(error)")
            throw .unavailable(reason: error.summary)
        }
        if id == job.id { memory.release(id) }
        return id
    }

    package func answer(to job: Job) async throws(BrokerRefusal) -> Outcome? {
        try await memory.answer(to: job)
    }

    package func status(of id: String) -> JobStatus? {
        memory.status(of: id)
    }

    package func next() async -> Job? {
        guard let entry = await memory.nextEntry() else { return nil }
        // Written before the work begins, so that a job that kills the process is not tried for ever.
        if entry.keepsOutcome { await note(.delivered(entry.job.id)) }
        return entry.job
    }

    package func companions(of job: Job, rows: Int) async -> [Job] {
        let jobs = memory.companions(of: job, rows: rows)
        for job in jobs where memory.keepsOutcome(of: job.id) { await note(.delivered(job.id)) }
        return jobs
    }

    package func finish(_ id: String, with outcome: Outcome) async {
        // Written before it is told, so that nobody is told two outcomes.
        if memory.keepsOutcome(of: id) { await note(.ended(id, outcome)) }
        memory.finish(id, with: outcome)
        await forgetDropped()
    }

    package func giveBack(_ id: String, because reason: String) async {
        memory.giveBack(id, because: reason)
        if case .ended(let outcome) = memory.status(of: id) { await note(.ended(id, outcome)) }
        await forgetDropped()
    }

    package func close() {
        memory.close()
    }

    /// Gives up the directory, so that another process may take it.
    package func closeFiles() async {
        await database.closeFiles()
    }

    /// Records what may be lost without harm: the job would be done once more, with the same answer.
    private func note(_ change: JobDatabase.Change) async {
        do {
            try await database.write(change)
        } catch {
            logger.error("progress of a job not recorded: \(error)")
        }
    }

    private func forgetDropped() async {
        let ids = memory.takeDropped()
        if !ids.isEmpty { await note(.dropped(ids)) }
    }

    private func report(_ stored: StoredJobs, _ directory: String) {
        if !stored.damaged.isEmpty {
            logger.error("damaged jobs in \(directory) were passed over: \(stored.damaged.joined(separator: " "))")
        }
        if fileExists("\(directory)/jobs.journal") {
            logger.warning("\(directory)/jobs.journal, of an earlier version of the service, is not read")
        }
        let waiting = memory.load.waiting
        if waiting > 0 { logger.notice("\(waiting) jobs resumed from \(database.path)") }
    }
}
