import Controller
import Glibc
import Synchronization
import Values

/// Small files of the controller, keys and configuration, and where its user is at home.
enum UserFile {
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

    static var home: String { variable("HOME") ?? ControllerAccounts.home(of: nil) ?? "/root" }

    /// The shell that OpenSSH runs commands of the configuration by.
    static var userShell: String { variable("SHELL") ?? "/bin/sh" }

    /// A variable of the environment that is set and not empty.
    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// With a leading `~` or `~user` replaced by that home directory.
    static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~") else { return path }
        let name = path.dropFirst().prefix { $0 != "/" }
        let folder = name.isEmpty ? home : ControllerAccounts.home(of: String(name))
        return folder.map { $0 + path.dropFirst(1 + name.count) } ?? path
    }
}

/// What files hold, read once, and again when they have changed: a run may bring hosts up.
final class FileCache<Content: Sendable>: Sendable {
    private let parse: @Sendable (_ text: String, _ path: String) -> Content
    private let files = Mutex<[String: (content: Content, version: FileVersion?)]>([:])

    /// - Parameter parse: Is given no text where there is no file.
    init(_ parse: @escaping @Sendable (String, String) -> Content) { self.parse = parse }

    func content(of path: String) -> Content {
        files.withLock { files in
            let version = FileVersion(of: path)
            if let file = files[path], file.version == version { return file.content }
            let content = parse(UserFile.text(of: path) ?? "", path)
            files[path] = (content, version)
            return content
        }
    }

    /// Changes a file while nobody reads it.
    func change(_ path: String, _ body: () -> Void) {
        files.withLock { files in
            files[path] = nil
            body()
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
