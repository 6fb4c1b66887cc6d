import Testing

@testable import ModelService

@Suite(.timeLimit(.minutes(1))) struct JournalTests {
    @Test func `a thousand accepted jobs survive, each to be answered once`() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let first = try await broker(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<1000 { group.addTask { try await first.submit(job("\(index)")) } }
            try await group.waitForAll()
        }
        // The first broker still holds the directory, as a killed process would not: its journal is taken elsewhere.
        let second = try await broker(try moved(path))
        #expect(second.load.waiting == 1000)
        second.close()
        let works = Gauge()
        await Workers(width: 4, broker: second, logger: silent) { _ in
            await works.enter()
            return .answered(answer(1))
        }.run()
        #expect(await works.total == 1000)
        await second.closeFiles()
        let third = try await broker("\(path)/moved")
        #expect(third.load.waiting == 0)
        for index in 0..<1000 { #expect(third.status(of: "\(index)") == .ended(.answered(answer(1)))) }
        await third.closeFiles()
        await first.closeFiles()
    }

    @Test func `a tail torn at any byte costs no whole record`() throws {
        let lines = try records(["a", "b", "c"])
        let whole = lines.flatMap(\.self)
        for length in 0...whole.count {
            let replay = JournalReplay(Array(whole[..<length]))
            // The newline is no part of a record: without it, the record is whole all the same.
            let expected = (1...3).count { length >= lines[..<$0].joined().count - 1 }
            #expect(replay.entries.count == expected)
        }
    }

    @Test func `a flipped bit costs the record it is in, and no other`() throws {
        let lines = try records(["a", "b", "c"])
        for place in lines[1].indices.dropLast() {
            var bytes = lines.flatMap(\.self)
            bytes[lines[0].count + place] ^= 1 << UInt8(place % 8)
            let ids = JournalReplay(bytes).entries.map(\.job.id)
            #expect(ids == ["a", "c"], "byte \(place)")
        }
    }

    @Test func `a job delivered too often before restarts is given up`() async throws {
        let directory = TemporaryDirectory()
        var bytes = try JournalRecord.accepted(job("killer")).line()
        for _ in 0..<3 { bytes += try JournalRecord.delivered("killer").line() }
        bytes += try JournalRecord.accepted(job("good")).line()
        try writeFileAtomically(bytes, to: "\(directory.path)/jobs.journal")
        let broker = try await broker(directory.path)
        #expect(broker.load.waiting == 1)
        guard case .ended(.failed(let failure)) = broker.status(of: "killer") else {
            Issue.record("the job has not ended")
            return
        }
        #expect(failure.code == "set-aside")
        #expect(await broker.next()?.id == "good")
        await broker.closeFiles()
    }

    @Test func `a delivery is recorded before the work begins`() async throws {
        let directory = TemporaryDirectory()
        let broker = try await broker(directory.path)
        try await broker.submit(job("a"))
        #expect(await broker.next()?.id == "a")
        let replay = JournalReplay(try read("\(directory.path)/jobs.journal"))
        #expect(replay.entries.map(\.deliveries) == [1])
        await broker.closeFiles()
    }

    @Test func `a journal that has grown is rewritten with only live jobs`() async throws {
        let directory = TemporaryDirectory()
        let (journal, _) = try Journal.opened(in: directory.path)
        for _ in 0..<50 { try await journal.append(.accepted(job("dead"))) }
        try await journal.compact { [.accepted(job("alive"))] }
        try await journal.append(.delivered("alive"))
        try await journal.sync()
        await journal.closeFiles()
        let replay = JournalReplay(try read("\(directory.path)/jobs.journal"))
        #expect(replay.entries.map(\.job.id) == ["alive"])
        #expect(replay.entries.map(\.deliveries) == [1])
        #expect(replay.damaged == 0)
    }

    @Test func `damaged text before new records does not damage them`() async throws {
        let directory = TemporaryDirectory()
        try write("0badc0de {\"accepted\":", to: "\(directory.path)/jobs.journal")
        let first = try await broker(directory.path)
        try await first.submit(job("a"))
        await first.closeFiles()
        let second = try await broker(directory.path)
        #expect(second.status(of: "a") == .waiting)
        await second.closeFiles()
    }

    @Test func `a directory can be used by only one broker at a time`() async throws {
        let directory = TemporaryDirectory()
        let first = try await broker(directory.path)
        let problem = await #expect(throws: FileProblem.self) { try await broker(directory.path) }
        #expect(problem?.summary == "journal is in use")
        await first.closeFiles()
        try await broker(directory.path).closeFiles()
    }

    @Test func `jobs whose caller waits are not journalled`() async throws {
        let directory = TemporaryDirectory()
        let broker = try await broker(directory.path)
        let asking = Task { try await broker.answer(to: job("a")) }
        #expect(await broker.next()?.id == "a")
        await broker.finish("a", with: .answered(answer(1)))
        #expect(try await asking.value == .answered(answer(1)))
        #expect(try read("\(directory.path)/jobs.journal").isEmpty)
        await broker.closeFiles()
    }

    private func broker(_ directory: String) async throws -> JournalBroker {
        var limits = QueueLimits()
        limits.capacity = 1000
        return try await JournalBroker(directory: directory, limits: limits, logger: silent)
    }

    private func moved(_ directory: String) throws -> String {
        let target = "\(directory)/moved"
        try makeDirectory(target)
        try writeFileAtomically(read("\(directory)/jobs.journal"), to: "\(target)/jobs.journal")
        return target
    }

    private func records(_ ids: [String]) throws -> [[UInt8]] {
        try ids.map { try JournalRecord.accepted(job($0)).line() }
    }
}
