import FoundationEssentials
internal import Glibc
import Values

/// Writes a file of the controller that only its owner may read, in one rename.
enum PrivateFile {
    /// - Parameter keepsMode: Whether a file that is there keeps its mode. Its owner stays in any case, as far as the
    ///   system allows.
    static func write(_ bytes: [UInt8], to path: String, keepsMode: Bool = false) throws(Diagnostic) {
        // A link stays one: what it leads to is replaced.
        let path = resolved(path)
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var former = stat()
        if stat(path, &former) == 0 {
            _ = fchown(descriptor, former.st_uid, former.st_gid)
            if keepsMode { _ = fchmod(descriptor, former.st_mode & 0o7777) }
        }
        guard send(bytes, to: descriptor), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let failure = failure(path)
            unlink(temporary)
            throw failure
        }
    }

    static func write(_ text: String, to path: String) throws(Diagnostic) { try write(Array(text.utf8), to: path) }

    /// A folder of its owner's alone, unless it is there.
    static func makeFolder(_ path: String) {
        try? FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            sent += Swift.max(0, count)
        }
        return true
    }

    private static func failure(_ path: String) -> Diagnostic {
        Diagnostic("file", "cannot write file", detail: "\(path): \(String(cString: strerror(errno))).")
    }
}
