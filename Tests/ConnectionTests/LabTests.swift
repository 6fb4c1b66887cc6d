import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Connection
@testable import Transport

@Suite(.enabled(if: LabHost.isAvailable)) struct LabTests {
    @Test(arguments: ["prod", "pw"])
    func `tasks run as root with sudo`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let exchange = try await connection.exchange([.run(Command("id", "-u"))], then: [], as: host.root)
        guard case .ran(let output) = exchange.outcomes[0] else {
            Issue.record("\(exchange.outcomes)")
            return
        }
        #expect(output.standardOutput.text == "0\n")
        await connection.close()
    }

    @Test(arguments: ["prod", "box", "twin"])
    func `files are written and read`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let path = RemotePath("~/swiftplay test")
        let write = Step.write(FileWrite(Content([1, 2, 0, 255]), to: .init(path)))
        let query = Query.file(path, FileInterest(contentsUpTo: 10))
        let exchange = try await connection.exchange([write], then: [query], as: nil)
        #expect(exchange.outcomes == [.written(backup: nil)])
        guard case .file(let file?) = exchange.answers[0] else {
            Issue.record("\(exchange.answers)")
            return
        }
        #expect(file.contents == [1, 2, 0, 255])
        #expect(!file.path.text.hasPrefix("~"))
        let after = try await connection.exchange([.remove(path)], then: [query], as: nil)
        #expect(after.outcomes == [.done] && after.answers == [.file(nil)])
        await connection.close()
    }

    @Test(arguments: ["pw"])
    func `a wrong sudo password is tried once and reported`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        for (password, error) in [
            (Secret("wrong") as Secret?, ConnectionError.becomePasswordWrong(user: "root")),
            (nil, .becomePasswordMissing(user: "root")),
        ] {
            await #expect(throws: error) {
                _ = try await connection.exchange([], then: [.program("sh")], as: Become(password: password))
            }
        }
        let after = try await connection.exchange([.run(Command("id", "-un"))], then: [], as: host.root)
        #expect(after.outcomes[0].output?.standardOutput.text == "root\n")
        await connection.close()
    }

    /// What becoming root by this password meets.
    private func answer(
        to password: Secret, of host: LabHost, by connector: StandardConnector
    ) async throws -> ConnectionError? {
        let connection = try await connector.connect(host.options)
        let error: ConnectionError?
        do throws(ConnectionError) {
            _ = try await connection.exchange([], then: [], as: Become(password: password))
            error = nil
        } catch let met {
            error = met
        }
        await connection.close()
        return error
    }

    @Test func `a wrong sudo password is tried on at most three connections`() async throws {
        let host = try LabHost("pw")
        let connector = StandardConnector()
        let errors = try await withThrowingTaskGroup(of: ConnectionError?.self) { group in
            for _ in 0..<6 {
                group.addTask { try await answer(to: Secret("wrong"), of: host, by: connector) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.filter { $0 == .becomePasswordWrong(user: "root") }.count == 3)
        #expect(errors.filter { $0 == .becomePasswordNotTried(user: "root", failures: 3) }.count == 3)
    }

    @Test(arguments: ["password", "keyboard-interactive"])
    func `login succeeds with a password`(method: String) async throws {
        var options = try LabHost("pw").options
        options.privateKeyFiles = []
        options.password = Secret("lab")
        options.sshArguments.append("-o IdentityAgent=none -o PreferredAuthentications=\(method)")
        do throws(ConnectionError) {
            let connection = try await StandardConnector().connect(options)
            await connection.close()
        } catch {
            // Debian's sshd has only one of them by default.
            guard case .authentication(_, let methods, _) = error else { throw error }
            #expect(!methods.contains(method))
        }
    }

    @Test func `an account can be removed after tasks of its user`() async throws {
        let host = try LabHost("prod")
        let connection = try await StandardConnector().connect(host.options)
        let probe = Become(user: "probe", password: host.becomePassword)
        for (words, user) in [
            (["useradd", "probe"], host.root), (["id"], probe), (["userdel", "probe"], host.root),
            (["useradd", "probe"], host.root), (["id"], probe), (["sh", "-c", "userdel -r probe"], host.root),
        ] {
            let command: Command =
                words.first == "sh" ? Command(.shell(words[2], executable: nil)) : Command(.arguments(words))
            let exchange = try await connection.exchange([.run(command)], then: [], as: user)
            let output = try #require(exchange.outcomes[0].output)
            #expect([0, 12].contains(output.exitCode), "\(words): \(output.standardError.text)")
        }
        await connection.close()
    }

    @Test func `su works for root, and an ordinary user without a password gets an error`() async throws {
        let host = try LabHost("prod")
        let connection = try await StandardConnector().connect(host.options)
        await #expect(throws: ConnectionError.becomePasswordMissing(user: "root")) {
            _ = try await connection.exchange([], then: [.program("sh")], as: Become(method: .su))
        }
        await #expect {
            _ = try await connection.exchange([], then: [.program("sh")], as: Become(method: .doas))
        } throws: { error in
            if case .become("root", let reason) = error as? ConnectionError { reason.contains("doas") } else { false }
        }
        await connection.close()
    }

    @Test func `services, packages, users and groups are queried in one exchange`() async throws {
        let host = try LabHost("prod")
        let connection = try await StandardConnector().connect(host.options)
        let queries: [Query] = [
            .service("ssh"), .service("no-such-unit"), .service("systemd-journald.service"), .package("bash", .apt),
            .package("no-such-package", .apt), .package("-o", .apt), .account("root"), .account("appuser"),
            .account("nobody-here"), .account("-D"), .group("root"), .group("0"), .group("no-such"),
            .service("bad name"),
        ]
        let exchange = try await connection.exchange([], then: queries, as: host.root)
        guard exchange.answers.count == queries.count, case .service(let ssh) = exchange.answers[0],
            case .service(let none) = exchange.answers[1], case .service(let journal) = exchange.answers[2],
            case .package(let bash) = exchange.answers[3], case .account(let root?) = exchange.answers[6],
            case .account(let user?) = exchange.answers[7]
        else {
            Issue.record("\(exchange.answers)")
            return
        }
        #expect(ssh.manager == .systemd && ssh.exists && !none.exists && journal.isActive)
        #expect(bash?.installed != nil)
        #expect(exchange.answers[4] == .package(nil))
        #expect(root.userID == 0 && root.passwordHash != nil && root.primaryGroup == "root" && root.isLocal)
        #expect(user.home == "/home/appuser" && user.shell == "/bin/bash")
        #expect(exchange.answers[8] == .account(nil) && exchange.answers[12] == .group(nil))
        #expect(exchange.answers[10] == exchange.answers[11])
        for index in [5, 9] {
            guard case .refused = exchange.answers[index] else {
                Issue.record("\(exchange.answers[index])")
                continue
            }
        }
        await connection.close()
    }

    /// From where the host sees the login come: every lab has a net of its own.
    private func addressOfThisMachine(seenBy connection: any Connection) async throws -> String {
        let print = Command(.shell("echo ${SSH_CONNECTION%% *}", executable: nil))
        let exchange = try await connection.exchange([.run(print)], then: [], as: nil)
        return String(try #require(exchange.outcomes[0].output).standardOutput.text.dropLast())
    }

    /// With what a host of its kind has: perl on one, nc on the other.
    @Test(arguments: ["prod", "box"])
    func `HTTP requests work without curl and wget`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let server = try TestWeb(address: await addressOfThisMachine(seenBy: connection))
        defer { server.stop() }
        var post = HTTPRequest("POST", server.url + "/echo")
        post.body = [0, 1, 2, 255]
        post.headers = [EnvironmentVariable("X-Test", "yes")]
        var guarded = HTTPRequest("GET", server.url.replacing("http://", with: "http://me:secret@") + "/guarded")
        guarded.redirects = .all
        let target = FileWrite.Target(RemotePath("/tmp/swiftplay-download"), attributes: FileAttributes(mode: 0o600))
        let download = Download(HTTPRequest("GET", server.url + "/redirect"), to: target)
        let steps: [Step] = [
            .request(post), .request(guarded), .request(HTTPRequest("GET", server.url + "/missing")),
            .request(HTTPRequest("GET", server.url.replacing(/:\d+$/, with: ":1/"))), .download(download),
            .download(download), .remove(target.path),
            .download(Download(HTTPRequest("GET", server.url + "/missing"), to: target)),
        ]
        let exchange = try await connection.exchange(steps, then: [.file(target.path)], as: nil)
        guard exchange.outcomes.count == 8, case .responded(let posted) = exchange.outcomes[0],
            case .responded(let allowed) = exchange.outcomes[1], case .responded(let missing) = exchange.outcomes[2],
            case .responded(let refused) = exchange.outcomes[3], case .downloaded(let first) = exchange.outcomes[4],
            case .downloaded(let second) = exchange.outcomes[5], case .downloaded(let third) = exchange.outcomes[7]
        else {
            Issue.record("\(exchange.outcomes)")
            return
        }
        #expect(posted.status == 200 && posted.body == [0, 1, 2, 255])
        #expect(posted.headers.contains { $0.name.lowercased() == "x-seen" && $0.value == "yes" })
        #expect(allowed.status == 200 && missing.status == 404 && refused.status == -1 && !refused.reason.isEmpty)
        #expect(first.replaced && first.size == 5 && first.response.url.hasSuffix("/target"), "\(first)")
        #expect(!second.replaced)
        #expect(third.response.status == 404 && !third.replaced)
        #expect(exchange.answers == [.file(nil)])
        await connection.close()
    }

    @Test(arguments: ["prod", "box"])
    func `waiting for ports and files works on the host`(name: String) async throws {
        let host = try LabHost(name)
        let connection = try await StandardConnector().connect(host.options)
        let steps: [Step] = [
            .wait(WaitCondition(.port(host: "127.0.0.1", port: 22), timeout: 5)),
            .wait(WaitCondition(.greeting("^SSH-2", host: "127.0.0.1", port: 22), timeout: 5)),
            .wait(WaitCondition(.port(host: "127.0.0.1", port: 9), goal: .absent, timeout: 5)),
            .wait(WaitCondition(.port(host: "127.0.0.1", port: 9), goal: .drained, timeout: 5)),
            .wait(WaitCondition(.path(RemotePath("/etc/passwd")))),
            .wait(WaitCondition(.text("^root:", in: RemotePath("/etc/passwd")))),
            .wait(WaitCondition(.path(RemotePath("/no/such")), timeout: 1)),
            .wait(WaitCondition(.nothing, timeout: 100)),
        ]
        let outcomes = try await connection.exchange(steps, then: [], as: nil).outcomes
        for outcome in outcomes.prefix(6) {
            guard case .waited = outcome else {
                Issue.record("\(outcomes)")
                return
            }
        }
        guard case .expired(let seconds) = outcomes[6] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect((0.9...5).contains(seconds))
        #expect(outcomes[7] == .notTaken)
        await connection.close()
    }
}
