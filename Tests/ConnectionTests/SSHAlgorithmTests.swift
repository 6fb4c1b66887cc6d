import ModuleKit
import Testing

@testable import Connection
@testable import Transport

/// What two sides must agree on, tried with a server that has only one of it.
@Suite(.enabled(if: TestServer.isAvailable), .serialized) struct SSHAlgorithmTests {
    private func echo(_ server: TestServer, _ arguments: String = "") async throws -> String? {
        var options = server.options()
        options.sshArguments.append(arguments)
        let connection = try await StandardConnector().connect(options)
        // Longer than what a cipher or a window takes at once, in both directions.
        let text = String(repeating: "0123456789abcdef", count: 200_000)
        var command = Command("cat")
        command.input = Array(text.utf8)
        let exchange = try await connection.exchange([.run(command)], then: [], as: nil)
        await connection.close()
        return exchange.outcomes[0].output?.standardOutput.text == text ? "here" : nil
    }

    @Test(arguments: [
        "HostKeyAlgorithms rsa-sha2-512", "HostKeyAlgorithms rsa-sha2-256",
        "HostKeyAlgorithms rsa-sha2-512,rsa-sha2-256",
        "RekeyLimit 64K",
    ])
    func `a server with only an RSA host key is accepted`(line: String) async throws {
        let server = try TestServer(line, hostKeys: ["rsa"])
        defer { server.stop() }
        #expect(try await echo(server) == "here")
    }

    @Test(arguments: [
        "Ciphers chacha20-poly1305@openssh.com", "Ciphers aes128-gcm@openssh.com", "Ciphers aes256-gcm@openssh.com",
        "Ciphers aes256-ctr", "MACs hmac-sha2-256-etm@openssh.com", "MACs hmac-sha2-512-etm@openssh.com",
        "MACs hmac-sha2-512", "KexAlgorithms diffie-hellman-group16-sha512", "KexAlgorithms ecdh-sha2-nistp521",
        "KexAlgorithms diffie-hellman-group-exchange-sha256", "HostKeyAlgorithms ecdsa-sha2-nistp256",
        "Ciphers chacha20-poly1305@openssh.com\nRekeyLimit 64K", "MACs hmac-sha2-256-etm@openssh.com\nRekeyLimit 64K",
        "Ciphers aes128-gcm@openssh.com\nRekeyLimit 64K",
    ])
    func `one common algorithm is enough`(line: String) async throws {
        let server = try TestServer(line)
        defer { server.stop() }
        #expect(try await echo(server) == "here")
    }

    /// As with ssh(1), signatures of SHA-1 are only for those who say so.
    @Test func `algorithms that OpenSSH enables only on request need the same here`() async throws {
        let old = try TestServer("HostKeyAlgorithms ssh-rsa", hostKeys: ["rsa"])
        defer { old.stop() }
        await #expect {
            _ = try await echo(old)
        } throws: { error in
            guard case .noCommonAlgorithm(let text) = error as? ConnectionError else { return false }
            return text.contains("for host key the server offers only ssh-rsa")
        }
        #expect(try await echo(old, "-o HostKeyAlgorithms=+ssh-rsa") == "here")
    }

    @Test func `a missing common algorithm is reported with both lists`() async throws {
        let server = try TestServer("Ciphers aes128-ctr\nMACs umac-128-etm@openssh.com")
        defer { server.stop() }
        await #expect {
            _ = try await echo(server)
        } throws: { error in
            guard case .noCommonAlgorithm(let text) = error as? ConnectionError else { return false }
            return text.contains("for MAC the server offers only umac-128-etm@openssh.com")
        }
    }

    /// CVE-2023-48795.
    @Test(arguments: [
        ("chacha20-poly1305@openssh.com", "hmac-sha2-256", true), ("aes128-cbc", "hmac-sha2-256-etm@openssh.com", true),
        ("aes128-cbc", "hmac-sha2-256", false), ("aes128-ctr", "hmac-sha2-256-etm@openssh.com", false),
        ("aes128-gcm@openssh.com", "", false),
    ])
    func `a connection open to truncation by a man in the middle is reported`(
        cipher: String, code: String, canBeCut: Bool
    ) {
        #expect(SSHAlgorithms.canBeCut(cipher, code) == canBeCut)
    }
}
