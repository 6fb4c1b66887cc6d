import Glibc
import Synchronization

/// Reads the files of known hosts once per run.
final class KnownHostsStore: Sendable {
    static let shared = KnownHostsStore()

    private let files = Mutex<[String: KnownHosts]>([:])

    func known(in paths: [String]) -> KnownHosts {
        paths.map { known(in: $0) }.reduce(KnownHosts("", file: "")) { $0 + $1 }
    }

    private func known(in path: String) -> KnownHosts {
        files.withLock { files in
            if let known = files[path] { return known }
            let text = LocalFile.bytes(of: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let known = KnownHosts(text, file: path)
            files[path] = known
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
