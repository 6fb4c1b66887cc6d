import Glibc

/// The way from settings to a session that is logged in: resolve, connect, check the host, authenticate.
enum SSHDialling {
    /// Tries again, after a while, as often as `retries` says: servers drop connections when many come at once.
    ///
    /// - Throws: what the last attempt brought, with how many there were and how long they took.
    static func session(_ settings: SSHSettings) async throws(ConnectionError) -> SSHSession {
        let began = ContinuousClock.now
        var attempts = 1
        while true {
            do {
                return try await HandshakeLimiter.shared.withTurn(at: "\(settings.host):\(settings.port)") {
                    () async throws(ConnectionError) in try await dial(settings)
                }
            } catch {
                guard attempts <= settings.retries ?? 3, error.mayPass(isAsked: settings.retries != nil),
                    !Task.isCancelled
                else { throw error.beforeAnything.after(attempts, began.duration(to: .now)) }
                let pause = Double.random(in: 0.2...1) * Double(1 << min(attempts, 4)) * 0.5
                attempts += 1
                try? await Task.sleep(for: .seconds(pause))
            }
        }
    }

    private static func dial(_ settings: SSHSettings) async throws(ConnectionError) -> SSHSession {
        let deadline = ContinuousClock.now + .seconds(settings.timeout)
        let way = try await Way(to: settings, until: deadline)
        let session: SSHSession
        do {
            session = try SSHSession(settings, socket: way.socket, carrier: way.carrier)
        } catch {
            Glibc.close(way.socket)
            throw error
        }
        do {
            let names = KnownHosts.names([settings.hostKeyAlias ?? settings.host] + way.addresses, port: settings.port)
            let known = KnownHostsStore.known(in: settings.knownHostsFiles)
            try await session.handshake(known, names: names, until: deadline)
            try await session.authenticate(until: ContinuousClock.now + .seconds(max(settings.timeout, 30)))
            await session.loggedIn()
            return session
        } catch {
            let words = await way.carrier?.lastWords() ?? ""
            await session.close()
            throw error.said(by: words)
        }
    }

    /// A connected socket: to the server itself, or to what stands before it.
    private struct Way {
        let socket: Int32
        let addresses: [String]
        let carrier: (any SSHCarrier)?

        init(to settings: SSHSettings, until deadline: ContinuousClock.Instant) async throws(ConnectionError) {
            if let carrier = try await Self.carrier(settings) {
                (socket, addresses, self.carrier) = (carrier.socket, [], carrier)
                return
            }
            let found = try await TCPSocket.addresses(of: settings, until: deadline)
            let opened = try await TCPSocket.connect(found, settings, until: deadline)
            let isAlias = settings.hostKeyAlias != nil || opened.address.text == settings.host
            (socket, addresses, carrier) = (opened.socket, isAlias ? [] : [opened.address.text], nil)
        }

        private static func carrier(_ settings: SSHSettings) async throws(ConnectionError) -> (any SSHCarrier)? {
            if let last = settings.jumps.last {
                var before = last
                before.jumps = Array(settings.jumps.dropLast())
                return try await SSHTunnel(through: SSHDialling.session(before), to: settings.host, settings.port)
            }
            return try settings.proxyCommand.map { (command) throws(ConnectionError) in try ProxyCommand(command) }
        }
    }
}

extension ConnectionError {
    /// Whether it may go better a moment later.
    ///
    /// - Parameter isAsked: Whether the user wants it tried again; a host that refuses is otherwise left at once.
    fileprivate func mayPass(isAsked: Bool) -> Bool {
        switch self {
        case .lost: true
        case .noAnswer, .refused, .nameNotFound: isAsked
        default: false
        }
    }

    fileprivate func after(_ attempts: Int, _ time: Duration) -> ConnectionError {
        attempts > 1 ? .repeated(self, attempts: attempts, seconds: time / .seconds(1)) : self
    }

    /// With what a ProxyCommand said, where that may be the reason.
    fileprivate func said(by words: String) -> ConnectionError {
        guard !words.isEmpty else { return self }
        switch self {
        case .lost(let text), .protocolFault(let text): return .lost("\(text); the ProxyCommand said: \(words)")
        case .noAnswer(let address, let port, let seconds):
            return .lost("no answer from \(address):\(port) within \(seconds) s; the ProxyCommand said: \(words)")
        default: return self
        }
    }
}
