import Foundation
import Synchronization

/// The program under test at a terminal of its own, where a test types and sees what a person would.
final class TerminalProgram: Sendable {
    private let master: Int32
    private let child: pid_t
    private let shown = Mutex<[UInt8]>([])
    private let ended: AsyncStream<Int32>

    /// - Parameter columns: How wide the terminal is.
    init(
        _ arguments: [String], in directory: String, environment: [String: String] = [:], columns: UInt16 = 100
    ) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (lock, number) = (Int32(0), Int32(0))
        guard master >= 0, ioctl(master, Self.lock, &lock) == 0, ioctl(master, Self.number, &number) == 0 else {
            throw POSIXError(.ENOTTY)
        }
        var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        let variables = Checkout.environment.merging(["HOME": "/nonexistent", "TERM": "xterm", "NO_COLOR": "1"]) { $1 }
            .merging(environment) { $1 }
        child = try Self.spawn([Swiftplay.path] + arguments, variables, directory, terminal: "/dev/pts/\(number)")
        let (stream, continuation) = AsyncStream<Int32>.makeStream()
        ended = stream
        let child = child
        Thread.detachNewThread { [self] in
            read()
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            continuation.yield(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            continuation.finish()
        }
    }

    /// ioctl(2)'s `TIOCSPTLCK` and `TIOCGPTN`.
    private static let (lock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))

    /// setsid(1) makes the terminal that of a session of the program's own.
    private static func spawn(
        _ arguments: [String], _ environment: [String: String], _ directory: String, terminal: String
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR | O_NOCTTY, 0)
        for stream in [1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, 0, stream) }
        let shell = ["/usr/bin/setsid", "-c", "/bin/sh", "-c", #"cd "$0" && exec "$@""#, directory]
        let words = (shell + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, shell[0], &actions, nil, words, variables)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return child
    }

    /// Until nobody has the terminal open any more.
    private func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            shown.withLock { $0 += buffer[..<count] }
        }
    }

    /// All that has been written to the terminal so far.
    var screen: String { shown.withLock { String(decoding: $0, as: UTF8.self) } }

    func type(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

    /// Types once a question stands on the terminal for the given time.
    func answer(_ question: String, _ times: Int = 1, with text: String) async throws {
        for _ in 1...600 {
            if screen.components(separatedBy: question).count > times { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        // The terminal is made ready for the answer after the question is shown.
        try await Task.sleep(for: .milliseconds(200))
        type(text)
    }

    /// - Parameter seconds: After these it is killed, so that no test hangs.
    func finish(within seconds: Double = 60) async -> (code: Int32, screen: String) {
        let watch = Task { [child] in
            try await Task.sleep(for: .seconds(seconds))
            kill(child, SIGKILL)
        }
        var code: Int32 = -1
        for await ending in ended { code = ending }
        watch.cancel()
        close(master)
        return (code, screen.replacing("\r\n", with: "\n"))
    }
}
