import Glibc
import ModuleKit
import Synchronization
import Testing
import Values

@testable import Connection
@testable import Transport

/// Passphrases, dialogues, commands in place of a connection.
@Suite(.enabled(if: TestServer.isAvailable), .serialized) struct SSHLogInTests {
    private func echo(_ options: ConnectionOptions, _ dialogue: ConnectionDialogue = ConnectionDialogue()) async throws
        -> String?
    {
        let connection = try await StandardConnector(dialogue).connect(options)
        let exchange = try await connection.exchange([.run(Command("echo", "here"))], then: [], as: nil)
        await connection.close()
        return exchange.outcomes[0].output?.standardOutput.text
    }

    private final class Person: Sendable {
        let questions = Mutex<[String]>([])
        let answers: [String]

        init(_ answers: [String]) { self.answers = answers }

        var dialogue: ConnectionDialogue {
            ConnectionDialogue(answer: { question in
                self.questions.withLock { asked in
                    asked.append(question)
                    return asked.count <= self.answers.count ? Secret(self.answers[asked.count - 1]) : nil
                }
            })
        }
    }

    private func lock(_ server: TestServer, _ kind: String, form: String = "") {
        system("ssh-keygen -q -p -N sesame -P '' \(form) -f \(server.directory)/user_\(kind) >/dev/null")
    }

    @Test func `a passphrase is asked for once, and again after a wrong one`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        lock(server, "ed25519")
        let person = Person(["wrong", "sesame"])
        let dialogue = person.dialogue
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<5 { group.addTask { try await echo(server.options(), dialogue) } }
            for try await text in group { #expect(text == "here\n") }
        }
        let path = "\(server.directory)/user_ed25519"
        #expect(person.questions.withLock { $0 } == ["Passphrase for \(path)", "Wrong. Passphrase for \(path)"])
    }

    @Test func `no passphrase is asked for a key that the server does not accept`() async throws {
        let server = try TestServer("AuthorizedKeysFile none")
        defer { server.stop() }
        lock(server, "ed25519")
        let person = Person(["sesame"])
        await #expect(throws: ConnectionError.self) { _ = try await self.echo(server.options(), person.dialogue) }
        #expect(person.questions.withLock { $0 }.isEmpty)
    }

    @Test(arguments: ["-o BatchMode=yes", ""])
    func `without an answer to the prompt, the key is named`(arguments: String) async throws {
        let server = try TestServer()
        defer { server.stop() }
        lock(server, "rsa", form: "-m PEM")
        var options = server.options(key: "rsa")
        options.sshArguments.append(arguments)
        await #expect {
            _ = try await self.echo(options)
        } throws: { error in
            guard case .authentication(_, _, let tried) = error as? ConnectionError else { return false }
            return tried.contains { $0.contains("user_rsa") && $0.contains("passphrase") }
        }
    }

    /// PAM that knows one password.
    private static let pam = """
        auth required pam_exec.so quiet expose_authtok %D/check
        auth required pam_permit.so
        account required pam_permit.so
        session required pam_permit.so
        """

    private func pamServer(_ configuration: String) throws -> TestServer {
        let server = try TestServer("UsePAM yes\n" + configuration, pam: Self.pam)
        TestServer.write("#!/bin/sh\ntest \"$(tr -d '\\000')\" = sesame\n", to: "\(server.directory)/check")
        system("chmod 755 \(server.directory)/check")
        return server
    }

    @Test(arguments: [
        ("PasswordAuthentication no\nKbdInteractiveAuthentication yes", "sesame", true),
        ("PasswordAuthentication no\nKbdInteractiveAuthentication yes", "wrong", false),
        ("PasswordAuthentication yes\nKbdInteractiveAuthentication no", "sesame", true),
        ("KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive", "sesame", true),
        ("KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive", "wrong", false),
    ])
    func `a password answers keyboard-interactive dialogues, also after a key`(
        configuration: String, password: String, opens: Bool
    )
        async throws
    {
        let server = try pamServer(configuration)
        defer { server.stop() }
        var options = server.options()
        options.password = Secret(password)
        if !configuration.contains("publickey") { options.sshArguments.append("-o PubkeyAuthentication=no") }
        if opens {
            #expect(try await echo(options) == "here\n")
        } else {
            await #expect(throws: ConnectionError.self) { _ = try await self.echo(options) }
        }
    }

    @Test func `a ProxyCommand carries the session and ends with it`() async throws {
        let server = try TestServer()
        defer { server.stop() }
        let mark = "proxy-\(server.port)"
        let program = """
            use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => "$ARGV[0]:$ARGV[1]") or die;
            my $p = fork; my ($in, $out) = $p ? (*STDIN, $s) : ($s, *STDOUT);
            while (sysread $in, my $b, 65536) { syswrite $out, $b } $s->shutdown(1)
            """
        TestServer.write(program, to: "\(server.directory)/carry.pl")
        var options = server.options()
        options.sshArguments.append("-o ProxyCommand='perl \(server.directory)/carry.pl %h %p \(mark)'")
        #expect(try await echo(options) == "here\n")
        #expect(system("pgrep -f '[/]carry.pl .*\(mark)' >/dev/null") != 0)
    }

    @Test func `the output of a failed ProxyCommand is shown`() async throws {
        var options = ConnectionOptions(name: "n", address: "h")
        options.sshArguments = ["-F none -o ProxyCommand='echo no way to %h >&2; exit 1'"]
        options.retries = 0
        await #expect {
            _ = try await StandardConnector().connect(options)
        } throws: { error in
            if case .unreached(let text) = error as? ConnectionError { text.contains("no way to h") } else { false }
        }
    }

    @Test(arguments: [(0, 1), (2, 3)])
    func `a refused connection is retried as often as retries says`(retries: Int, attempts: Int) async throws {
        var options = ConnectionOptions(name: "n", address: "127.0.0.1")
        options.port = 1
        options.sshArguments = ["-F none"]
        options.retries = retries
        await #expect {
            _ = try await StandardConnector().connect(options)
        } throws: { error in
            switch error as? ConnectionError {
            case .refused: attempts == 1
            case .repeated(.refused, let count, let seconds): count == attempts && seconds > 0.2
            default: false
            }
        }
    }
}
