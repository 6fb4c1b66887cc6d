import Logging
import Testing

@testable import ModelService

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite(.timeLimit(.minutes(1))) struct BrokerTests {
    @Test func `each caller gets the answer to its own job`() async throws {
        let broker = MemoryBroker()
        let workers = Workers(width: 3, broker: broker, logger: silent) { works in
            works.map { work in
                guard case .predict(let rows, _) = work else { return .failed(JobFailure(code: "x", message: "x")) }
                return .answered(Answer(digest: "d", probabilities: rows.values))
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await workers.run() }
            for value in 0..<200 {
                group.addTask {
                    var rows = Rows(width: 1)
                    _ = rows.append([Float(value)])
                    let outcome = try await broker.answer(to: Job(.predict(rows)))
                    #expect(outcome == .answered(Answer(digest: "d", probabilities: [Float(value)])))
                }
            }
            for _ in 0..<200 { try await group.next() }
            broker.close()
            try await group.waitForAll()
        }
        #expect(broker.load.answered == 200)
    }

    @Test func `no more jobs run at once than the configured width`() async throws {
        let broker = MemoryBroker()
        let gauge = Gauge()
        let workers = Workers(width: 2, broker: broker, logger: silent) { _ in
            await gauge.enter()
            try? await Task.sleep(for: .milliseconds(2))
            await gauge.leave()
            return [.answered(answer(1))]
        }
        for index in 0..<20 { try broker.submit(job("\(index)")) }
        broker.close()
        await workers.run()
        #expect(await gauge.most == 2)
        #expect(broker.load.answered == 20)
    }

    @Test func `a job that every worker fails on ends in an error and does not affect others`() async throws {
        var limits = QueueLimits()
        limits.deliveries = 4
        let broker = MemoryBroker(limits)
        let tries = Gauge()
        let workers = Workers(width: 2, broker: broker, logger: silent) { works in
            guard works.contains(.evaluate) else { return works.map { _ in .answered(answer(1)) } }
            await tries.enter()
            throw JobFailure(code: "crash", message: "poison")
        }
        try broker.submit(job("poison"))
        try broker.submit(Job(.predict(Rows(width: 1)), id: "good"))
        broker.close()
        await workers.run()
        #expect(await tries.total == 4)
        #expect(broker.status(of: "good") == .ended(.answered(answer(1))))
        guard case .ended(.failed(let failure)) = broker.status(of: "poison") else {
            Issue.record("the poison job has not ended")
            return
        }
        #expect(failure.code == "set-aside")
    }

    @Test func `a caller who gives up leaves no job behind`() async throws {
        let broker = MemoryBroker()
        let asking = Task { try await broker.answer(to: job("a")) }
        while broker.load.waiting == 0 { await Task.yield() }
        asking.cancel()
        #expect(try await asking.value == nil)
        #expect(broker.load.waiting == 0)
        #expect(broker.status(of: "a") == nil)
    }

    @Test func `waiting workers stop when the broker closes or they are cancelled`() async {
        let broker = MemoryBroker()
        let cancelled = Task { await broker.next() }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        let waiting = Task { await broker.next() }
        broker.close()
        #expect(await waiting.value == nil)
    }

    @Test func `a full queue refuses at once`() async throws {
        var limits = QueueLimits()
        limits.capacity = 1
        let broker = MemoryBroker(limits)
        try broker.submit(job("a"))
        #expect(refusal { try broker.submit(job("b")) } == .full)
        await #expect(throws: BrokerRefusal.full) { try await broker.answer(to: job("c")) }
    }
}

/// Counts who is inside at once, and who ever was.
actor Gauge {
    private var inside = 0
    private(set) var most = 0
    private(set) var total = 0

    func enter() {
        inside += 1
        total += 1
        most = max(most, inside)
    }

    func leave() {
        inside -= 1
    }
}
