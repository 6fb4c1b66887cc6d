internal import CLibssh2
import Glibc

/// Traffic with a local process over its pipes.
actor LocalChannel: ShellChannel {
    private let process: LocalProcess
    /// Joins the three pipes into one descriptor that the reactor can wait for.
    private let poll: Int32
    private var openStreams: Set<Int32>
    private var isClosed = false

    init(command: String) throws(ConnectionError) {
        process = try LocalProcess(shellText: command)
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        openStreams = [process.output, process.errors]
        for stream in openStreams { Self.watch(poll, stream, EPOLLIN.rawValue, EPOLL_CTL_ADD) }
    }

    func pump(_ outgoing: ArraySlice<UInt8>, until deadline: ContinuousClock.Instant?) async throws(ConnectionError)
        -> ChannelTraffic
    {
        while !isClosed {
            var traffic = ChannelTraffic()
            let sent = send(outgoing)
            traffic.sent = sent ?? 0
            traffic.output = receive(process.output)
            traffic.errors = receive(process.errors)
            traffic.isAtEnd = openStreams.isEmpty || (sent == nil && traffic.output.isEmpty && traffic.errors.isEmpty)
            guard traffic.isEmpty else { return traffic }
            // Watched only while there is something to send: a pipe without a reader is always ready.
            Self.watch(poll, process.input, EPOLLOUT.rawValue, outgoing.isEmpty ? EPOLL_CTL_DEL : EPOLL_CTL_ADD)
            switch await Reactor.shared.wait(poll, .read, until: deadline) {
            case .ready: continue
            case .timedOut: return traffic
            case .cancelled: throw .lost("interrupted")
            }
        }
        throw .lost("the local shell has been closed")
    }

    /// `nil`: nobody reads any more.
    private func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        let sent = bytes.withUnsafeBytes { Glibc.write(process.input, $0.baseAddress, $0.count) }
        if sent < 0, errno == EPIPE { return nil }
        return max(0, sent)
    }

    private func receive(_ stream: Int32) -> [UInt8] {
        guard openStreams.contains(stream) else { return [] }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = bytes.withUnsafeMutableBytes { read(stream, $0.baseAddress, $0.count) }
        if count == 0 {
            openStreams.remove(stream)
            epoll_ctl(poll, EPOLL_CTL_DEL, stream, nil)
        }
        return Array(bytes.prefix(max(0, count)))
    }

    private static func watch(_ poll: Int32, _ descriptor: Int32, _ events: UInt32, _ operation: Int32) {
        var event = epoll_event()
        event.events = events
        event.data.fd = descriptor
        epoll_ctl(poll, operation, descriptor, &event)
    }

    func close() async {
        guard !isClosed else { return }
        isClosed = true
        Reactor.shared.forget(poll)
        Glibc.close(poll)
        process.close()
        let id = process.id
        await OwnThread.run { ProcessStart.reap(id) }
    }
}
