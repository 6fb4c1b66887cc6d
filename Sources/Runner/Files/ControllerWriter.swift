import Controller
internal import Glibc
import ModuleKit
import Playbook

/// Makes files on the controller with what came from hosts: in a temporary file beside, then by a rename.
enum ControllerWriter {
    static func write(_ write: ControllerWrite) throws(ModuleFailure) {
        try makeDirectories(ControllerPath.parent(of: write.path))
        guard let bytes = write.content.bytes else { throw ModuleFailure("nothing to write to \(write.path)") }
        let temporary = write.path + ".swiftplay-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        do {
            try fill(temporary, bytes)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, write.path) == 0 else {
            let failure = failure("replace", write.path)
            unlink(temporary)
            throw failure
        }
    }

    private static func fill(_ path: String, _ bytes: [UInt8]) throws(ModuleFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw failure("make", path) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure("write", path) }
            written += Swift.max(0, count)
        }
        guard fsync(descriptor) == 0 else { throw failure("write", path) }
    }

    private static func makeDirectories(_ path: String) throws(ModuleFailure) {
        guard !ControllerPath.isDirectory(path) else { return }
        try makeDirectories(ControllerPath.parent(of: path))
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    private static func failure(_ action: String, _ path: String) -> ModuleFailure {
        ModuleFailure("cannot \(action) \(path) on the controller: \(String(cString: strerror(errno)))")
    }
}
