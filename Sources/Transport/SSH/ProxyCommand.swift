import Glibc
import Synchronization
import Values

/// A program that speaks with the server in place of a TCP connection: `ProxyCommand`. It ends with the session.
final class ProxyCommand: SSHCarrier {
    let socket: Int32
    private let process: pid_t
    private let errors: Int32
    private let words: Words
    private let listening: Task<Void, Never>

    /// The last of what the program says on standard error, and whether that was all.
    private final class Words: Sendable {
        private let heard = Mutex<(bytes: [UInt8], isAll: Bool)>(([], false))
        var text: String { String(hostBytes: heard.withLock { $0.bytes }).trimmed }
        var isAll: Bool { heard.withLock { $0.isAll } }

        func add(_ bytes: some Sequence<UInt8>) { heard.withLock { $0.bytes = ($0.bytes + bytes).suffix(2048) } }
        func end() { heard.withLock { $0.isAll = true } }
    }

    /// - Parameter command: With its tokens expanded. The user's shell runs it, as with OpenSSH.
    init(_ command: String) throws(ConnectionError) {
        guard let started = ProcessStart.alone({ Self.start(command) }) else {
            throw .badOptions("the ProxyCommand cannot be run: \(String(cString: strerror(errno)))")
        }
        (process, socket, errors) = started
        let (words, errors) = (Words(), errors)
        self.words = words
        listening = Task { await Self.listen(to: errors, words) }
    }

    private static func start(_ command: String) -> (process: pid_t, socket: Int32, errors: Int32)? {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        guard let errors = Pipe() else {
            for end in ends { Glibc.close(end) }
            return nil
        }
        let streams = (input: ends[1], output: ends[1], errors: errors.writing)
        let process = ProcessStart.spawn([UserFile.userShell, "-c", "exec \(command)"], streams: streams)
        Glibc.close(ends[1])
        Glibc.close(errors.writing)
        guard let process else {
            Glibc.close(ends[0])
            Glibc.close(errors.reading)
            return nil
        }
        for end in [ends[0], errors.reading] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        return (process, ends[0], errors.reading)
    }

    private static func listen(to errors: Int32, _ words: Words) async {
        var chunk = [UInt8](repeating: 0, count: 4096)
        while await Reactor.shared.wait(errors, .read, until: nil) == .ready {
            let count = read(errors, &chunk, chunk.count)
            if count == 0 || count < 0 && errno != EAGAIN { return words.end() }
            words.add(chunk.prefix(max(0, count)))
        }
    }

    /// A program that has just failed is given a moment to say why.
    func lastWords() async -> String {
        for _ in 0..<30 where !words.isAll { try? await Task.sleep(for: .milliseconds(10)) }
        return words.text
    }

    func close() async {
        listening.cancel()
        await listening.value
        Reactor.shared.forget(errors)
        Glibc.close(errors)
        kill(-process, SIGHUP)
        let id = process
        await OwnThread.run { ProcessStart.reap(id) }
    }
}
