import Glibc
import NIOPosix

@testable import ModelService

/// An HTTP client of few words: one request per connection over a real socket.
struct HTTPSocket: Sendable {
    struct Reply: Sendable {
        let status: Int
        let head: String
        let body: String

        init?(_ text: String) {
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let status = Int(text.dropFirst(9).prefix(3)) else { return nil }
            (self.status, head, body) = (status, String(parts[0]), String(parts[1]))
        }
    }

    struct Failure: Error {
        let what: String
        let number: Int32
    }

    /// Blocking calls get threads of their own: the test's few would starve the rest.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 64)
        pool.start()
        return pool
    }()

    let port: Int

    static func blocking<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await threads.runIfActive(work)
    }

    func get(_ path: String) async throws -> Reply {
        try await send("GET \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
    }

    func post(_ path: String, _ body: String) async throws -> Reply {
        try await send(Self.head(path, length: body.utf8.count) + body)
    }

    static func head(_ path: String, length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(length)\r\n\r\n"
    }

    /// Sends text as it is and reads to the end of the connection.
    func send(_ text: String) async throws -> Reply {
        try await Self.blocking {
            let descriptor = try connect()
            defer { close(descriptor) }
            try Self.write(text, to: descriptor)
            let reply = Self.readToEnd(descriptor)
            guard let parsed = Reply(reply) else { throw Failure(what: "no reply: \(reply.prefix(80))", number: errno) }
            return parsed
        }
    }

    /// A connection, for tests that are slow or silent on purpose.
    func connect() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            let failure = Failure(what: "connect", number: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    static func write(_ text: String, to descriptor: Int32) throws {
        let bytes = Array(text.utf8)
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            // A server that has heard enough may close early; what it said can still be read.
            guard count > 0 else { return }
            offset += count
        }
    }

    static func readToEnd(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
