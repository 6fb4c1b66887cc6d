import Glibc

/// The files of known hosts.
enum KnownHostsStore {
    private static let files = FileCache { KnownHostsFile($0, file: $1) }

    static func known(in paths: [String]) -> KnownHosts {
        KnownHosts(paths.map { files.content(of: $0) })
    }

    /// Adds one line, in one write, so that two runs at once do not mix theirs.
    static func append(_ line: String, to path: String) {
        files.change(path) {
            let file = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { return }
            defer { Glibc.close(file) }
            let bytes = Array(line.utf8)
            _ = Glibc.write(file, bytes, bytes.count)
        }
    }
}
