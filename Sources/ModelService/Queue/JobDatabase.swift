import FoundationEssentials
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Jobs and their outcomes in an SQLite database, in a directory that one process has locked.
///
/// Changes that are asked for while others are being written share their transaction, and so one fsync(2). They are written on
/// a thread of their own, because that may take long.
actor JobDatabase {
    /// Something that happened to a job.
    enum Change {
        case accepted(Job)
        /// Nothing new: fails unless the job is there.
        case known(String)
        case delivered(String)
        case ended(String, Outcome)
        /// Outcomes that nobody can ask for any more.
        case dropped([String])

        /// Whether it must be on the disk before it is answered. What is not may be lost with the machine's power, not with
        /// the process; the job would be done once more, with the same answer.
        fileprivate var isPromised: Bool {
            switch self {
            case .accepted, .known: true
            case .delivered, .ended, .dropped: false
            }
        }
    }

    private struct Waiting {
        let change: Change
        let writer: CheckedContinuation<SQLite.Problem?, Never>
    }

    static let name = "jobs.sqlite"

    nonisolated let path: String
    private let lock: Int32
    private let threads: MultiThreadedEventLoopGroup
    private let executor: any SerialExecutor
    private var database: SQLite?
    private var waiting: [Waiting] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the database of a directory, or makes both.
    ///
    /// - Returns: The database, the jobs in it in the order of their acceptance, and how many were damaged.
    /// - Throws: Also if another process has it.
    static func opened(in directory: String) async throws(FileProblem) -> (JobDatabase, StoredJobs) {
        try makeDirectory(directory, mode: 0o750)
        let lock = try openPrivately("\(directory)/lock")
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .inUse(directory)
        }
        let database = JobDatabase("\(directory)/\(name)", lock: lock)
        do throws(FileProblem) {
            return (database, try await database.open())
        } catch {
            await database.closeFiles()
            throw error
        }
    }

    private init(_ path: String, lock: Int32) {
        (self.path, self.lock) = (path, lock)
        threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = threads.next().executor
    }

    /// Writes a change; once this returns, it has happened as safely as its kind promises.
    func write(_ change: Change) async throws(FileProblem) {
        let problem = await withCheckedContinuation { writer in
            waiting.append(Waiting(change: change, writer: writer))
            // Comes after all the writers that are in this actor's queue already.
            if waiting.count == 1 { Task { flush() } }
        }
        if let problem { throw .unstorable(path, problem) }
    }

    /// Gives up the file and the lock; nothing may be written after.
    nonisolated func closeFiles() async {
        await closeDatabase()
        close(lock)
        try? await threads.shutdownGracefully()
    }

    private func closeDatabase() {
        database = nil
    }
}

extension JobDatabase {
    private func flush() {
        let batch = waiting
        waiting = []
        do throws(SQLite.Problem) {
            try commit(batch.map(\.change))
            for waiting in batch { waiting.writer.resume(returning: nil) }
        } catch {
            // What one of them ran into – it may be the only one that is too large – is not the others' fault.
            for waiting in batch {
                waiting.writer.resume(returning: batch.count == 1 ? error : attempt(waiting.change))
            }
        }
    }

    private func attempt(_ change: Change) -> SQLite.Problem? {
        do throws(SQLite.Problem) {
            try commit([change])
            return nil
        } catch {
            return error
        }
    }

    private func commit(_ changes: [Change]) throws(SQLite.Problem) {
        guard let database else { throw SQLite.Problem(code: 0, message: "the database is closed") }
        let mustReachDisk = changes.contains { $0.isPromised }
        try database.run("PRAGMA synchronous = \(mustReachDisk ? "FULL" : "NORMAL")")
        try database.run("BEGIN IMMEDIATE")
        do throws(SQLite.Problem) {
            for change in changes { try apply(change, database) }
            try database.run("COMMIT")
        } catch {
            // SQLite itself has rolled back after some problems, such as a full disk.
            try? database.run("ROLLBACK")
            throw error
        }
    }

    private func apply(_ change: Change, _ database: SQLite) throws(SQLite.Problem) {
        switch change {
        case .accepted(let job):
            let bytes = encoded(job)
            try database.run(
                "INSERT INTO job (id, body, checksum) VALUES (?1, ?2, ?3)",
                [.text(job.id), .bytes(bytes), .integer(Int(crc32(bytes)))])
        case .known(let id):
            var isKnown = false
            try database.run("SELECT 1 FROM job WHERE id = ?1", [.text(id)]) { _ in isKnown = true }
            guard isKnown else { throw SQLite.Problem(code: 0, message: "the job was not stored") }
        case .delivered(let id):
            try database.run("UPDATE job SET deliveries = deliveries + 1 WHERE id = ?1", [.text(id)])
        case .ended(let id, let outcome):
            let bytes = encoded(outcome)
            try database.run(
                "UPDATE job SET outcome = ?2, outcome_checksum = ?3 WHERE id = ?1",
                [.text(id), .bytes(bytes), .integer(Int(crc32(bytes)))])
        case .dropped(let ids):
            for id in ids { try database.run("DELETE FROM job WHERE id = ?1", [.text(id)]) }
        }
    }
}

