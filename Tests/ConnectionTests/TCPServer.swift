import Glibc
import Synchronization

@testable import Connection
@testable import Transport

/// A server on a loopback port that does with each connection what a test says, on a thread of its own.
final class TCPServer: Sendable {
    let port: Int
    private let listener: Int32

    init(_ talk: @escaping @Sendable (TCPEnd) -> Void) {
        (listener, port) = Loopback.listen()
        let listener = listener
        OwnThread.start {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                OwnThread.start {
                    talk(TCPEnd(client))
                    close(client)
                }
            }
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}

/// One end of a connection. All that is done with it blocks.
struct TCPEnd: Sendable {
    let socket: Int32

    init(_ socket: Int32) { self.socket = socket }

    /// - Returns: `false` when nobody takes it.
    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// - Returns: `nil` at the end.
    func receive() -> [UInt8]? {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &chunk, chunk.count, 0)
        return count > 0 ? Array(chunk.prefix(count)) : nil
    }

    /// Says nothing more, until the other side has gone.
    func fallSilent() { while receive() != nil {} }

    /// Neither says nor hears anything more, until the other side has gone.
    func freeze() {
        // POLLRDHUP, which Swift's Glibc module leaves out.
        var watch = pollfd(fd: socket, events: 0x2000, revents: 0)
        poll(&watch, 1, 60_000)
    }

    /// The other side hears that the connection has been thrown away, and not closed.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
}

/// Carries bytes to a server and back, until so many have come from it.
final class TCPCutter: Sendable {
    enum Fate {
        case close, reset, silence, freeze, garbage
        /// One bit of the next byte, after which all goes on as before.
        case flippedBit

        /// Those after which nothing comes that the server said.
        static let endings: [Fate] = [.close, .reset, .silence, .freeze, .garbage]
    }

    private let server: TCPServer
    private let count = Atomic<Int>(0)

    var port: Int { server.port }
    /// What the server has sent so far.
    var carried: Int { count.load(ordering: .relaxed) }

    init(to port: Int, after limit: Int, _ fate: Fate) {
        let box = Box()
        server = TCPServer { end in box.cutter?.carry(end, to: port, limit, fate) }
        box.cutter = self
    }

    private final class Box: @unchecked Sendable {
        weak var cutter: TCPCutter?
    }

    func stop() { server.stop() }

    private func carry(_ client: TCPEnd, to port: Int, _ limit: Int, _ fate: Fate) {
        guard let socket = Loopback.connect(port) else { return }
        let server = TCPEnd(socket)
        defer { close(socket) }
        var left = limit
        while true {
            var ends = [client, server].map { pollfd(fd: $0.socket, events: Int16(POLLIN), revents: 0) }
            poll(&ends, 2, -1)
            if ends[0].revents != 0 {
                guard let bytes = client.receive(), server.send(bytes) else { return }
            }
            if ends[1].revents != 0 {
                guard var bytes = server.receive() else { return }
                count.add(bytes.count, ordering: .relaxed)
                if fate == .flippedBit, left < bytes.count {
                    bytes[left] ^= 1
                    left = .max
                }
                client.send(Array(bytes.prefix(left)))
                left -= bytes.count
                if left <= 0 { return meet(fate, client) }
            }
        }
    }

    private func meet(_ fate: Fate, _ client: TCPEnd) {
        switch fate {
        case .close, .flippedBit: break
        case .reset: client.reset()
        case .silence: client.fallSilent()
        case .freeze: client.freeze()
        case .garbage:
            var random = SystemRandomNumberGenerator()
            client.send((0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            client.fallSilent()
        }
    }
}
