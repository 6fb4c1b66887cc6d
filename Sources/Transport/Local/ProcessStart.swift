import Controller
import Glibc
import Synchronization
import Values

/// Starts a program of this machine in a session of its own, so that a signal reaches it with all its children and the
/// terminal's Control-C does not.
enum ProcessStart {
    /// Between making a pipe and marking its ends, another program must not be started: it would inherit them.
    private static let oneAtATime = Mutex(())

    static func alone<Result>(_ body: () -> Result) -> Result { oneAtATime.withLock { _ in body() } }

    /// A program whose input has ended goes by itself; one that is busy is told to. Blocks.
    static func reap(_ id: pid_t) {
        var status: Int32 = 0
        for signal in [SIGHUP, SIGKILL] {
            for _ in 0..<(signal == SIGHUP ? 20 : 100) {
                if waitpid(id, &status, WNOHANG) != 0 { return }
                usleep(10_000)
            }
            kill(id, signal)
        }
        waitpid(id, &status, 0)
    }

    /// - Parameter streams: What the program has as standard input, output and errors.
    /// - Returns: `nil` if it cannot be started; `errno` tells why.
    static func spawn(_ words: [String], streams: (input: Int32, output: Int32, errors: Int32)) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.errors, 2)
        actions.closeTheRest()
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
}

/// A pipe whose ends no program inherits.
struct Pipe {
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
