#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads a whole regular file into memory. What is none – a pipe, a device – is refused unread and without waiting for
/// it, since nobody may ever write to it.
///
/// - Parameters:
///   - limit: Bytes above which the file is refused unread, so that a wrong path cannot exhaust memory.
/// - Throws: A problem that names the path and the system's reason.
package func readFile(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path, errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw .unreadable(path, errno) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .irregular(path, facts.st_mode) }
    guard facts.st_size <= limit else { throw .tooLarge(path, Int(facts.st_size), limit) }
    return try readToEnd(descriptor, path, limit)
}

private func readToEnd(_ descriptor: Int32, _ path: String, _ limit: Int) throws(FileProblem) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .unreadable(path, errno) }
        guard count > 0 else { return bytes }
        // The size seen before is not binding: a file may grow while it is read, and those of /proc tell none.
        guard bytes.count + count <= limit else { throw .tooLarge(path, bytes.count + count, limit) }
        bytes += chunk[..<count]
    }
}

/// Refuses a path at which something stands that is no regular file, nor a link to one.
func checkReplaceable(_ path: String) throws(FileProblem) {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG else { return }
    throw .irregular(path, facts.st_mode)
}

/// Whether a path names something that this process may see.
func fileExists(_ path: String) -> Bool {
    access(path, F_OK) == 0
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    String(cString: strerror(number))
}

extension FileProblem {
    static func irregular(_ path: String, _ mode: mode_t) -> FileProblem {
        let kinds: [mode_t: String] = [
            S_IFDIR: "a directory", S_IFIFO: "a pipe", S_IFSOCK: "a socket", S_IFCHR: "a device", S_IFBLK: "a device",
        ]
        return FileProblem(
            "not a regular file",
            "It is \(kinds[mode & S_IFMT] ?? "something special"), and only regular files are used.",
            path: path)
    }

    fileprivate static func unreadable(_ path: String, _ number: Int32) -> FileProblem {
        FileProblem("file cannot be read", "The system reports: \(systemMessage(number)).", path: path)
    }

    fileprivate static func tooLarge(_ path: String, _ size: Int, _ limit: Int) -> FileProblem {
        FileProblem("file is too large", "It has at least \(size) bytes; the limit is \(limit).", path: path)
    }
}
