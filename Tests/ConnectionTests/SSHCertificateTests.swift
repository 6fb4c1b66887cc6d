import Glibc
import Testing
import Values

@testable import Connection
@testable import Transport

/// Certificates for users, made by ssh-keygen, at a server that takes nothing else.
@Suite(.enabled(if: TestServer.isAvailable), .serialized) struct SSHCertificateTests {
    private func server() throws -> TestServer {
        let server = try TestServer("TrustedUserCAKeys %D/authority.pub\nAuthorizedKeysFile none")
        system("ssh-keygen -q -t ed25519 -N '' -f \(server.directory)/authority")
        return server
    }

    private func certify(_ server: TestServer, _ kind: String, for principal: String = "root") {
        let path = server.directory
        system("ssh-keygen -q -s \(path)/authority -I test -n \(principal) -V +1d \(path)/user_\(kind).pub")
    }

    private func logsIn(_ options: ConnectionOptions) async -> Bool {
        guard let connection = try? await StandardConnector().connect(options) else { return false }
        await connection.close()
        return true
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func `login succeeds with a certificate next to its key`(kind: String) async throws {
        let server = try server()
        defer { server.stop() }
        #expect(await !logsIn(server.options(key: kind)))
        certify(server, kind)
        #expect(await logsIn(server.options(key: kind)))
    }

    @Test(arguments: ["ed25519", "rsa"])
    func `login succeeds with a certificate from CertificateFile`(kind: String) async throws {
        let server = try server()
        defer { server.stop() }
        certify(server, kind)
        system(
            "mkdir \(server.directory)/certs; mv \(server.directory)/user_\(kind)-cert.pub \(server.directory)/certs/root.pub"
        )
        var options = server.options(key: kind)
        #expect(await !logsIn(options))
        options.sshArguments.append("-o CertificateFile=\(server.directory)/certs/%r.pub")
        #expect(await logsIn(options))
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func `login succeeds with a certificate from the agent`(kind: String) async throws {
        let server = try server()
        defer { server.stop() }
        certify(server, kind)
        let (agent, options) = try server.optionsByAgent(key: kind)
        defer {
            kill(agent.id, SIGTERM)
            agent.close()
        }
        #expect(await logsIn(options))
    }

    @Test func `a refused certificate for another user is named`() async throws {
        let server = try server()
        defer { server.stop() }
        certify(server, "ed25519", for: "somebody")
        await #expect {
            _ = try await StandardConnector().connect(server.options())
        } throws: { error in
            guard case .authentication(_, _, let tried) = error as? ConnectionError else { return false }
            return tried.contains { $0.contains("certificate of") && $0.contains("refused") }
        }
    }
}
