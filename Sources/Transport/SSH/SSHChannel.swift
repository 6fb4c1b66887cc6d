internal import CLibssh2
import Glibc

/// A program on the server, over a channel of the session.
struct SSHChannel: ShellChannel {
    let session: SSHSession
    let id: Int

    func pump(_ outgoing: ArraySlice<UInt8>, until deadline: ContinuousClock.Instant?) async throws(ConnectionError)
        -> ChannelTraffic
    {
        try await session.pump(id, outgoing, until: deadline)
    }

    func close() async { await session.closeChannel(id) }
}

/// The session's side of its channels: libssh2's handles stay in the actor.
struct ChannelTable {
    fileprivate var handles: [Int: OpaquePointer] = [:]
    fileprivate var nextID = 0
    /// What was read last; kept, because making and clearing it at each look would cost more than the look.
    fileprivate var chunk = [UInt8](repeating: 0, count: 64 << 10)
}

extension SSHSession: ShellTransport {
    /// What libssh2.h calls LIBSSH2_CHANNEL_WINDOW_DEFAULT, in parentheses that hide it from Swift.
    private static let window: UInt32 = 2 << 20

    nonisolated var timeout: Double { settings.timeout }
    nonisolated var closesItsChannels: Bool { true }

    func open(_ command: String) async throws(ConnectionError) -> any ShellChannel {
        let deadline = ContinuousClock.now + .seconds(max(30, settings.timeout))
        let handle = try await pointer(until: deadline) {
            libssh2_channel_open_ex($0, "session", 7, Self.window, 32768, nil, 0)
        }
        guard let handle else {
            guard lastErrorNumber == Int(LIBSSH2_ERROR_CHANNEL_FAILURE) else {
                throw .lost("\(settings.host) opens no channel: \(lastError)")
            }
            throw .noChannel(
                "\(settings.host) opens no channel (\(lastError)); MaxSessions in its sshd_config may be too low")
        }
        let id = enter(handle)
        let result = try await step(until: deadline) { _ in
            Int(libssh2_channel_process_startup(handle, "exec", 4, command, UInt32(command.utf8.count)))
        }
        guard result == 0 else { throw .noShell("\(settings.host) refuses to run a command: \(lastError)") }
        return SSHChannel(session: self, id: id)
    }

    /// A channel to another server, by way of this one.
    func openTunnel(to host: String, _ port: Int) async throws(ConnectionError) -> Int {
        let deadline = ContinuousClock.now + .seconds(settings.timeout)
        let handle = try await pointer(until: deadline) {
            libssh2_channel_direct_tcpip_ex($0, host, Int32(port), "127.0.0.1", 0)
        }
        guard let handle else { throw .refused(address: "\(host) (via \(settings.host))", port: port) }
        return enter(handle)
    }

    /// Carries bytes between the channel and a socket until either ends.
    func pump(_ id: Int, to end: Int32) async {
        var (outward, inward): ([UInt8], [UInt8]) = ([], [])
        while let handle = channels.handles[id], session != nil, !Task.isCancelled {
            memory.intake.begin()
            let isOpen = TunnelEnd.receive(end, into: &outward)
            guard isOpen, let sent = try? send(outward[...], handle), let received = try? receive(0, handle) else {
                return
            }
            outward.removeFirst(sent)
            inward += received
            guard TunnelEnd.send(&inward, to: end) else { return }
            if libssh2_channel_eof(handle) != 0, inward.isEmpty { return }
            if sent > 0 || !received.isEmpty { continue }
            var interest: Reactor.Interest = outward.isEmpty ? [.read] : []
            if !inward.isEmpty { interest.insert(.write) }
            guard (try? await wait(until: nil, also: Reactor.Watch(descriptor: end, interest: interest))) == true else {
                return
            }
        }
    }

    private func enter(_ handle: OpaquePointer) -> Int {
        channels.nextID += 1
        channels.handles[channels.nextID] = handle
        return channels.nextID
    }

