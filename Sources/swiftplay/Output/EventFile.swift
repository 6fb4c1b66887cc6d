internal import Glibc
import Synchronization
import Values

/// A file that takes whole lines; when it cannot take more, the run goes on without it.
final class EventFile: Sendable {
    private let descriptor: Int32
    private let isBroken = Atomic<Bool>(false)

    init(_ path: String) throws(Diagnostic) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic("events", "cannot write events", detail: "\(path): \(String(cString: strerror(errno))).")
        }
    }

    deinit { close(descriptor) }

    func write(_ line: String) {
        guard !isBroken.load(ordering: .relaxed) else { return }
        let bytes = Array(line.utf8)
        let before = lseek(descriptor, 0, SEEK_CUR)
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count != bytes.count else { return }
        // No reader shall find half an event.
        if before >= 0 { ftruncate(descriptor, before) }
        isBroken.store(true, ordering: .relaxed)
    }
}
