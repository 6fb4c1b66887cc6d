import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection
@testable import Transport

/// What a server, or something between, may do to those who come to it. It ends as an error of that host, in time and in
/// bounded memory.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HostileServerTests {
    /// Things that answer in place of a server.
    enum Act: CaseIterable {
        case closing, silence, silenceAfterVersion, dripping, web, emptyLines, longVersion, manyLines, emptyPacket
        case hugePacket, padding, garbage, endlessPackets

        func play(_ end: TCPEnd) {
            switch self {
            case .closing: return
            case .silence: break
            case .silenceAfterVersion: end.send(Self.version)
            case .dripping: while end.send("x") { usleep(50_000) }
            case .web: end.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            case .emptyLines: while end.send([UInt8](repeating: 10, count: 60_000)) {}
            case .longVersion:
                end.send("SSH-2.0-")
                for _ in 0..<1000 where !end.send([UInt8](repeating: 120, count: 100_000)) { return }
            case .manyLines: for _ in 0..<10_000 where !end.send("a line\r\n") { return }
            case .emptyPacket: end.send(Self.version + [0, 0, 0, 0] + [UInt8](repeating: 0, count: 100))
            case .hugePacket: end.send(Self.version + [255, 255, 255, 255] + [UInt8](repeating: 7, count: 100_000))
            case .padding: end.send(Self.version + [0, 0, 0, 12, 255] + [UInt8](repeating: 20, count: 11))
            case .garbage: end.send(Self.version + (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
            case .endlessPackets:
                // SSH_MSG_IGNORE, which is allowed at any time.
                let packet: [UInt8] = [0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
                end.send(Self.version)
                while end.send((0..<4000).flatMap { _ in packet }) {}
            }
            end.fallSilent()
        }

        private static let version = Array("SSH-2.0-x\r\n".utf8)
    }

    private func options(_ port: Int) -> ConnectionOptions {
        var options = ConnectionOptions(name: "n", address: "127.0.0.1")
        options.port = port
        options.sshArguments = ["-F none -o IdentityAgent=none"]
        options.timeout = 2
        options.retries = 0
        return options
    }

    @Test(arguments: Act.allCases)
    func `anything but an SSH server gives an error quickly and with little memory`(act: Act) async throws {
        let server = TCPServer(act.play)
        defer { server.stop() }
        let (started, before) = (ContinuousClock.now, residentBytes())
        await #expect(throws: ConnectionError.self) { _ = try await StandardConnector().connect(options(server.port)) }
        #expect(ContinuousClock.now - started < .seconds(3))
        #expect(residentBytes() - before < 50 << 20)
    }

    @Test(arguments: [Act.silence, .dripping, .silenceAfterVersion, .endlessPackets])
    func `a cancelled connection ends at once`(act: Act) async throws {
        let server = TCPServer(act.play)
        defer { server.stop() }
        var options = options(server.port)
        options.timeout = 60
        let task = Task { [options] in try await StandardConnector().connect(options) }
        try await Task.sleep(for: .milliseconds(300))
        let started = ContinuousClock.now
        task.cancel()
        await #expect(throws: ConnectionError.self) { _ = try await task.value }
        #expect(ContinuousClock.now - started < .seconds(1))
    }

    /// Every class of places: in the version, the key exchange, the log-in, the opening of the shell, and the talk with it.
    /// The log-in has 30 seconds.
    @Test(.enabled(if: TestServer.isAvailable), arguments: TCPCutter.Fate.endings)
    func `wherever a connection is cut, the loss is noticed in time`(fate: TCPCutter.Fate) async throws {
        let server = try TestServer("MaxStartups 100")
        defer { server.stop() }
        let whole = TCPCutter(to: server.port, after: .max, .close)
        try await talk(server, by: whole)
        whole.stop()
        let positions = [1, 5, 20, 41] + Array(stride(from: 60, to: 6000, by: 300)) + [20_000, 500_000, 2_000_000]
        await withTaskGroup(of: Void.self) { group in
            for position in positions where position < whole.carried - 200 {
                group.addTask { await cut(server, after: position, fate) }
            }
        }
    }

    /// Some of the bits are in the length of a packet, which a stream cipher leaves where they are. All places are beyond
    /// the key exchange, whose padding nobody signs.
    @Test(.enabled(if: TestServer.isAvailable)) func `a flipped bit ends the connection, whatever the cipher`()
        async throws
    {
        let servers = try [
            "Ciphers aes128-ctr\nMACs hmac-sha2-256", "Ciphers aes128-ctr\nMACs hmac-sha2-256-etm@openssh.com",
            "Ciphers aes128-gcm@openssh.com", "Ciphers chacha20-poly1305@openssh.com",
        ].map { try TestServer("MaxStartups 300\n\($0)") }
        defer { for server in servers { server.stop() } }
        await withTaskGroup(of: Void.self) { group in
            for server in servers {
                for position in stride(from: 1260, to: 1660, by: 9) {
                    group.addTask { await cut(server, after: position, .flippedBit) }
                }
            }
        }
    }

    private func cut(_ server: TestServer, after position: Int, _ fate: TCPCutter.Fate) async {
        let cutter = TCPCutter(to: server.port, after: position, fate)
        defer { cutter.stop() }
        let started = ContinuousClock.now
        await #expect(throws: ConnectionError.self, "\(fate) after \(position) bytes") {
            try await talk(server, by: cutter)
        }
        #expect(ContinuousClock.now - started < .seconds(45), "\(fate) after \(position) bytes")
    }

    private func talk(_ server: TestServer, by way: TCPCutter) async throws {
        var options = server.options()
        options.port = way.port
        options.hostKeyChecking = .off
        options.timeout = 2
        options.sshArguments += ["-o ServerAliveInterval=1 -o ServerAliveCountMax=2"]
        let connection = try await StandardConnector().connect(options)
        do {
            var command = Command(.shell("cat; head -c 30000 /dev/zero", executable: nil))
            command.input = [UInt8](repeating: 120, count: 3_000_000)
            _ = try await connection.exchange([.run(command)], then: [], as: nil)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Those who come to good servers do not feel the bad ones.
    @Test(.enabled(if: TestServer.isAvailable))
    func `bad servers do not slow down connections to good ones`() async throws {
        let server = try TestServer("MaxStartups 100")
        defer { server.stop() }
        _ = try await time(of: server)
        let alone = try await time(of: server)
        let bad = (0..<20).map { TCPServer(Act.allCases[$0 % Act.allCases.count].play) }
        let misfortunes = Task {
            await withTaskGroup(of: Void.self) { group in
                for server in bad {
                    let options = options(server.port)
                    group.addTask { _ = try? await StandardConnector().connect(options) }
                }
            }
        }
        let beside = try await time(of: server)
        print("20 good servers alone: \(alone); beside 20 bad ones: \(beside)")
        await misfortunes.value
        for server in bad { server.stop() }
        #expect(beside < alone * 1.5)
    }

    private func time(of server: TestServer) async throws -> Duration {
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let connection = try await StandardConnector().connect(server.options())
                    for _ in 0..<20 { _ = try await connection.exchange([.run(Command("true"))], then: [], as: nil) }
                    await connection.close()
                }
            }
            try await group.waitForAll()
        }
        return ContinuousClock.now - started
    }

    private func residentBytes() -> Int {
        let fields = UserFile.text(of: "/proc/self/statm")?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
    }
}