/// The jobs that a database had when it was opened.
struct StoredJobs {
    var entries: [JobQueue.Entry] = []
    /// Ids of jobs that could not be read.
    var damaged: [String] = []
}

extension JobDatabase {
    /// "jobs" in ASCII, by which file(1) and we know the database as ours.
    private static let applicationID = 0x6A6F_6273
    private static let schemaVersion = 1

    private static let schema = """
        CREATE TABLE job (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL,
            deliveries INTEGER NOT NULL DEFAULT 0,
            outcome BLOB,
            outcome_checksum INTEGER
        ) STRICT
        """

    private func open() throws(FileProblem) -> StoredJobs {
        // Made beforehand, because SQLite would let everybody read it; an empty file is an empty database.
        close(try openPrivately(path))
        do throws(SQLite.Problem) {
            let database = try SQLite(path)
            self.database = database
            try database.run("PRAGMA journal_mode = WAL")
            try check(database)
            return try stored(database)
        } catch {
            throw .unstorable(path, error)
        }
    }

    private func check(_ database: SQLite) throws(SQLite.Problem) {
        var (id, version, health) = (0, 0, "")
        try database.run("PRAGMA application_id") { id = $0.integer(0) }
        try database.run("PRAGMA user_version") { version = $0.integer(0) }
        if (id, version) == (0, 0) {
            // One transaction: no crash may leave a database that has its table and not its version.
            try database.run("BEGIN")
            try database.run(Self.schema)
            try database.run("PRAGMA application_id = \(Self.applicationID)")
            try database.run("PRAGMA user_version = \(Self.schemaVersion)")
            try database.run("COMMIT")
        } else if (id, version) != (Self.applicationID, Self.schemaVersion) {
            throw SQLite.Problem(code: 0, message: "it is another program's, or a later version's, database")
        }
        try database.run("PRAGMA quick_check(1)") { health = $0.text(0) }
        guard health == "ok" else { throw SQLite.Problem(code: 0, message: "it is damaged: \(health)") }
    }

    private func stored(_ database: SQLite) throws(SQLite.Problem) -> StoredJobs {
        var jobs = StoredJobs()
        let sql = "SELECT id, body, checksum, deliveries, outcome, outcome_checksum FROM job ORDER BY number"
        try database.run(sql) { row in
            guard let job = Self.decoded(Job.self, row.bytes(1), row.integer(2)) else {
                return jobs.damaged.append(row.text(0))
            }
            var entry = JobQueue.Entry(job: job, keepsOutcome: true, phase: .waiting, deliveries: row.integer(3))
            // Without a readable outcome it is done again.
            if let outcome = Self.decoded(Outcome.self, row.bytes(4), row.integer(5)) { entry.phase = .ended(outcome) }
            jobs.entries.append(entry)
        }
        return jobs
    }

    /// SQLite does not notice flipped bits within a value, and those of a number would be another patient's.
    private static func decoded<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]?, _ checksum: Int) -> Value? {
        guard let bytes, Int(crc32(bytes)) == checksum else { return nil }
        return try? JSONDecoder().decode(type, from: Data(bytes))
    }
}

/// Jobs and outcomes have finite numbers only, as the checks before and after the model see to; so they can be written.
private func encoded(_ value: some Encodable) -> [UInt8] {
    (try? [UInt8](JSONEncoder().encode(value))) ?? []
}

private func openPrivately(_ path: String) throws(FileProblem) -> Int32 {
    try checkReplaceable(path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    return descriptor
}

extension FileProblem {
    fileprivate static func inUse(_ directory: String) -> FileProblem {
        FileProblem(
            "journal is in use", "Another process has locked it.", path: directory,
            hint: "give each service its own --journal directory")
    }

    fileprivate static func unstorable(_ path: String, _ problem: SQLite.Problem) -> FileProblem {
        FileProblem(
            "jobs cannot be stored", "SQLite reports: \(problem.message).", path: path,
            hint: "if the file is damaged, move it away, or repair it by the command .recover of sqlite3(1)")
    }
}
