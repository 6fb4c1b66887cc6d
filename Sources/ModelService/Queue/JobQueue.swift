/// The order, the bounds and the fates of jobs: pure, so that tests need no clock and no tasks.
struct JobQueue {
    enum Phase: Equatable {
        /// Counted, but not yet to be delivered.
        case held
        case waiting
        case running
        case ended(Outcome)
    }

    struct Entry: Equatable {
        let job: Job
        /// Whether the outcome is kept until it is asked for.
        let keepsOutcome: Bool
        var phase: Phase
        var deliveries = 0
    }

    let limits: QueueLimits
    private(set) var isClosed = false
    private(set) var entries: [String: Entry] = [:]
    private(set) var load = QueueLoad()
    /// Ids in order of acceptance; those withdrawn since are passed over when they come up.
    private var line = Line()
    private var kept = Line()
    private var keptRows = 0
    /// Ids of jobs by the keys of those who submitted them.
    private var keys: [String: String] = [:]
    /// Ids of jobs whose outcomes were dropped to make room, since they were last taken.
    private var dropped: [String] = []

    init(_ limits: QueueLimits) {
        self.limits = limits
        load.capacity = limits.capacity
    }

    /// Takes a job, to be delivered at once or after ``release(_:)``.
    /// - Returns: The job's id, or that of one which came before with the same key; then this one is not taken.
    @discardableResult
    mutating func accept(_ job: Job, keepsOutcome: Bool, held: Bool = false) throws(BrokerRefusal) -> String {
        if let key = job.key, let known = keys[key.text].flatMap({ entries[$0]?.job }) {
            guard known.key == key else { throw .otherRequest }
            return known.id
        }
        guard !isClosed else { throw .closed }
        guard load.waiting < limits.capacity else {
            load.refused += 1
            throw .full
        }
        load.accepted += 1
        enter(Entry(job: job, keepsOutcome: keepsOutcome, phase: held ? .held : .waiting))
        return job.id
    }

    /// Puts back what was accepted before a restart, whatever the capacity is now.
    mutating func restore(_ entry: Entry) {
        guard entries[entry.job.id] == nil else { return }
        enter(entry)
        if entry.deliveries >= limits.deliveries, entry.phase == .waiting {
            _ = setAside(entry.job.id, because: "the service stopped while working on it")
        }
    }

    private mutating func enter(_ entry: Entry) {
        entries[entry.job.id] = entry
        if let key = entry.job.key { keys[key.text] = entry.job.id }
        switch entry.phase {
        case .held: load.waiting += 1
        case .waiting:
            load.waiting += 1
            line.append(entry.job.id)
        case .running: load.running += 1
        case .ended(let outcome): keep(entry.job.id, outcome)
        }
    }

    /// Makes a held job deliverable.
    mutating func release(_ id: String) {
        guard entries[id]?.phase == .held else { return }
        entries[id]?.phase = .waiting
        line.append(id)
    }

    /// Forgets a job that no worker has yet.
    mutating func withdraw(_ id: String) {
        guard let phase = entries[id]?.phase, phase == .held || phase == .waiting else { return }
        forget(id)
        load.waiting -= 1
    }

    private mutating func forget(_ id: String) {
        guard let job = entries.removeValue(forKey: id)?.job else { return }
        if let key = job.key, keys[key.text] == id { keys[key.text] = nil }
    }

    /// Ids of jobs whose outcomes were dropped since the last call.
    mutating func takeDropped() -> [String] {
        defer { dropped = [] }
        return dropped
    }

    /// The next job, now in a worker's hands.
    mutating func deliver() -> Entry? {
        while let id = line.popFirst() {
            guard entries[id]?.phase == .waiting else { continue }
            entries[id]?.phase = .running
            entries[id]?.deliveries += 1
            load.waiting -= 1
            load.running += 1
            return entries[id]
        }
        return nil
    }

    /// The next job, if it has no more than some rows and can be answered together with another.
    mutating func deliverCompanion(of job: Job, rows: Int) -> Entry? {
        while let id = line.first {
            guard let entry = entries[id], entry.phase == .waiting else {
                _ = line.popFirst()
                continue
            }
            return entry.job.work.rows <= rows && entry.job.work.joins(job.work) ? deliver() : nil
        }
        return nil
    }

    /// Ends a job in a worker's hands; a second ending of the same job changes nothing.
    /// - Returns: Whether the job ended by this call.
    mutating func finish(_ id: String, with outcome: Outcome) -> Bool {
        guard entries[id]?.phase == .running else { return false }
        load.running -= 1
        end(id, with: outcome)
        return true
    }

    /// Takes a job back from a worker that failed at it.
    /// - Returns: The final outcome if it was delivered too often, or nothing if it waits again.
    mutating func giveBack(_ id: String, because reason: String) -> Outcome? {
        guard let entry = entries[id], entry.phase == .running else { return nil }
        load.running -= 1
        load.waiting += 1
        entries[id]?.phase = .waiting
        guard entry.deliveries < limits.deliveries else { return setAside(id, because: reason) }
        load.redelivered += 1
        line.append(id)
        return nil
    }

    mutating func close() {
        isClosed = true
    }

    private mutating func setAside(_ id: String, because reason: String) -> Outcome {
        let outcome = Outcome.failed(.poison(deliveries: entries[id]?.deliveries ?? 0, reason))
        load.waiting -= 1
        end(id, with: outcome)
        return outcome
    }

    private mutating func end(_ id: String, with outcome: Outcome) {
        if case .answered = outcome { load.answered += 1 } else { load.failed += 1 }
        guard entries[id]?.keepsOutcome == true else { return forget(id) }
        entries[id]?.phase = .ended(outcome)
        keep(id, outcome)
    }

    private mutating func keep(_ id: String, _ outcome: Outcome) {
        kept.append(id)
        keptRows += outcome.rows
        while kept.count > limits.outcomes || (keptRows > limits.outcomeRows && kept.count > 1) {
            guard let oldest = kept.popFirst(), case .ended(let outcome) = entries[oldest]?.phase else { continue }
            keptRows -= outcome.rows
            forget(oldest)
            dropped.append(oldest)
        }
    }
}

/// First in, first out, without shifting the whole array at each step.
private struct Line {
    private var ids: [String] = []
    private var head = 0

    var count: Int { ids.count - head }

    var first: String? { head < ids.count ? ids[head] : nil }

    mutating func append(_ id: String) {
        ids.append(id)
    }

    mutating func popFirst() -> String? {
        guard head < ids.count else { return nil }
        defer {
            head += 1
            if head * 2 > ids.count {
                ids.removeFirst(head)
                head = 0
            }
        }
        return ids[head]
    }
}

extension Outcome {
    fileprivate var rows: Int {
        if case .answered(let answer) = self { answer.values.count } else { 0 }
    }
}

extension JobFailure {
    fileprivate static func poison(deliveries: Int, _ reason: String) -> JobFailure {
        JobFailure(
            code: "set-aside",
            message: "The job was given up after \(deliveries) attempts; the last one ended because \(reason).")
    }
}
