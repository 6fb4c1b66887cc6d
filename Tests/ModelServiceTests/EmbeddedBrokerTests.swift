import Testing

@testable import ModelService

@Suite(.timeLimit(.minutes(1))) struct EmbeddedBrokerTests {
    @Test func `a thousand accepted jobs survive, each to be answered once`() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let first = try await broker(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<1000 { group.addTask { try await first.submit(job("\(index)")) } }
            try await group.waitForAll()
        }
        // The first broker still holds the directory, as a killed process would not: its files are taken elsewhere.
        let second = try await broker(try copy(of: path))
        #expect(second.load.waiting == 1000)
        second.close()
        let works = Gauge()
        await Workers(width: 4, broker: second, logger: silent) { _ in
            await works.enter()
            return [.answered(answer(1))]
        }.run()
        #expect(await works.total == 1000)
        await second.closeFiles()
        let third = try await broker("\(path)/copy")
        #expect(third.load.waiting == 0)
        for index in 0..<1000 { #expect(third.status(of: "\(index)") == .ended(.answered(answer(1)))) }
        await third.closeFiles()
        await first.closeFiles()
    }

    @Test func `a write torn anywhere costs no job that was accepted before it`() async throws {
        let directory = TemporaryDirectory()
        let path = directory.path
        let whole = try await broker(path)
        var ends: [Int] = []
        for id in ["a", "b", "c"] {
            try await whole.submit(job(id))
            ends.append(try read("\(path)/jobs.sqlite-wal").count)
        }
        let target = try copy(of: path)
        let log = try read("\(target)/jobs.sqlite-wal")
        let database = try read("\(target)/jobs.sqlite")
        await whole.closeFiles()
        for length in stride(from: 0, through: log.count, by: 509) + [log.count] {
            try writeFileAtomically(database, to: "\(target)/jobs.sqlite")
            try writeFileAtomically(Array(log[..<length]), to: "\(target)/jobs.sqlite-wal")
            let torn = try await broker(target)
            let found = ["a", "b", "c"].filter { torn.status(of: $0) == .waiting }
            // Frames of later transactions may lie within the log of earlier ones, never the other way round.
            let promised = ends.count { length >= $0 }
            #expect(found == Array(["a", "b", "c"].prefix(found.count)) && found.count >= promised, "\(length)")
            await torn.closeFiles()
        }
    }

    @Test func `a flipped bit costs the job it is in, and no other`() async throws {
        let directory = TemporaryDirectory()
        let first = try await broker(directory.path)
        for id in ["a", "b", "c"] { try await first.submit(job(id)) }
        await first.closeFiles()
        let database = try SQLite("\(directory.path)/jobs.sqlite")
        var bytes: [UInt8] = []
        try database.run("SELECT body FROM job WHERE id = 'b'") { bytes = $0.bytes(0) ?? [] }
        for place in bytes.indices {
            var flipped = bytes
            flipped[place] ^= 1 << UInt8(place % 8)
            try database.run("UPDATE job SET body = ?1 WHERE id = 'b'", [.bytes(flipped)])
            let (jobs, stored) = try await JobDatabase.opened(in: directory.path)
            #expect(stored.entries.map(\.job.id) == ["a", "c"] && stored.damaged == ["b"], "byte \(place)")
            await jobs.closeFiles()
        }
    }

    @Test(arguments: ["another program's", "a later version's", "damaged", "no database"])
    func `a file that is not a sound database of jobs is refused and left alone`(kind: String) async throws {
        let directory = TemporaryDirectory()
        let path = "\(directory.path)/jobs.sqlite"
        let first = try await broker(directory.path)
        for index in 0..<100 { try await first.submit(job("\(index)")) }
        await first.closeFiles()
        switch kind {
        case "another program's": try SQLite(path).run("PRAGMA application_id = 7")
        case "a later version's": try SQLite(path).run("PRAGMA user_version = 2")
        case "damaged":
            var bytes = try read(path)
            for place in 4096..<8192 { bytes[place] = 0xA5 }
            try writeFileAtomically(bytes, to: path)
        default: try write(String(repeating: "no database ", count: 1000), to: path)
        }
        let before = try read(path)
        let problem = await #expect(throws: FileProblem.self) { try await broker(directory.path) }
        #expect(problem?.summary == "jobs cannot be stored" && problem?.path == path && problem?.hint != nil)
        #expect(try read(path) == before)
    }

    @Test func `a job delivered too often before restarts is given up`() async throws {
        let directory = TemporaryDirectory()
        let (database, _) = try await JobDatabase.opened(in: directory.path)
        try await database.write(.accepted(job("killer")))
        for _ in 0..<3 { try await database.write(.delivered("killer")) }
        try await database.write(.accepted(job("good")))
        await database.closeFiles()
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

    @Test func `a delivery is recorded before the work begins, and an outcome before it is told`() async throws {
        let directory = TemporaryDirectory()
        let broker = try await broker(directory.path)
        try await broker.submit(job("a"))
        #expect(await broker.next()?.id == "a")
        #expect(try deliveries(directory.path) == ["a": 1])
        await broker.finish("a", with: .answered(answer(1)))
        #expect(broker.status(of: "a") == .ended(.answered(answer(1))))
        var hasOutcome = false
        try SQLite("\(directory.path)/jobs.sqlite").run("SELECT outcome FROM job") { hasOutcome = $0.bytes(0) != nil }
        #expect(hasOutcome)
        await broker.closeFiles()
    }

    @Test func `outcomes dropped to make room leave the database, too`() async throws {
        let directory = TemporaryDirectory()
        var limits = QueueLimits()
        limits.outcomes = 2
        let broker = try await EmbeddedBroker(directory: directory.path, limits: limits, logger: silent)
        for index in 0..<5 {
            try await broker.submit(job("\(index)"))
            _ = await broker.next()
            await broker.finish("\(index)", with: .answered(answer(1)))
        }
        await broker.closeFiles()
        #expect(try deliveries(directory.path).keys.sorted() == ["3", "4"])
    }

    @Test func `a change that cannot be written does not fail those it was to be written with`() async throws {
        let directory = TemporaryDirectory()
        let (database, _) = try await JobDatabase.opened(in: directory.path)
        try await database.write(.accepted(job("0")))
        let written = await withTaskGroup(of: (Int, Bool).self) { group in
            for index in 0..<20 {
                group.addTask { (index, (try? await database.write(.accepted(job("\(index)")))) != nil) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(written.filter { !$0.value }.map(\.key) == [0])
        await database.closeFiles()
        #expect(try deliveries(directory.path).count == 20)
    }

    @Test func `a key gives one job, also after a restart, and is for one request`() async throws {
        let directory = TemporaryDirectory()
        func keyed(_ id: String, _ digest: String = "d") -> Job {
            Job(.evaluate, id: id, key: RequestKey(text: "k", digest: digest))
        }
        let first = try await broker(directory.path)
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for index in 0..<20 { group.addTask { try await first.submit(keyed("\(index)")) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        let id = try #require(ids.first)
        #expect(ids.count == 1 && first.load.waiting == 1)
        await first.closeFiles()
        let second = try await broker(directory.path)
        #expect(try await second.submit(keyed("x")) == id)
        await #expect(throws: BrokerRefusal.otherRequest) { try await second.submit(keyed("y", "other")) }
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

    @Test func `jobs whose caller waits are not stored`() async throws {
        let directory = TemporaryDirectory()
        let broker = try await broker(directory.path)
        let asking = Task { try await broker.answer(to: job("a")) }
        #expect(await broker.next()?.id == "a")
        await broker.finish("a", with: .answered(answer(1)))
        #expect(try await asking.value == .answered(answer(1)))
        #expect(try deliveries(directory.path).isEmpty)
        await broker.closeFiles()
    }

    private func broker(_ directory: String) async throws -> EmbeddedBroker {
        var limits = QueueLimits()
        limits.capacity = 1000
        return try await EmbeddedBroker(directory: directory, limits: limits, logger: silent)
    }

    /// Copies a database as a crash at this moment would leave it.
    private func copy(of directory: String) throws -> String {
        let target = "\(directory)/copy"
        try makeDirectory(target)
        for name in ["jobs.sqlite", "jobs.sqlite-wal"] {
            try writeFileAtomically(read("\(directory)/\(name)"), to: "\(target)/\(name)")
        }
        return target
    }

    private func deliveries(_ directory: String) throws -> [String: Int] {
        var deliveries: [String: Int] = [:]
        try SQLite("\(directory)/jobs.sqlite").run("SELECT id, deliveries FROM job") { row in
            deliveries[row.text(0)] = row.integer(1)
        }
        return deliveries
    }
}
