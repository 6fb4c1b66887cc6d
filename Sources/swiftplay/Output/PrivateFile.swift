internal import Glibc
import Values

/// Writes a file of the controller that only its owner may read, in one rename.
enum PrivateFile {
    static func write(_ text: String, to path: String) throws(Diagnostic) {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else {
                let failure = failure(path)
                unlink(temporary)
                throw failure
            }
            sent += Swift.max(0, count)
        }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = failure(path)
            unlink(temporary)
            throw failure
        }
    }

    private static func failure(_ path: String) -> Diagnostic {
        Diagnostic("file", "cannot write a file", detail: "\(path): \(String(cString: strerror(errno))).")
    }
}
