import Glibc
import ModuleKit
import Testing
import Values

@testable import Connection
@testable import Transport

@Suite(.enabled(if: TestServer.isAvailable), .serialized) struct SSHTests {
    private func echo(_ options: ConnectionOptions) async throws -> String? {
        let connection = try await StandardConnector().connect(options)
        let exchange = try await connection.exchange([.run(Command("echo", "here"))], then: [], as: nil)
        await connection.close()
        return exchange.outcomes[0].output?.standardOutput.text
    }

    /// OpenSSH refuses signatures of RSA with SHA-1.
    @Test func `login succeeds with every type of private key`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        for key in ["ed25519", "ecdsa", "rsa"] { #expect(try await echo(server.options(key: key)) == "here\n") }
    }

    @Test func `login succeeds with a key from the agent`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let (agent, options) = try server.optionsByAgent()
        defer {
            kill(agent.id, SIGTERM)
            agent.close()
        }
        #expect(try await echo(options) == "here\n")
    }

    /// sshd hangs up after some keys, and an agent may have many.
    @Test func `a configured key is tried before those of the agent`() async throws {
        let server = try TestServer("MaxAuthTries 3")
        defer { server.stop() }
        var (agent, options) = try server.optionsByAgent(key: "rsa")
        defer {
            kill(agent.id, SIGTERM)
            agent.close()
        }
        system("SSH_AUTH_SOCK=\(server.directory)/agent ssh-add -q -D")
        for number in 0..<10 {
            let path = "\(server.directory)/spare\(number)"
            system(
                "ssh-keygen -q -t ed25519 -N '' -f \(path); SSH_AUTH_SOCK=\(server.directory)/agent ssh-add -q \(path)")
        }
        await #expect {
            _ = try await self.echo(options)
        } throws: { error in
            guard case .authentication(_, _, let tried) = error as? ConnectionError else { return false }
            return tried.count >= 3 && tried.contains { $0.contains("spare0") || $0.contains("refused") }
        }
        options.privateKeyFiles = ["\(server.directory)/user_ed25519"]
        #expect(try await echo(options) == "here\n")
        options.sshArguments = ["-F none -o IdentityAgent=\(server.directory)/nobody"]
        #expect(try await echo(options) == "here\n")
    }

    /// As by a machine that took the place of the first between two connections of a run.
    @Test func `a host that presents another key the second time is refused`() async throws {
        let first = try TestServer()
        defer { first.stop() }
        let second = try TestServer(hostKeys: ["rsa"])
        defer { second.stop() }
        var options = first.options()
        options.hostKeyChecking = .acceptNew
        options.knownHostsFiles = ["\(first.directory)/new"]
        #expect(try await echo(options) == "here\n")
        system("sed -i 's/:\(first.port)\\]/:\(second.port)]/' \(first.directory)/new")
        options.port = second.port
        options.hostKeyChecking = .strict
        await #expect(throws: ConnectionError.self) { _ = try await self.echo(options) }
    }

    @Test func `an unknown host is refused, or added if the settings allow it`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        var options = server.options()
        options.knownHostsFiles = ["\(server.directory)/none"]
        await #expect {
            _ = try await self.echo(options)
        } throws: { error in
            if case .hostKeyUnknown(_, let print) = error as? ConnectionError {
                print.hasPrefix("SHA256:")
            } else {
                false
            }
        }
        options.hostKeyChecking = .acceptNew
        #expect(try await echo(options) == "here\n")
        options.hostKeyChecking = .strict
        #expect(try await echo(options) == "here\n")
    }

    @Test func `a changed host key is refused with both fingerprints and its position`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        var options = server.options()
        system(
            "{ echo '# a line'; printf '[127.0.0.1]:\(server.port) '; cat \(server.directory)/user_ed25519.pub; } >\(server.directory)/wrong"
        )
        options.knownHostsFiles = ["\(server.directory)/wrong"]
        await #expect {
            _ = try await self.echo(options)
        } throws: { error in
            guard case .hostKeyChanged(_, let expected, let offered, let origin) = error as? ConnectionError else {
                return false
            }
            return expected != offered && origin == "\(server.directory)/wrong:2"
        }
    }

    @Test func `a key that the server refuses is named`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        system("ssh-keygen -q -t ed25519 -N '' -f \(server.directory)/other")
        var options = server.options()
        options.privateKeyFiles = ["\(server.directory)/other", "\(server.directory)/missing"]
        await #expect {
            _ = try await self.echo(options)
        } throws: { error in
            guard case .authentication("root", _, let tried) = error as? ConnectionError else { return false }
            return tried.contains { $0.contains("other") } && tried.contains { $0.contains("missing") }
        }
    }

    @Test func `one channel per connection is enough`() async throws {
        let server = try TestServer("MaxSessions 1")
        defer { server.stop() }
        let connection = try await StandardConnector().connect(server.options())
        for _ in 0..<3 {
            let exchange = try await connection.exchange([.run(Command("id", "-u"))], then: [], as: nil)
            #expect(exchange.outcomes[0].output?.standardOutput.text == "0\n")
        }
        await connection.close()
    }

    /// Each user has a shell, and each shell a channel.
    @Test func `several users take turns if there is only one channel`() async throws {
        let server = try TestServer("MaxSessions 1")
        defer { server.stop() }
        let connection = try await StandardConnector().connect(server.options())
        for user in [nil, "daemon", "nobody", nil, "nobody"] {
            let become = user.map { Become(user: $0, method: .su, flags: "-s /bin/sh") }
            let exchange = try await connection.exchange([.run(Command("id", "-un"))], then: [], as: become)
            #expect(exchange.outcomes[0].output?.standardOutput.text == "\(user ?? "root")\n")
        }
        await connection.close()
    }

    @Test func `a connection that broke while idle does not count as lost during a task`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let connection = try await StandardConnector().connect(server.options())
        _ = try await connection.exchange([.run(Command("true"))], then: [], as: nil)
        system("for p in $(pgrep -P \(server.processID)); do kill -KILL $p; done; sleep 0.2")
        await #expect {
            _ = try await connection.exchange([.run(Command("true"))], then: [], as: nil)
        } throws: { error in
            if case .unreached = error as? ConnectionError { true } else { false }
        }
        await connection.close()
    }

    @Test func `twenty simultaneous connections all succeed with a server that drops some`() async throws {
        let server = try TestServer("MaxStartups 2:100:2")
        defer { server.stop() }
        var options = server.options()
        options.retries = 10
        options.timeout = 30
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { [options] in try await echo(options) } }
            for try await text in group { #expect(text == "here\n") }
        }
    }

    @Test func `a connection cut during an exchange counts as lost`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let connection = try await StandardConnector().connect(server.options())
        let cut = Command(.shell("kill -9 $(cut -d' ' -f4 /proc/$PPID/stat); sleep 5", executable: nil))
        await #expect {
            _ = try await connection.exchange([.run(cut)], then: [], as: nil)
        } throws: { error in
            if case .lost = error as? ConnectionError { true } else { false }
        }
        await connection.close()
    }

    @Test func `a command that exceeds its timeout is stopped on the host`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let connection = try await StandardConnector().connect(server.options())
        var slow = Command("sleep", "4711")
        slow.timeout = 0.5
        let look = Command(.shell("pgrep -f 'sleep 471[1]' || echo none", executable: nil))
        let exchange = try await connection.exchange([.run(slow)], then: [.command(look)], as: nil)
        #expect(exchange.outcomes[0].output?.timedOut == true)
        #expect(exchange.answers[0].output?.standardOutput.text == "none\n")
        await connection.close()
    }

    @Test func `a jump host is used`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        var options = server.options()
        options.sshArguments += ["-J root@127.0.0.1:\(server.port)"]
        #expect(try await echo(options) == "here\n")
    }

    @Test(arguments: [("127.0.0.1", 1), ("no.such.host.invalid", 22)])
    func `each reason why a host cannot be reached is told apart`(address: String, port: Int) async {
        var options = ConnectionOptions(name: "n", address: address)
        options.port = port
        options.sshArguments = ["-F none"]
        await #expect {
            _ = try await StandardConnector().connect(options)
        } throws: { error in
            switch error as? ConnectionError {
            case .refused: port == 1
            case .nameNotFound: port == 22
            default: false
            }
        }
    }

    @Test(arguments: ["/usr/sbin/nologin", "/bin/false", "echo go away"])
    func `an account without a shell is named as the cause`(command: String) async throws {
        let server = try TestServer("ForceCommand \(command)")
        defer { server.stop() }
        await #expect {
            _ = try await self.echo(server.options())
        } throws: { error in
            if case .noShell = error as? ConnectionError { true } else { false }
        }
    }

    /// 3 MB of noise before the shell is there, with what looks like our marks.
    @Test func `output of login files is ignored`() async throws {
        let noise = "head -c 3000000 /dev/urandom; printf '\\n<x.0.\\n>x.0. 0\\n'; echo >&2 noise"
        let server = try TestServer("ForceCommand \(noise); eval \"$SSH_ORIGINAL_COMMAND\"")
        defer { server.stop() }
        #expect(try await echo(server.options()) == "here\n")
    }

    @Test func `a server that falls silent is noticed`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        var options = server.options()
        options.sshArguments += ["-o ServerAliveInterval=1 -o ServerAliveCountMax=2"]
        let connection = try await StandardConnector().connect(options)
        let stop = Command(.shell("kill -STOP $(cut -d' ' -f4 /proc/$PPID/stat); sleep 60", executable: nil))
        let started = ContinuousClock.now
        await #expect {
            _ = try await connection.exchange([.run(stop)], then: [], as: nil)
        } throws: { error in
            if case .lost(let reason) = error as? ConnectionError { reason.contains("no sign of life") } else { false }
        }
        #expect(ContinuousClock.now - started < .seconds(10))
        await connection.close()
        system("for p in $(pgrep -P \(server.processID)); do kill -KILL $p; done")
    }
}
