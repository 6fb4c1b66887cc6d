import Testing

@testable import ModelService

@Suite struct JobQueueTests {
    @Test func `jobs are delivered in order, and capacity counts waiting jobs`() throws {
        var queue = JobQueue(limits(capacity: 2))
        try queue.accept(job("a"), keepsOutcome: false)
        try queue.accept(job("b"), keepsOutcome: false)
        #expect(refusal { try queue.accept(job("c"), keepsOutcome: false) } == .full)
        let first = queue.deliver()
        #expect(first?.job.id == "a")
        try queue.accept(job("c"), keepsOutcome: false)
        let rest = [queue.deliver()?.job.id, queue.deliver()?.job.id, queue.deliver()?.job.id]
        #expect(rest == ["b", "c", nil])
        #expect(queue.load.refused == 1)
        #expect((queue.load.waiting, queue.load.running) == (0, 3))
    }

    @Test func `a job that workers fail on is given up after the limit`() throws {
        var queue = JobQueue(limits(deliveries: 3))
        try queue.accept(job("p"), keepsOutcome: true)
        var outcomes: [Outcome?] = []
        while queue.deliver() != nil { outcomes.append(queue.giveBack("p", because: "it fell")) }
        #expect(outcomes.map { $0 != nil } == [false, false, true])
        guard case .ended(.failed(let failure)) = queue.entries["p"]?.phase else {
            Issue.record("the job has not ended")
            return
        }
        #expect(failure.code == "set-aside")
        #expect(failure.message.contains("3 attempts"))
        #expect(
            queue.load
                == load {
                    $0.accepted = 1; $0.failed = 1; $0.redelivered = 2
                })
    }

    @Test func `a job ends once`() throws {
        var queue = JobQueue(limits())
        try queue.accept(job("a"), keepsOutcome: true)
        let early = queue.finish("a", with: .answered(answer(1)))
        _ = queue.deliver()
        let first = queue.finish("a", with: .answered(answer(1)))
        let second = queue.finish("a", with: .answered(answer(2)))
        #expect([early, first, second] == [false, true, false])
        #expect(queue.entries["a"]?.phase == .ended(.answered(answer(1))))
    }

    @Test func `held and withdrawn jobs are not delivered`() throws {
        var queue = JobQueue(limits())
        try queue.accept(job("held"), keepsOutcome: true, held: true)
        try queue.accept(job("gone"), keepsOutcome: true)
        queue.withdraw("gone")
        let none = queue.deliver()
        queue.release("held")
        let held = queue.deliver()
        queue.withdraw("held")
        #expect(none == nil)
        #expect(held?.job.id == "held")
        #expect(queue.entries["held"]?.phase == .running)
    }

    @Test func `old outcomes make room for new ones`() throws {
        var queue = JobQueue(limits(outcomes: 2, rows: 5))
        for (id, rows) in [("a", 1), ("b", 1), ("c", 1), ("d", 4)] {
            try queue.accept(job(id), keepsOutcome: true)
            _ = queue.deliver()
            _ = queue.finish(id, with: .answered(answer(rows)))
        }
        #expect(queue.entries.keys.sorted() == ["c", "d"])
        try queue.accept(job("e"), keepsOutcome: true)
        _ = queue.deliver()
        _ = queue.finish("e", with: .answered(answer(4)))
        #expect(queue.entries.keys.sorted() == ["e"])
    }

    @Test func `a closed queue accepts nothing and delivers what it has`() throws {
        var queue = JobQueue(limits())
        try queue.accept(job("a"), keepsOutcome: false)
        queue.close()
        #expect(refusal { try queue.accept(job("b"), keepsOutcome: false) } == .closed)
        let last = queue.deliver()
        #expect(last?.job.id == "a")
    }

    private func limits(capacity: Int = 8, deliveries: Int = 3, outcomes: Int = 8, rows: Int = 100) -> QueueLimits {
        var limits = QueueLimits()
        (limits.capacity, limits.deliveries, limits.outcomes, limits.outcomeRows) = (
            capacity, deliveries, outcomes, rows
        )
        return limits
    }

    private func load(_ change: (inout QueueLoad) -> Void) -> QueueLoad {
        var load = QueueLoad()
        load.capacity = 8
        change(&load)
        return load
    }
}

func job(_ id: String) -> Job {
    Job(.evaluate, id: id)
}

func answer(_ rows: Int) -> Answer {
    Answer(digest: "d", probabilities: [Float](repeating: 0.5, count: rows))
}

/// The refusal that an action meets, if it does.
func refusal(_ action: () throws -> Void) -> BrokerRefusal? {
    do {
        try action()
        return nil
    } catch {
        return error as? BrokerRefusal
    }
}
