#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Writes a file so that a reader, or a crash at any moment, finds the old one or the complete new one.
///
/// The bytes go to a temporary file beside the target, are synced, and are renamed over it; the directory is synced
/// too.
/// - Throws: A problem that names the target; the temporary file is then gone and the old file untouched.
package func writeFileAtomically(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws(FileProblem) {
    try checkReplaceable(path)
    let temporary = "\(path).\(getpid()).tmp"
    do throws(FileProblem) {
        try writeNewFile(bytes, at: temporary, mode: mode)
        guard rename(temporary, path) == 0 else { throw FileProblem.unwritable(path, errno) }
        syncDirectory(of: path)
    } catch {
        unlink(temporary)
        throw error.path == path ? error : FileProblem(error.summary, error.detail, path: path)
    }
}

private func writeNewFile(_ bytes: [UInt8], at path: String, mode: UInt32) throws(FileProblem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw .unwritable(path, errno) }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor, path: path)
    guard fsync(descriptor) == 0 else { throw .unwritable(path, errno) }
}

/// Writes every byte or throws; a short write is continued.
func writeAll(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileProblem) {
    var offset = 0
    while offset < bytes.count {
        let count = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .unwritable(path, errno) }
        offset += count
    }
}

/// Makes a rename or a new name in the file's directory survive a power cut, where the file system can.
func syncDirectory(of path: String) {
    let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
}

/// Makes a directory; one that is there already is fine.
package func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(FileProblem) {
    guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .unwritable(path, errno) }
}

extension FileProblem {
    static func unwritable(_ path: String, _ number: Int32) -> FileProblem {
        FileProblem("file cannot be written", "The system reports: \(systemMessage(number)).", path: path)
    }
}
