internal import CLibssh2
import Glibc
import Synchronization

/// Work that blocks, on a thread of its own: the pool that runs tasks has only as many threads as cores.
package enum OwnThread {
    /// Name resolution, decryption of a key, talk with an agent.
    package static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: work()) }
        }
    }

    /// The same, waited for until the deadline and no longer than the task lives; the work then goes on for nobody.
    ///
    /// - Returns: `nil` if it was not done in time.
    static func run<Result: Sendable>(
        until deadline: ContinuousClock.Instant, _ work: @escaping @Sendable () -> Result
    ) async -> Result? {
        let outcome = ThreadOutcome<Result>()
        start { outcome.set(work()) }
        _ = await Reactor.shared.wait(outcome.bell, .read, until: deadline)
        Reactor.shared.forget(outcome.bell)
        return outcome.value
    }

    static func start(_ work: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(ThreadWork(work))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        // From the start: glibc's pthread_detach may read a thread that ends meanwhile (its bug 19951).
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        guard pthread_create(&thread, &attributes, threadMain, box.toOpaque()) == 0 else {
            box.release()
            // No thread to be had: better slow than not at all.
            return work()
        }
    }
}

/// What a thread comes to, and a descriptor that tells when it has.
private final class ThreadOutcome<Result: Sendable>: Sendable {
    let bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    private let result = Mutex<Result?>(nil)

    var value: Result? { result.withLock { $0 } }

    func set(_ value: Result) {
        result.withLock { $0 = value }
        eventfd_write(bell, 1)
    }

    deinit { close(bell) }
}

private final class ThreadWork: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}

/// At file scope: a closure would be taken to belong to an actor, and trap on a foreign thread.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    Unmanaged<ThreadWork>.fromOpaque(argument).takeRetainedValue().work()
    return nil
}
