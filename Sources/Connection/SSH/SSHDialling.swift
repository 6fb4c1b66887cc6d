import Glibc

/// The way from settings to a session that is logged in: resolve, connect, check the host, authenticate.
enum SSHDialling {
    /// Tries again, after a while, what failed for a passing reason: servers drop connections when many come at once.
    static func session(_ settings: SSHSettings) async throws(ConnectionError) -> SSHSession {
        var attempt = 0
        while true {
            do {
                return try await HandshakeLimiter.shared.withTurn(at: "\(settings.host):\(settings.port)") {
                    () async throws(ConnectionError) in try await dial(settings)
                }
            } catch {
                guard attempt < settings.retries, error.isPassing, !Task.isCancelled else { throw error }
                attempt += 1
                let pause = Double.random(in: 0.2...1) * Double(1 << min(attempt, 4)) * 0.5
                try? await Task.sleep(for: .seconds(pause))
            }
        }
    }

    private static func dial(_ settings: SSHSettings) async throws(ConnectionError) -> SSHSession {
        let deadline = ContinuousClock.now + .seconds(settings.timeout)
        let way = try await Way(to: settings, until: deadline)
        let session: SSHSession
        do {
            session = try SSHSession(settings, socket: way.socket, carrier: way.tunnel)
        } catch {
            Glibc.close(way.socket)
            throw error
        }
        do {
            let names = KnownHosts.names([settings.hostKeyAlias ?? settings.host] + way.addresses, port: settings.port)
            let known = KnownHostsStore.shared.known(in: settings.knownHostsFiles)
            try await session.handshake(known, names: names, until: deadline)
            try await session.authenticate(until: ContinuousClock.now + .seconds(max(settings.timeout, 30)))
            return session
        } catch {
            await session.close()
            throw error
        }
    }

    /// A connected socket: to the server itself, or to one that stands before it.
    private struct Way {
        let socket: Int32
        let addresses: [String]
        let tunnel: SSHTunnel?

        init(to settings: SSHSettings, until deadline: ContinuousClock.Instant) async throws(ConnectionError) {
            if let last = settings.jumps.last {
                var before = last
                before.jumps = Array(settings.jumps.dropLast())
                let tunnel = try await SSHTunnel(through: SSHDialling.session(before), to: settings.host, settings.port)
                (socket, addresses, self.tunnel) = (tunnel.socket, [], tunnel)
                return
            }
            let found = try await TCPSocket.addresses(of: settings.host, port: settings.port)
            let opened = try await TCPSocket.connect(
                found, host: settings.host, port: settings.port, seconds: settings.timeout, until: deadline)
            let isAlias = settings.hostKeyAlias != nil || opened.address.text == settings.host
            (socket, addresses, tunnel) = (opened.socket, isAlias ? [] : [opened.address.text], nil)
        }
    }
}

extension ConnectionError {
    /// Whether it may go better a moment later.
    fileprivate var isPassing: Bool {
        switch self {
        case .lost, .noAnswer: true
        default: false
        }
    }
}
