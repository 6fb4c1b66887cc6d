import Glibc
import Testing

@testable import ModelService

/// What the service tells systemd, as a manager hears it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ServiceManagerTests {
    /// A socket that hears as systemd's does.
    private final class Manager: Sendable {
        let socket: Int32

        init(_ path: String) throws {
            socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var bytes = Array(path.utf8)
            if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
            let length = socklen_t(2 + bytes.count + (bytes[0] == 0 ? 0 : 1))
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
            }
            guard bound == 0 else { throw HTTPSocket.Failure(what: "bind \(path)", number: errno) }
            var patience = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit { close(socket) }

        /// Hears one message after the other until one contains a text.
        func hear(_ text: String) async throws -> [String] {
            try await HTTPSocket.blocking { [socket] in
                var messages: [String] = []
                var chunk = [UInt8](repeating: 0, count: 4096)
                repeat {
                    let count = recv(socket, &chunk, chunk.count, 0)
                    guard count > 0 else {
                        throw HTTPSocket.Failure(what: "\(text) was not heard, but \(messages)", number: errno)
                    }
                    messages.append(String(decoding: chunk[..<count], as: UTF8.self))
                } while !(messages.last?.contains(text) ?? false)
                return messages
            }
        }
    }

    @Test("the manager is told of readiness, life, reloads and the stop", arguments: [false, true])
    func told(isAbstract: Bool) async throws {
        let directory = TemporaryDirectory()
        let path = isAbstract ? "@model-service-test-\(Job.newID())" : "\(directory.path)/notify"
        let manager = try Manager(path)
        let service = try await ServiceProcess(
            shippedFiles(), in: directory.path, environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "100000"])
        _ = try await manager.hear("READY=1\nSTATUS=model pima-synthetic sha256:")
        _ = try await manager.hear("WATCHDOG=1")
        _ = try await manager.hear("WATCHDOG=1")
        service.signal(SIGHUP)
        let reload = try await manager.hear("RELOADING=1").last
        #expect(reload?.contains(#/^RELOADING=1\nMONOTONIC_USEC=\d+$/#) == true)
        #expect(try await manager.hear("READY=1").allSatisfy { $0.hasPrefix("READY=1") || $0 == "WATCHDOG=1" })
        service.signal(SIGTERM)
        _ = try await manager.hear("STOPPING=1")
        #expect(try await service.exitCode() == 0)
    }

    @Test func `only who is asked to tells that it lives`() async throws {
        let directory = TemporaryDirectory()
        let manager = try Manager("\(directory.path)/notify")
        let service = try await ServiceProcess(
            shippedFiles(), in: directory.path,
            environment: [
                "NOTIFY_SOCKET": "\(directory.path)/notify", "WATCHDOG_USEC": "20000", "WATCHDOG_PID": "1",
            ])
        _ = try await manager.hear("READY=1")
        for _ in 0..<20 { #expect(try await service.http.get("/health").status == 200) }
        service.signal(SIGTERM)
        #expect(try await manager.hear("STOPPING=1").count == 1)
        #expect(try await service.exitCode() == 0)
    }

    @Test(
        "an address that is not understood is an error",
        arguments: ["vsock:2:1", "notify", "/" + String(repeating: "x", count: 200)])
    func address(path: String) {
        #expect(throws: FileProblem.self) { try ServiceManager(environment: ["NOTIFY_SOCKET": path]) }
    }

    @Test func `without a manager nobody is told`() throws {
        #expect(try ServiceManager(environment: [:]) == nil)
        #expect(try ServiceManager(environment: ["NOTIFY_SOCKET": ""]) == nil)
    }
}
