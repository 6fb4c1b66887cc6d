import Controller
import FoundationEssentials
internal import Glibc
import Playbook
import Values

/// A folder for plain text while an editor works on it: nobody but its owner may enter it.
///
/// It goes with this object. What a run leaves that was killed, the next run removes: a living one holds a lock.
struct PlainTextFolder: ~Copyable {
    private let path: String
    private let lock: Int32

    init(_ environment: [String: String]) throws(Diagnostic) {
        let base = Self.base(environment)
        guard mkdir(base, 0o700) == 0 || errno == EEXIST, Self.isPrivate(base) else { throw .notPrivate(base) }
        // Locked so that no other run takes the new folder for an abandoned one before its own lock is there.
        let guardian = Self.lock(base, LOCK_EX)
        defer { close(guardian) }
        var template = Array((base + "/XXXXXX").utf8CString)
        guard guardian >= 0, mkdtemp(&template) != nil else { throw .notPrivate(base) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lock = Self.lock(path, LOCK_EX)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
        close(lock)
    }

    /// What becomes of bytes in an editor. The file has the name that people know, so that editors see its kind.
    func edit(_ plain: [UInt8], named name: String, with editor: Editor) throws -> [UInt8] {
        let file = path + "/" + name
        try PrivateFile.write(plain, to: file)
        try editor.open(file)
        return try SourceFile.bytes(of: file)
    }

    /// Removes what killed runs left.
    static func removeAbandoned(_ environment: [String: String]) {
        let base = base(environment)
        guard isPrivate(base) else { return }
        let guardian = lock(base, LOCK_EX)
        defer { close(guardian) }
        for name in ControllerPath.entries(of: base) {
            let folder = base + "/" + name
            let descriptor = lock(folder, LOCK_EX | LOCK_NB)
            guard descriptor >= 0 else { continue }
            try? FileManager.default.removeItem(atPath: folder)
            close(descriptor)
        }
    }

    /// In memory where the system provides such a place.
    private static func base(_ environment: [String: String]) -> String {
        let root = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"], "/tmp"].compactMap(\.self)
            .first { ControllerPath.isDirectory($0) }
        return (root ?? "/tmp") + "/swiftplay-vault-\(geteuid())"
    }

    private static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & 0o077 == 0
    }

    /// The locked folder; negative if it cannot be opened or another process has it.
    private static func lock(_ path: String, _ operation: Int32) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0, flock(descriptor, operation) != 0 else { return descriptor }
        close(descriptor)
        return -1
    }
}

extension Diagnostic {
    fileprivate static func notPrivate(_ path: String) -> Diagnostic {
        Diagnostic(
            "vault", "no safe place for plain text",
            detail: "\(path) must be a directory that only its owner can enter.",
            help: "remove it, or set TMPDIR to a directory of your own")
    }
}
