import Synchronization

/// A broker within one process: nothing survives it.
package final class MemoryBroker: Broker {
    private struct State {
        var queue: JobQueue
        /// Workers that wait for a job, the longest first.
        var workers: [(ticket: Int, continuation: CheckedContinuation<JobQueue.Entry?, Never>)] = []
        var askers: [String: CheckedContinuation<Outcome?, Never>] = [:]
        var nextTicket = 0
    }

    private let state: Mutex<State>

    package init(_ limits: QueueLimits = QueueLimits()) {
        state = Mutex(State(queue: JobQueue(limits)))
    }

    package var load: QueueLoad { state.withLock(\.queue.load) }

    @discardableResult
    package func submit(_ job: Job) throws(BrokerRefusal) -> String {
        let id = try hold(job)
        if id == job.id { release(id) }
        return id
    }

    package func answer(to job: Job) async throws(BrokerRefusal) -> Outcome? {
        _ = try accept(job, keepsOutcome: false, held: true)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { asker in
                // Looked at under the lock: the handler below may have run before there was anyone to wake.
                let cancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.askers[job.id] = asker
                    return false
                }
                if cancelled { asker.resume(returning: nil) } else { release(job.id) }
            }
        } onCancel: {
            abandon(job.id)
        }
    }

    package func status(of id: String) -> JobStatus? {
        state.withLock { state in
            switch state.queue.entries[id]?.phase {
            case .held, .waiting: .waiting
            case .running: .running
            case .ended(let outcome): .ended(outcome)
            case nil: nil
            }
        }
    }

    package func next() async -> Job? {
        await nextEntry()?.job
    }

    package func companions(of job: Job, rows: Int) -> [Job] {
        state.withLock { state in
            var (jobs, room): ([Job], Int) = ([], rows)
            while room > 0, let next = state.queue.deliverCompanion(of: job, rows: room)?.job {
                jobs.append(next)
                room -= max(next.work.rows, 1)
            }
            return jobs
        }
    }

    package func finish(_ id: String, with outcome: Outcome) {
        let asker = state.withLock { state in
            state.queue.finish(id, with: outcome) ? state.askers.removeValue(forKey: id) : nil
        }
        asker?.resume(returning: outcome)
        dismissIdleWorkersIfDone()
    }

    package func giveBack(_ id: String, because reason: String) {
        let ended = state.withLock { state in
            state.queue.giveBack(id, because: reason).map { ($0, state.askers.removeValue(forKey: id)) }
        }
        if let (outcome, asker) = ended { asker?.resume(returning: outcome) }
        wakeWorkers()
        dismissIdleWorkersIfDone()
    }

    package func close() {
        state.withLock { $0.queue.close() }
        dismissIdleWorkersIfDone()
    }
}

// What a broker that stores its jobs needs beyond the protocol.
extension MemoryBroker {
    /// Whether the outcome of a job is kept until it is asked for.
    func keepsOutcome(of id: String) -> Bool {
        state.withLock { $0.queue.entries[id]?.keepsOutcome == true }
    }

    /// Ids of jobs whose outcomes were dropped since the last call.
    func takeDropped() -> [String] {
        state.withLock { $0.queue.takeDropped() }
    }

    func restore(_ entry: JobQueue.Entry) {
        state.withLock { $0.queue.restore(entry) }
    }

    /// Counts a job without delivering it, so that it can be stored first.
    /// - Returns: The job's id, or that of one which was submitted before with the same key; then this one is not taken.
    func hold(_ job: Job) throws(BrokerRefusal) -> String {
        try accept(job, keepsOutcome: true, held: true)
    }

    func release(_ id: String) {
        state.withLock { $0.queue.release(id) }
        wakeWorkers()
    }

    func withdraw(_ id: String) {
        state.withLock { $0.queue.withdraw(id) }
        dismissIdleWorkersIfDone()
    }

    func nextEntry() async -> JobQueue.Entry? {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { worker in
                enlist(worker, ticket)
            }
        } onCancel: {
            dismiss(ticket)
        }
    }
}

extension MemoryBroker {
    private func accept(_ job: Job, keepsOutcome: Bool, held: Bool) throws(BrokerRefusal) -> String {
        let result = state.withLock { state -> Result<String, BrokerRefusal> in
            do throws(BrokerRefusal) {
                return .success(try state.queue.accept(job, keepsOutcome: keepsOutcome, held: held))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func enlist(_ worker: CheckedContinuation<JobQueue.Entry?, Never>, _ ticket: Int) {
        let cancelled = state.withLock { state in
            if Task.isCancelled { return true }
            state.workers.append((ticket, worker))
            return false
        }
        if cancelled { worker.resume(returning: nil) }
        wakeWorkers()
        dismissIdleWorkersIfDone()
    }

    private func dismiss(_ ticket: Int) {
        let worker = state.withLock { state in
            state.workers.firstIndex { $0.ticket == ticket }.map { state.workers.remove(at: $0).continuation }
        }
        worker?.resume(returning: nil)
    }

    private func abandon(_ id: String) {
        let asker = state.withLock { state in
            state.queue.withdraw(id)
            return state.askers.removeValue(forKey: id)
        }
        asker?.resume(returning: nil)
        dismissIdleWorkersIfDone()
    }

    private func wakeWorkers() {
        while let (worker, entry) = state.withLock({ state in
            state.workers.isEmpty ? nil : state.queue.deliver().map { (state.workers.removeFirst().continuation, $0) }
        }) {
            worker.resume(returning: entry)
        }
    }

    /// Once closed, with nothing waiting and nothing that could be given back, no worker will be needed.
    private func dismissIdleWorkersIfDone() {
        let idle = state.withLock { state -> [CheckedContinuation<JobQueue.Entry?, Never>] in
            guard state.queue.isClosed, state.queue.load.waiting == 0, state.queue.load.running == 0 else { return [] }
            defer { state.workers.removeAll() }
            return state.workers.map(\.continuation)
        }
        for worker in idle { worker.resume(returning: nil) }
    }
}
