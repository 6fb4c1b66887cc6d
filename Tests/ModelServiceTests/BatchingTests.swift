import Testing

@testable import ModelService

/// Jobs that wait are answered together, as far as that costs no more than answering one.
@Suite(.timeLimit(.minutes(1))) struct BatchingTests {
    private static let row: [Float] = [6, 148, 72, 35, 0, 33.6, 0.627, 50]

    private static func predict(_ rows: Int, first: Float = 6, by choice: ModelChoice = .usual) -> Work {
        let values = (0..<rows).flatMap { [first + Float($0)] + row.dropFirst() }
        return .predict(Rows(width: 8, values: values), by: choice)
    }

    @Test(
        "those next in line join, in order, as long as there is room",
        arguments: [
            ([predict(1), predict(1), predict(1)], [3]), ([predict(1), predict(7), predict(1)], [2, 1]),
            ([predict(1), predict(8), predict(1)], [1, 1, 1]), ([predict(20), predict(1)], [1, 1]),
            ([predict(4), predict(2), predict(3), predict(2)], [2, 2]),
            ([predict(1), .evaluate, predict(1)], [1, 1, 1]),
            ([predict(1), predict(1, by: ModelChoice(name: "other"))], [1, 1]),
            ([predict(1, by: ModelChoice(version: "a")), predict(1, by: ModelChoice(version: "a"))], [2]),
            ([predict(1, by: ModelChoice(version: "a")), predict(1)], [1, 1]),
            ([.predict(Rows(width: 1, values: [1])), predict(1)], [1, 1]),
            (Array(repeating: predict(1), count: 20), [8, 8, 4]),
        ] as [([Work], [Int])])
    func together(works: [Work], batches: [Int]) async throws {
        let broker = MemoryBroker()
        let seen = Seen()
        let workers = Workers(width: 1, broker: broker, logger: silent) { works in
            await seen.add(works)
            return works.map { _ in .answered(answer(1)) }
        }
        for work in works { try broker.submit(Job(work)) }
        broker.close()
        await workers.run()
        #expect(await seen.batches.map(\.count) == batches)
        #expect(await seen.batches.flatMap(\.self) == works)
        #expect(broker.load.answered == works.count)
    }

    @Test func `each gets its own answer, the same as alone`() throws {
        let client = try RouterClient()
        let work = ModelWork(client.parts.store, client.parts.metrics)
        let works = [Self.predict(1), Self.predict(3, first: 1), Self.predict(1, first: 9), Self.predict(2)]
        #expect(work(works) == works.flatMap { work([$0]) })
        #expect(Set(work(works).map { "\($0)" }).count == 4)
    }

    @Test func `one whose arithmetic overflows fails alone`() throws {
        let client = try RouterClient()
        let work = ModelWork(client.parts.store, client.parts.metrics)
        let outcomes = work([Self.predict(1), .predict(Rows(width: 8, values: Array(repeating: 3e38, count: 8)))])
        #expect(outcomes[0] == work([Self.predict(1)])[0])
        guard case .failed(let failure) = outcomes[1] else { return #expect(Bool(false), "\(outcomes)") }
        #expect(failure.code == "overflow")
    }

    @Test func `where answering together fails, each is tried alone, and only the bad one is given up`() async throws {
        let broker = MemoryBroker()
        let workers = Workers(width: 1, broker: broker, logger: silent) { works in
            if works.contains(Self.predict(1, first: 99)) { throw JobFailure(code: "crash", message: "poison") }
            return works.map { _ in .answered(answer(1)) }
        }
        let ids = try [6, 99, 7].map { try broker.submit(Job(Self.predict(1, first: $0))) }
        broker.close()
        await workers.run()
        #expect(broker.load.answered == 2 && broker.load.failed == 1)
        guard case .ended(.failed) = broker.status(of: ids[1]) else { return #expect(Bool(false)) }
    }

    private actor Seen {
        var batches: [[Work]] = []

        func add(_ works: [Work]) { batches.append(works) }
    }
}
