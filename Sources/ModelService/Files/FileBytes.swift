#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Reads a whole file into memory.
///
/// - Parameters:
///   - limit: Bytes above which the file is refused unread, so that a wrong path cannot exhaust memory.
/// - Throws: A problem that names the path and the system's reason.
package func readFile(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path, errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw .unreadable(path, errno) }
    guard facts.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path, EISDIR) }
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
        // The size seen before is not binding: a pipe has none, and a file may grow while it is read.
        guard bytes.count + count <= limit else { throw .tooLarge(path, bytes.count + count, limit) }
        bytes += chunk[..<count]
    }
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
    fileprivate static func unreadable(_ path: String, _ number: Int32) -> FileProblem {
        FileProblem("file cannot be read", "The system says: \(systemMessage(number)).", path: path)
    }

    fileprivate static func tooLarge(_ path: String, _ size: Int, _ limit: Int) -> FileProblem {
        FileProblem("file is too large", "It has \(size) bytes or more; at most \(limit) are read.", path: path)
    }
}
