import Glibc
import Synchronization

/// A process of this machine with pipes to its three standard streams.
struct LocalProcess: Sendable {
    let id: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32

    /// Between making a pipe and marking its ends, another shell must not be started: it would inherit them.
    private static let oneAtATime = Mutex(())

    /// Runs text by `/bin/sh` in a session of its own, so that a timeout ends it with all its children.
    init(shellText text: String) throws(ConnectionError) {
        let started = Self.oneAtATime.withLock { _ in Self.start(text) }
        guard let started else { throw .noShell("/bin/sh cannot be run: \(String(cString: strerror(errno)))") }
        self = started
    }

    private init(id: pid_t, input: Pipe, output: Pipe, errors: Pipe) {
        self.id = id
        for end in [input.reading, output.writing, errors.writing] { Glibc.close(end) }
        self.input = input.writing
        self.output = output.reading
        self.errors = errors.reading
        for end in [self.input, self.output, self.errors] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    private static func start(_ text: String) -> LocalProcess? {
        guard let input = Pipe(), let output = Pipe(), let errors = Pipe() else { return nil }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
        guard let process = spawn(["/bin/sh", "-c", text], &actions) else {
            for pipe in [input, output, errors] { pipe.close() }
            return nil
        }
        return LocalProcess(id: process, input: input, output: output, errors: errors)
    }

    private static func spawn(_ words: [String], _ actions: inout posix_spawn_file_actions_t) -> pid_t? {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // 0x80: POSIX_SPAWN_SETSID, which Swift's Glibc leaves out.
        posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        return posix_spawn(&process, words[0], &actions, &attributes, &arguments, environ) == 0 ? process : nil
    }

    func close() {
        for end in [input, output, errors] { Glibc.close(end) }
    }

    private struct Pipe {
        let reading: Int32
        let writing: Int32

        init?() {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { return nil }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            (reading, writing) = (ends[0], ends[1])
        }

        func close() {
            Glibc.close(reading)
            Glibc.close(writing)
        }
    }
}