    func pump(_ id: Int, _ outgoing: ArraySlice<UInt8>, until deadline: ContinuousClock.Instant?)
        async throws(ConnectionError) -> ChannelTraffic
    {
        var looksAgain = true
        while session != nil {
            guard let handle = channels.handles[id] else { throw .lost("the channel is closed") }
            memory.intake.begin()
            var traffic = ChannelTraffic()
            traffic.sent = try send(outgoing, handle)
            traffic.output = try receive(0, handle)
            traffic.errors = try receive(1, handle)
            if traffic.output.isEmpty, traffic.errors.isEmpty, libssh2_channel_eof(handle) != 0 {
                traffic.isAtEnd = true
            }
            guard traffic.isEmpty else { return traffic }
            // The look at the errors took in whatever had come, output too: for that the socket does not wake us again.
            // Once: it may be kept back by a server that takes nothing of what we have to say first.
            if looksAgain, libssh2_poll_channel_read(handle, 0) != 0 {
                looksAgain = false
                continue
            }
            guard try await wait(until: deadline) else { return traffic }
            looksAgain = true
        }
        throw .lost("the session is closed")
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ handle: OpaquePointer) throws(ConnectionError) -> Int {
        guard !bytes.isEmpty else { return 0 }
        let sent = bytes.withUnsafeBytes { buffer in
            libssh2_channel_write_ex(handle, 0, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        return try amount(sent)
    }

    private func receive(_ stream: Int32, _ handle: OpaquePointer) throws(ConnectionError) -> [UInt8] {
        var bytes: [UInt8] = []
        // Bounded, so that a flood on one stream does not starve the other, and small enough for memory that malloc(3)
        // keeps: what it maps anew each time costs more than what is read into it.
        while bytes.count < 1 << 16 {
            let count = try amount(
                channels.chunk.withUnsafeMutableBytes { buffer in
                    libssh2_channel_read_ex(
                        handle, stream, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
                })
            guard count > 0 else { break }
            bytes += channels.chunk.prefix(count)
        }
        return bytes
    }

    private func amount(_ result: Int) throws(ConnectionError) -> Int {
        switch Int32(truncatingIfNeeded: result) {
        case 0...: return result
        case LIBSSH2_ERROR_EAGAIN: return 0
        // A window update that had to wait for a half-sent packet: it goes out after it.
        case LIBSSH2_ERROR_BAD_USE: return 0
        case LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_CHANNEL_EOF_SENT: return 0
        default: throw .lost("the connection to \(settings.host) broke: \(lastError)")
        }
    }

    func closeChannel(_ id: Int) async {
        guard let handle = channels.handles.removeValue(forKey: id), session != nil else { return }
        // A server whose program is still busy does not close its side. What is left goes with the session.
        let deadline = ContinuousClock.now + .milliseconds(250)
        let result = try? await step(until: deadline) { _ in Int(libssh2_channel_close(handle)) }
        guard result == 0, session != nil else { return }
        libssh2_channel_free(handle)
    }
}

/// The near end of a tunnel, a socket without blocking.
private enum TunnelEnd {
    /// - Returns: `false` when the other side has closed.
    static func receive(_ socket: Int32, into buffer: inout [UInt8]) -> Bool {
        guard buffer.isEmpty else { return true }
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &chunk, chunk.count, 0)
        if count > 0 { buffer += chunk.prefix(count) }
        return count > 0 || (count < 0 && errno == EAGAIN)
    }

    static func send(_ buffer: inout [UInt8], to socket: Int32) -> Bool {
        guard !buffer.isEmpty else { return true }
        let count = Glibc.send(socket, buffer, buffer.count, Int32(MSG_NOSIGNAL))
        if count > 0 { buffer.removeFirst(count) }
        return count > 0 || errno == EAGAIN
    }
}
