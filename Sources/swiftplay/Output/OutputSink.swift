internal import Glibc
import Synchronization

/// A descriptor that takes whole texts. After one that it could not take, nothing more goes there, so that what was
/// written ends with a whole line wherever the system can take back the rest.
final class OutputSink: Sendable {
    private let descriptor: Int32
    private let isOpen = Atomic<Bool>(true)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// - Returns: Why the text could not be written, the first time that happens.
    func write(_ bytes: [UInt8]) -> String? {
        guard isOpen.load(ordering: .relaxed) else { return nil }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else if !mayGoOn { return fail(behind: bytes[..<sent]) }
        }
        return nil
    }

    /// Whether the last failure was only one of the moment.
    private var mayGoOn: Bool {
        if errno == EINTR { return true }
        guard errno == EAGAIN else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&waiting, 1, -1) > 0 || errno == EINTR
    }

    private func fail(behind sent: ArraySlice<UInt8>) -> String? {
        let reason = String(cString: strerror(errno))
        takeBackHalfLine(sent)
        return isOpen.exchange(false, ordering: .relaxed) ? reason : nil
    }

    private func takeBackHalfLine(_ sent: ArraySlice<UInt8>) {
        let half = sent.count - (sent.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
        var file = stat()
        guard half > 0, fstat(descriptor, &file) == 0, file.st_mode & S_IFMT == S_IFREG else { return }
        let end = lseek(descriptor, 0, SEEK_CUR)
        if end >= half { ftruncate(descriptor, end - off_t(half)) }
    }
}
