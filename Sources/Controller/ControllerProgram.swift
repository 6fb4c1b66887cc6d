internal import FoundationEssentials
package import Glibc

/// A program that runs on the controller for its output: a password file, an inventory, a `pipe` lookup.
///
/// Bounded in time and in output; when a bound is passed the program and its children are killed.
package struct ControllerProgram: Sendable {
    package let path: String
    package let arguments: [String]
    package var timeout: Duration
    /// In bytes, of output and errors together.
    package var mostOutput = 64 << 20
    /// Whether it may use the terminal: it keeps our standard input and error.
    package var isInteractive = false
    /// `nil` hands on our own.
    package var environment: [String: String]?

    package init(_ path: String, _ arguments: [String] = [], timeout: Duration) {
        self.path = path
        self.arguments = arguments
        self.timeout = timeout
    }

    package struct Outcome: Sendable {
        /// The exit code; 128 plus the signal's number if a signal ended it, as shells say.
        package let code: Int32
        package let output: [UInt8]
        package let errors: [UInt8]
    }

    package enum Failure: Error {
        /// The reason in the system's words: `permission denied`, `exec format error` …
        case cannotStart(String)
        case timedOut(output: [UInt8], errors: [UInt8])
        case tooMuchOutput(output: [UInt8])
    }

    /// Runs it to its end. Blocks the calling thread.
    package func run() throws(Failure) -> Outcome {
        var child = try RunningProgram(self)
        do {
            try child.readToEnd(until: ContinuousClock.now + timeout, most: mostOutput)
        } catch {
            child.kill()
            throw error
        }
        return Outcome(code: child.wait(), output: child.output, errors: child.errors)
    }

    /// Where a program of this name is found in `PATH`.
    package static func find(_ name: String) -> String? {
        let folders = getenv("PATH").map { String(cString: $0) } ?? ""
        return folders.split(separator: ":").lazy.map { "\($0)/\(name)" }.first(where: isProgram)
    }

    /// Whether a path is a file that may be run.
    package static func isProgram(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return access(path, X_OK) == 0
    }
}

/// A started program and the pipes to it.
private struct RunningProgram {
    private let process: pid_t
    private let hasOwnGroup: Bool
    private var pipes: [Int32]
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []

    init(_ program: ControllerProgram) throws(ControllerProgram.Failure) {
        let standardOutput = try Self.pipe()
        let standardError = program.isInteractive ? nil : try Self.pipe()
        let writers = [standardOutput.writer, standardError?.writer].compactMap(\.self)
        hasOwnGroup = !program.isInteractive
        pipes = [standardOutput.reader, standardError?.reader].compactMap(\.self)
        let (code, process) = Self.spawnPatiently(program, standardOutput.writer, standardError?.writer)
        self.process = process
        for writer in writers { close(writer) }
        guard code == 0 else {
            for reader in pipes { close(reader) }
            throw .cannotStart(String(cString: strerror(code)).lowercased())
        }
    }

    private static func pipe() throws(ControllerProgram.Failure) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw .cannotStart(String(cString: strerror(errno)).lowercased()) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Another thread that forks just now may still hold a program open that was written a moment ago; the system
    /// then refuses to run it until that thread's child is under way.
    private static func spawnPatiently(_ program: ControllerProgram, _ output: Int32, _ errors: Int32?) -> (
        Int32, pid_t
    ) {
        for _ in 0..<20 {
            let outcome = spawn(program, output, errors)
            guard outcome.0 == ETXTBSY else { return outcome }
            usleep(5000)
        }
        return spawn(program, output, errors)
    }

    private static func spawn(_ program: ControllerProgram, _ output: Int32, _ errors: Int32?) -> (Int32, pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, errors, 2)
        }
        actions.closeTheRest()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if errors != nil { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
        let path = program.path.contains("/") ? program.path : "./" + program.path
        let environment = (program.environment ?? ProcessInfo.processInfo.environment).map { "\($0.key)=\($0.value)" }
        var process: pid_t = 0
        let code = withCStrings([path] + program.arguments) { arguments in
            withCStrings(environment) { posix_spawn(&process, path, &actions, &attributes, arguments, $0) }
        }
        return (code, process)
    }

    private static func withCStrings<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return body(copies)
    }

    mutating func readToEnd(until deadline: ContinuousClock.Instant, most: Int) throws(ControllerProgram.Failure) {
        var polled = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while polled.contains(where: { $0.fd >= 0 }) {
            let left = deadline - .now
            guard left > .zero else { throw .timedOut(output: output, errors: errors) }
            let milliseconds = Int32(
                clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
            guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { continue }
            for index in polled.indices where polled[index].revents != 0 {
                if !read(index) { polled[index].fd = -1 }
            }
            guard output.count + errors.count <= most else { throw .tooMuchOutput(output: output) }
        }
    }

    /// Takes what is there; `false` at the end.
    private mutating func read(_ index: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(pipes[index], &buffer, buffer.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        if index == 0 { output += buffer[..<count] } else { errors += buffer[..<count] }
        return true
    }

    mutating func kill() {
        Glibc.kill(hasOwnGroup ? -process : process, SIGKILL)
        _ = wait()
    }

    mutating func wait() -> Int32 {
        for reader in pipes { close(reader) }
        pipes = []
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

extension posix_spawn_file_actions_t {
    /// Lets a program that is started have the three standard streams and nothing else of what is open here, be it ours
    /// or our parent's. glibc's closefrom is hidden from Swift; what is open beyond a thousand connections closes itself.
    package mutating func closeTheRest() {
        for descriptor in Int32(3)..<1024 { posix_spawn_file_actions_addclose(&self, descriptor) }
    }
}
