internal import Glibc
package import ModuleKit
package import Values

/// Digests of files of the controller, read piece by piece.
enum ControllerDigest {
    static func sha1(of path: String) throws(ModuleFailure) -> String { try digest(.sha1, of: path) }
    static func md5(of path: String) throws(ModuleFailure) -> String { try digest(.md5, of: path) }

    private static func digest(_ algorithm: DigestAlgorithm, of path: String) throws(ModuleFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ModuleFailure("cannot read \(path): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .noRegularFile(path) }
        var digest = RunningDigest(algorithm)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return digest.finish() }
            guard count > 0 || errno == EINTR else {
                throw ModuleFailure("cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if count > 0 { digest.update(Array(buffer[..<count])) }
        }
    }
}

extension ModuleFailure {
    /// Reading it might never end.
    static func noRegularFile(_ path: String) -> ModuleFailure {
        ModuleFailure("\(path) on the controller is a FIFO, a socket or a device, but must be a regular file")
    }

    /// Mistakes in a file of the controller that a task reads.
    package init(_ diagnostics: Diagnostics) {
        self.init(diagnostics.all.map(\.sentence).joined(separator: "\n"), hint: diagnostics.all.first?.help)
    }
}
