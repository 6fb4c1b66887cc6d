internal import CLibssh2
import Glibc

/// What stands between a session and its server in place of a TCP connection.
protocol SSHCarrier: Sendable {
    /// The end that the session speaks to; it closes it.
    var socket: Int32 { get }
    /// Why the way broke, in the words of what carries it; empty if it said nothing.
    func lastWords() async -> String
    func close() async
}

/// A way through one server to the next: a channel of the first session, pumped to a socket pair.
final class SSHTunnel: SSHCarrier {
    let socket: Int32
    private let session: SSHSession
    private let pump: Task<Void, Never>

    init(through session: SSHSession, to host: String, _ port: Int) async throws(ConnectionError) {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw .lost("cannot create a socket pair for the jump host")
        }
        let (near, far) = (ends[0], ends[1])
        do {
            let channel = try await session.openTunnel(to: host, port)
            socket = near
            self.session = session
            pump = Task {
                await session.pump(channel, to: far)
                Reactor.shared.forget(far)
                Glibc.close(far)
            }
        } catch {
            Glibc.close(near)
            Glibc.close(far)
            await session.close()
            throw error
        }
    }

    func lastWords() async -> String { "" }

    func close() async {
        pump.cancel()
        await session.close()
    }
}
