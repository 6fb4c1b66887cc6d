package import Logging

/// A broker for one node whose submitted jobs, and their outcomes, survive the process and the machine's power.
///
/// Jobs whose caller waits on the connection are not journalled: after a restart there is nobody to take the answer.
package final class JournalBroker: Broker {
    private let memory: MemoryBroker
    private let journal: Journal
    private let logger: Logger

    /// Opens the journal in a directory and takes up the jobs in it.
    ///
    /// Damaged records are counted, reported and dropped; all whole ones are kept, also those after a damaged one.
    /// - Throws: If the directory cannot be used, or another process uses it.
    package init(directory: String, limits: QueueLimits = QueueLimits(), logger: Logger) async throws(FileProblem) {
        let (journal, replay) = try Journal.opened(in: directory)
        let memory = MemoryBroker(limits)
        for entry in replay.entries { memory.restore(entry) }
        (self.journal, self.memory, self.logger) = (journal, memory, logger)
        try await journal.compact { memory.entries().flatMap(\.records) }
        report(replay, directory)
    }

    package var load: QueueLoad { memory.load }

    package func submit(_ job: Job) async throws(BrokerRefusal) {
        try memory.hold(job)
        do {
            try await journal.append(.accepted(job))
            try await journal.sync()
        } catch {
            memory.withdraw(job.id)
            logger.error("job not accepted: \(error)")
            throw .unavailable(reason: error.summary)
        }
        memory.release(job.id)
        await compactIfWorthwhile()
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

    package func finish(_ id: String, with outcome: Outcome) async {
        memory.finish(id, with: outcome)
        if memory.status(of: id) != nil { await note(.ended(id, outcome)) }
    }

    package func giveBack(_ id: String, because reason: String) async {
        memory.giveBack(id, because: reason)
        if case .ended(let outcome) = memory.status(of: id) { await note(.ended(id, outcome)) }
    }

    package func close() {
        memory.close()
    }

    /// Gives up the directory, so that another process may take it.
    package func closeFiles() async {
        await journal.closeFiles()
    }

    /// Records what may be lost without harm: the job would be done once more, with the same answer.
    private func note(_ record: JournalRecord) async {
        do {
            try await journal.append(record)
        } catch {
            logger.error("progress of a job not recorded: \(error)")
        }
    }

    private func compactIfWorthwhile() async {
        guard await journal.wantsCompaction else { return }
        do {
            try await journal.compact { [memory] in memory.entries().flatMap(\.records) }
        } catch {
            logger.error("journal not rewritten: \(error)")
        }
    }

    private func report(_ replay: JournalReplay, _ directory: String) {
        if replay.damaged > 0 {
            logger.warning("\(replay.damaged) damaged records in the journal \(directory) were dropped")
        }
        let waiting = memory.load.waiting
        if waiting > 0 { logger.notice("\(waiting) jobs resumed from the journal \(directory)") }
    }
}
