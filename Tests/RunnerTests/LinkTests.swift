import Connection
import ModuleKit
import Testing
import Transport
import Values

@testable import Runner

@Suite struct LinkTests {
    private let ping = Query.file(RemotePath("/"))
    private let other = Query.file(RemotePath("/tmp"))
    private let route = Route(ConnectionOptions(name: "web1", address: "web1"))

    private func link(
        _ hosts: FakeHosts, clock: ChangeClock = ChangeClock(), expiry: AnswerExpiry = AnswerExpiry(),
        time: @escaping @Sendable () -> Double = { 0 }
    ) -> HostLink {
        HostLink(
            name: "web1", connector: hosts, limit: ConnectionLimit(most: 10), expiry: expiry, clock: clock,
            stop: StopRequest(), time: time)
    }

    @Test func `an answer that is known costs no exchange`() async throws {
        let link = link(FakeHosts())
        _ = try await link.ask([ping], ahead: { _ in [other] }, via: route)
        _ = try await link.ask([other, ping], via: route)
        #expect(await link.tally() == HostLink.Counts(exchanges: 1, queries: 3))
    }

    @Test func `a change anywhere makes an answer stale`() async throws {
        let clock = ChangeClock()
        let link = link(FakeHosts(), clock: clock)
        _ = try await link.ask([ping], via: route)
        clock.tick()
        _ = try await link.ask([ping], via: route)
        #expect(await link.tally().exchanges == 2)
    }

    @Test func `expired answers are reported once`() {
        let expiry = AnswerExpiry()
        let (first, second) = (link(FakeHosts()), link(FakeHosts()))
        #expect(expiry.kept(by: first, at: 0).isEmpty)
        #expect(expiry.kept(by: second, at: AnswerCache.lifetime - 1).isEmpty)
        let old = expiry.kept(by: second, at: AnswerCache.lifetime)
        #expect(old.count == 1 && old.first === first)
        #expect(expiry.kept(by: first, at: AnswerCache.lifetime + 1).isEmpty)
    }

    @Test func `another user may get another answer`() async throws {
        let link = link(FakeHosts())
        _ = try await link.ask([ping], via: route)
        _ = try await link.ask([ping], via: Route(route.options, as: Become(user: "joe")))
        #expect(await link.tally().exchanges == 2)
    }

    @Test func `simultaneous callers share one connection`() async throws {
        let hosts = FakeHosts()
        let link = link(hosts)
        await withDiscardingTaskGroup { group in
            for number in 0..<20 {
                group.addTask { _ = try? await link.ask([.file(RemotePath("/\(number)"))], via: route) }
            }
        }
        #expect(hosts.connections.count == 1)
    }

    @Test func `callers that wait for a connection get the reason of its failure`() async throws {
        let hosts = FakeHosts()
        hosts.setUnreachable(["web1"])
        let link = link(hosts)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask { (try? await link.ask([ping], via: route)) == nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 5)
    }

    @Test(arguments: [(29.0, true), (30.0, false)])
    func `answers age`(time: Double, isKnown: Bool) {
        var memory = AnswerCache()
        memory.keep([.file(nil)], to: [ping], as: nil, change: ChangeCount(), time: 0)
        #expect((memory.answers(to: [ping], as: nil, change: ChangeCount(), time: time)[ping] != nil) == isKnown)
    }
}

/// Variables that say how a host is reached, in both spellings.
@Suite struct ConnectionVariableTests {
    private func variables(_ known: Mapping) -> ConnectionVariables { ConnectionVariables { known[$0] } }

    @Test(arguments: [
        "ansible_host": "10.0.0.1", "ansible_ssh_host": "10.0.0.1",
    ]) func `address`(name: String, value: String) throws {
        let options = try variables(Mapping([(name, .string(value))])).options(
            for: "web1", defaults: ConnectionDefaults())
        #expect(options.address == "10.0.0.1")
        #expect(options.name == "web1")
    }

    @Test(arguments: [
        ("ansible_user", "joe"), ("ansible_ssh_user", "joe"), ("ansible_port", "22"), ("ansible_ssh_port", "22"),
        ("ansible_password", "pw"), ("ansible_ssh_pass", "pw"), ("ansible_ssh_private_key_file", "/k"),
        ("ansible_private_key_file", "/k"), ("ansible_connection", "local"), ("ansible_host_key_checking", "false"),
        ("ansible_ssh_common_args", "-o ProxyJump=x"), ("ansible_timeout", "3"),
        ("ansible_shell_executable", "/bin/ksh"),
    ])
    func `each variable counts`(name: String, value: String) throws {
        let plain = try variables([:]).options(for: "web1", defaults: ConnectionDefaults())
        let changed = try variables(Mapping([(name, .string(value))])).options(
            for: "web1", defaults: ConnectionDefaults())
        #expect(plain != changed)
    }

    @Test(
        arguments: [
            ([:], nil, nil, nil), ([:], true, nil, "root"), (["ansible_become": true], nil, nil, "root"),
            (["ansible_become": "yes", "ansible_become_user": "ann"], false, "joe", "ann"),
            ([:], true, "joe", "joe"), (["ansible_become": false], true, nil, nil),
            (["ansible_sudo_user": "sue"], true, "joe", "sue"),
        ] as [(Mapping, Bool?, String?, String?)])
    func `become user from keywords and variables`(known: Mapping, keyword: Bool?, user: String?, became: String?)
        throws
    {
        var keywords = BecomeKeywords()
        keywords.become = keyword
        keywords.user = user
        #expect(try variables(known).become(keywords, defaults: BecomeDefaults())?.user == became)
    }

    @Test func `passwords print as asterisks`() throws {
        let options = try variables(["ansible_password": "hush"]).options(for: "x", defaults: ConnectionDefaults())
        #expect(!"\(options)".contains("hush"))
    }
}

@Suite struct LookAheadWindowTests {
    @Test func `look-ahead asks for all at first, few after a change, more while nothing changes`() {
        var window = LookAheadWindow()
        func at(_ own: Int) -> ChangeCount { ChangeCount(own: own) }
        #expect(window.executions(at: at(0), 0) == 1000)
        #expect(window.executionsAfterChange(of: 1, at: at(1), 0) == 8)
        #expect((0..<8).map { _ in window.executions(at: at(1), 0) } == [16, 32, 64, 128, 256, 512, 1000, 1000])
        #expect((2..<6).map { window.executions(at: at($0), 0) } == [4, 2, 1, 1])
        #expect(window.executions(at: at(5), 0) == 2)
    }

    @Test(arguments: [(1, 8), (4, 8), (5, 10), (200, 400), (700, 1000)])
    func `behind a change look-ahead asks for twice what went along`(count: Int, asked: Int) {
        var window = LookAheadWindow()
        #expect(window.executionsAfterChange(of: count, at: ChangeCount(own: 1), 0) == asked)
        #expect(window.executionsAfterChange(of: 1, at: ChangeCount(own: 2), 0) == 8)
    }

    @Test func `look-ahead asks for nothing if answers would expire before use`() {
        var window = LookAheadWindow()
        let change = ChangeCount(own: 0)
        #expect(window.executions(at: change, 0) == 1000)
        // A task of its own that took long is no reason.
        window.answered(at: 100)
        #expect(window.executions(at: change, 101) == 1000)
        window.answered(at: 102)
        #expect(window.executions(at: change, 140) == 0)
        #expect(window.executionsAfterChange(of: 50, at: change, 140) == 0)
        window.answered(at: 141)
        #expect((0..<4).map { _ in window.executions(at: change, 141) } == [1, 2, 4, 8])
    }
}
