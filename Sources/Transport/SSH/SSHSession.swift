internal import CLibssh2
import Glibc

/// One SSH session with a server: libssh2 without blocking, on one actor.
///
/// After "try again" libssh2 wants the same call next, so every step of several calls runs under ``step(_:)`` and
/// only one task at a time works with the session: ``ShellConnection`` holds a lock.
actor SSHSession {
    let settings: SSHSettings
    let socket: Int32
    /// Stays within this actor. `nil` once closed.
    private(set) var session: OpaquePointer?
    var channels = ChannelTable()
    private var lastHeard = ContinuousClock.now
    /// What libssh2 hands to our callbacks.
    let memory = SessionMemory()
    /// What keeps the way to this server open: the session of the host before it, or a command.
    private let carrier: (any SSHCarrier)?

    init(_ settings: SSHSettings, socket: Int32, carrier: (any SSHCarrier)?) throws(ConnectionError) {
        Self.startLibrary
        self.settings = settings
        self.socket = socket
        self.carrier = carrier
        session = memory.makeSession()
        guard let session else { throw .lost("not enough memory for a session") }
        libssh2_session_set_blocking(session, 0)
    }

    private static let startLibrary: Void = {
        libssh2_init(0)
        signal(SIGPIPE, SIG_IGN)
    }()

    /// Makes one call of libssh2 again and again until it is through.
    ///
    /// - Returns: libssh2's answer: an amount, 0, or a negative error.
    func step(until deadline: ContinuousClock.Instant?, _ call: (OpaquePointer) -> Int) async throws(ConnectionError)
        -> Int
    {
        while let session {
            memory.intake.begin()
            let result = call(session)
            if result != Int(LIBSSH2_ERROR_EAGAIN) { return result }
            guard try await wait(until: deadline) else { throw tooSlow }
        }
        throw .lost("the session is closed")
    }

    /// The same, each call on a thread of its own: for what takes time by itself, as do key exchanges and signatures, or
    /// asks a person. What is spent in the calls is none of the server's time, and does not count.
    func stepApart(until deadline: ContinuousClock.Instant, _ call: @escaping @Sendable (OpaquePointer) -> Int)
        async throws(ConnectionError) -> Int
    {
        var deadline = deadline
        while let session {
            nonisolated(unsafe) let handle = session
            let asked = ContinuousClock.now
            memory.intake.begin()
            let result = await OwnThread.run { call(handle) }
            if result != Int(LIBSSH2_ERROR_EAGAIN) { return result }
            deadline += asked.duration(to: .now)
            guard try await wait(until: deadline) else { throw tooSlow }
        }
        throw .lost("the session is closed")
    }

    /// Waits for the socket in the direction libssh2 needs.
    ///
    /// - Returns: `false` when the deadline has come first.
    func wait(until deadline: ContinuousClock.Instant?, also other: Reactor.Watch? = nil)
        async throws(ConnectionError) -> Bool
    {
        guard let session else { throw .lost("the session is closed") }
        // A server that always has something to say would keep the clock from being looked at.
        if let deadline, ContinuousClock.now >= deadline { return false }
        let directions = libssh2_session_block_directions(session)
        var interest: Reactor.Interest = [.read]
        if directions & LIBSSH2_SESSION_BLOCK_OUTBOUND != 0 { interest.insert(.write) }
        let asked = ContinuousClock.now
        let watches = [Reactor.Watch(descriptor: socket, interest: interest)] + (other.map { [$0] } ?? [])
        switch await Reactor.shared.wait(watches, until: nearest(deadline)) {
        case .ready:
            lastHeard = .now
            return true
        case .cancelled: throw .lost("interrupted")
        case .timedOut:
            if let deadline, ContinuousClock.now >= deadline { return false }
            try showLife(since: asked)
            return true
        }
    }

    private func nearest(_ deadline: ContinuousClock.Instant?) -> ContinuousClock.Instant? {
        guard settings.aliveInterval > 0 else { return deadline }
        let next = ContinuousClock.now + .seconds(settings.aliveInterval)
        return deadline.map { min($0, next) } ?? next
    }

    /// A silent server is asked for a sign of life; after some silence more, the connection counts as lost.
    private func showLife(since asked: ContinuousClock.Instant) throws(ConnectionError) {
        guard let session, isAuthenticated else { return }
        let patience = settings.aliveInterval * Double(settings.aliveCount)
        if lastHeard.duration(to: .now) > .seconds(patience + settings.aliveInterval / 2) {
            throw .lost("no sign of life from \(settings.host) for \(Int(patience)) seconds")
        }
        // A packet that is half sent has to go first.
        guard libssh2_session_block_directions(session) & LIBSSH2_SESSION_BLOCK_OUTBOUND == 0 else { return }
        var seconds: Int32 = 0
        libssh2_keepalive_config(session, 1, UInt32(max(1, settings.aliveInterval)))
        libssh2_keepalive_send(session, &seconds)
    }

    private var isAuthenticated: Bool { session.map { libssh2_userauth_authenticated($0) != 0 } ?? false }

    private var tooSlow: ConnectionError {
        .noAnswer(address: settings.host, port: settings.port, seconds: settings.timeout)
    }

    /// From here on the server may send as much as it is asked for.
    func loggedIn() { memory.intake.loggedIn() }

    /// The text of libssh2's last error, or what is wrong with the server.
    var lastError: String {
        guard let session else { return "the session is closed" }
        if let objection = memory.intake.objection { return objection }
        var text: UnsafeMutablePointer<CChar>?
        libssh2_session_last_error(session, &text, nil, 0)
        return text.map { String(cString: $0) } ?? ""
    }

    var lastErrorNumber: Int { session.map { Int(libssh2_session_last_errno($0)) } ?? 0 }

    /// Pointers that libssh2 gives; `nil` with "try again" means wait.
    func pointer(until deadline: ContinuousClock.Instant?, _ call: (OpaquePointer) -> OpaquePointer?)
        async throws(ConnectionError) -> OpaquePointer?
    {
        while let session {
            memory.intake.begin()
            if let pointer = call(session) { return pointer }
            guard libssh2_session_last_errno(session) == LIBSSH2_ERROR_EAGAIN else { return nil }
            guard try await wait(until: deadline) else { throw tooSlow }
        }
        throw .lost("the session is closed")
    }

    /// Ends the session without waiting for the server.
    func close() async {
        guard let session else { return }
        self.session = nil
        libssh2_session_disconnect_ex(session, 11, "done", "")
        Reactor.shared.forget(socket)
        libssh2_session_free(session)
        Glibc.close(socket)
        await carrier?.close()
    }
}
