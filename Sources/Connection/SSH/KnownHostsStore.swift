import Glibc
import Synchronization

/// Reads the files of known hosts once, and again when they have changed: a run may bring hosts up.
final class KnownHostsStore: Sendable {
    static let shared = KnownHostsStore()

    private let files = Mutex<[String: (known: KnownHosts, version: FileVersion?)]>([:])

    func known(in paths: [String]) -> KnownHosts {
        paths.map { known(in: $0) }.reduce(KnownHosts("", file: "")) { $0 + $1 }
    }

    private func known(in path: String) -> KnownHosts {
        files.withLock { files in
            let version = FileVersion(of: path)
            if let file = files[path], file.version == version { return file.known }
            let text = LocalFile.bytes(of: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let known = KnownHosts(text, file: path)
            files[path] = (known, version)
            return known
        }
    }

    /// Adds one line, in one write, so that two runs at once do not mix theirs.
    static func append(_ line: String, to path: String) {
        shared.files.withLock { files in
            files[path] = nil
            let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { return }
            defer { Glibc.close(file) }
            let bytes = Array(line.utf8)
            _ = Glibc.write(file, bytes, bytes.count)
        }
    }
}

/// What tells that a file is another one than before.
private struct FileVersion: Equatable {
    private let inode: UInt
    private let size: Int
    private let changed: [Int]

    /// `nil` if there is no such file.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        (inode, size) = (UInt(status.st_ino), Int(status.st_size))
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}

/// Small files of the controller: keys, configuration.
enum LocalFile {
    /// `nil` if it cannot be read.
    static func bytes(of path: String) -> [UInt8]? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { Glibc.close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(file, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    static func text(of path: String) -> String? { bytes(of: path).map { String(decoding: $0, as: UTF8.self) } }

    static var home: String { getenv("HOME").map { String(cString: $0) } ?? "/root" }

    /// With a leading `~` replaced by the home directory.
    static func expanded(_ path: String) -> String {
        path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
    }
}
