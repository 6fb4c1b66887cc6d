import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Runs a command of the controller for its output.
enum LocalCommand {
    private static let mostOutput = 64 << 20
    /// A command that takes longer is taken to hang.
    private static let mostSeconds = 600

    /// What the command printed.
    /// - Throws: if it cannot be started, fails, prints too much or takes too long; then its group is killed.
    static func output(of command: String, _ context: LookupContext) throws(Fault) -> [UInt8] {
        var pipes: [Int32] = [0, 0, 0, 0]
        guard openPipes(&pipes) else { throw failure(command, "no pipe could be opened") }
        let child: pid_t
        do {
            child = try start(command, context, output: pipes[1], errors: pipes[3])
        } catch {
            closeAll(pipes[...])
            throw error
        }
        closeAll([pipes[1], pipes[3]])
        defer { closeAll([pipes[0], pipes[2]]) }
        let (output, errors, isComplete) = read(pipes[0], pipes[2])
        if !isComplete { kill(-child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard isComplete else { throw failure(command, "it took too long or printed too much, and was ended") }
        guard status == 0 else {
            let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
            let words = Python.strip(String(hostBytes: errors.suffix(2000)))
            throw failure(command, "it ended with code \(code)" + (words.isEmpty ? "" : " and said: \(words)"))
        }
        return output
    }

    /// Opens two pipes that no child inherits unless it is given them.
    private static func openPipes(_ handles: inout [Int32]) -> Bool {
        let isOpen = handles.withUnsafeMutableBufferPointer { handles in
            guard let first = handles.baseAddress, pipe(first) == 0 else { return false }
            guard pipe(first + 2) == 0 else {
                closeAll([first[0], first[1]])
                return false
            }
            return true
        }
        if isOpen {
            for handle in handles { _ = fcntl(handle, F_SETFD, FD_CLOEXEC) }
        }
        return isOpen
    }

    private static func closeAll(_ handles: ArraySlice<Int32>) {
        for handle in handles { close(handle) }
    }

    private static func failure(_ command: String, _ reason: String) -> Fault {
        Fault(.lookup, "a command that failed", "`\(command)` could not be used: \(reason).")
    }

    private static func start(
        _ command: String, _ context: LookupContext, output: Int32, errors: Int32
    ) throws(Fault) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let script = "cd -- \"$1\" && exec /bin/sh -c \"$2\""
        let arguments = ["sh", "-c", script, "sh", context.workingDirectory, command]
        let environment = context.environment.map { "\($0.key)=\($0.value)" }
        var child: pid_t = 0
        let code = withCStrings(arguments) { arguments in
            withCStrings(environment) { environment in
                posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else { throw failure(command, String(cString: strerror(code))) }
        return child
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    /// Reads both ends until they close; incomplete if a bound is passed.
    private static func read(
        _ output: Int32, _ errors: Int32
    ) -> (output: [UInt8], errors: [UInt8], isComplete: Bool) {
        var texts: [[UInt8]] = [[], []]
        var handles = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
        ]
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let deadline = PointInTime.now().seconds + mostSeconds
        while handles.contains(where: { $0.fd >= 0 }) {
            let left = deadline - PointInTime.now().seconds
            guard left > 0, texts[0].count + texts[1].count <= mostOutput else { return (texts[0], texts[1], false) }
            guard poll(&handles, 2, Int32(left) * 1000) > 0 else { continue }
            for index in handles.indices where handles[index].fd >= 0 && handles[index].revents != 0 {
                let count = Glibc.read(handles[index].fd, &buffer, buffer.count)
                if count > 0 { texts[index] += buffer[..<count] } else { handles[index].fd = -1 }
            }
        }
        return (texts[0], texts[1], true)
    }
}
