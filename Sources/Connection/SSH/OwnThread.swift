import Glibc

/// Work that blocks, on a thread of its own: the pool that runs tasks has only as many threads as cores.
enum OwnThread {
    /// Name resolution, decryption of a key, talk with an agent.
    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: work()) }
        }
    }

    static func start(_ work: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(ThreadWork(work))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, threadMain, box.toOpaque()) == 0 else {
            box.release()
            // No thread to be had: better slow than not at all.
            return work()
        }
        pthread_detach(thread)
    }
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
