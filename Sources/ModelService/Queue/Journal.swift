import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// An append-only file of records, in a directory that one process has locked.
///
/// Records are written in the order of the calls. A record is durable once ``sync()`` returns; many callers share one
/// fdatasync(2), which runs on a thread of its own because it may take long.
actor Journal {
    private let path: String
    private let lock: Int32
    private var descriptor: Int32
    /// Bytes of whole records in the file.
    private var size = 0
    private var sizeAfterCompaction = 0
    private var writes = 0
    private var synced = 0
    private var syncing: Task<Bool, Never>?

    /// A journal this much larger than its live part is rewritten.
    static let slack = 8 << 20

    /// Opens the journal of a directory, or makes both.
    ///
    /// The last line may be torn; ``compact(to:)`` must come before the first ``append(_:)``.
    /// - Returns: The journal, and what its records amount to.
    /// - Throws: Also if another process has it.
    static func opened(in directory: String) throws(FileProblem) -> (Journal, JournalReplay) {
        try makeDirectory(directory, mode: 0o750)
        let lock = try openForAppending("\(directory)/lock")
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw .inUse(directory)
        }
        let path = "\(directory)/jobs.journal"
        let journal = Journal(path, lock: lock, try openForAppending(path))
        return (journal, JournalReplay(try readFile(path, limit: 4 << 30)))
    }

    private init(_ path: String, lock: Int32, _ descriptor: Int32) {
        (self.path, self.lock, self.descriptor) = (path, lock, descriptor)
    }

    /// Whether so much is outdated that a rewrite pays.
    var wantsCompaction: Bool { size > sizeAfterCompaction * 2 + Self.slack }

    /// Writes a record; a record that did not fit is taken back, so that it cannot damage the next.
    func append(_ record: JournalRecord) throws(FileProblem) {
        let line = try record.line()
        do {
            try writeAll(line, to: descriptor, path: path)
        } catch {
            ftruncate(descriptor, off_t(size))
            throw error
        }
        size += line.count
        writes += 1
    }

    /// Waits until all that was appended before this call is on the disk.
    func sync() async throws(FileProblem) {
        let wanted = writes
        // Again if the sync under way began before this caller's record was written.
        while synced < wanted {
            let current = syncing ?? startSync()
            syncing = current
            guard await current.value else { throw .unwritable(path, EIO) }
        }
    }

    private func startSync() -> Task<Bool, Never> {
        let (descriptor, covered) = (descriptor, writes)
        return Task {
            let done = (try? await NIOThreadPool.singleton.runIfActive { fdatasync(descriptor) == 0 }) ?? false
            if done { synced = max(synced, covered) }
            syncing = nil
            return done
        }
    }

    /// Rewrites the file with these records alone.
    ///
    /// The records are asked for here, so that none can be appended between the asking and the rewriting.
    func compact(to records: @Sendable () -> [JournalRecord]) async throws(FileProblem) {
        while let current = syncing { _ = await current.value }
        var bytes: [UInt8] = []
        for record in records() { bytes += try record.line() }
        try writeFileAtomically(bytes, to: path, mode: 0o640)
        let fresh = try openForAppending(path)
        close(descriptor)
        descriptor = fresh
        (size, sizeAfterCompaction) = (bytes.count, bytes.count)
        synced = writes
    }

    /// Gives up the file and the lock; nothing may be appended after.
    func closeFiles() async {
        while let current = syncing { _ = await current.value }
        fdatasync(descriptor)
        close(descriptor)
        close(lock)
    }
}

private func openForAppending(_ path: String) throws(FileProblem) -> Int32 {
    try checkReplaceable(path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    return descriptor
}

extension FileProblem {
    fileprivate static func inUse(_ directory: String) -> FileProblem {
        FileProblem(
            "journal is in use", "Another process has locked it.", path: directory,
            hint: "give each service its own --journal directory")
    }
}
