import Connection
import ModuleKit
import ModuleTesting
import Synchronization
import Transport
import Values

/// Hosts in memory by name, with the troubles a network may bring.
final class FakeHosts: Connector {
    /// When contact is lost, counted in exchanges of a host from 1.
    enum Loss: Sendable {
        /// The exchange is lost before the host did anything of it.
        case before(Int)
        /// The host did it all, but nobody heard of it.
        case after(Int)
    }

    struct Call: Sendable, Equatable {
        var host: String
        /// As whom, by which way.
        var become: String?
        var steps: Int
        var queries: Int
    }

    private struct State {
        var hosts: [String: FakeHost] = [:]
        var unreachable: Set<String> = []
        var demanding: Set<String> = []
        var losses: [String: [Loss]] = [:]
        var exchanges: [String: Int] = [:]
        var calls: [Call] = []
        var options: [ConnectionOptions] = []
        var open = 0
        var mostOpen = 0
    }

    private let state = Mutex(State())
    private let world: @Sendable () -> FakeHostWorld

    init(world: @escaping @Sendable () -> FakeHostWorld = { .toy }) { self.world = world }

    subscript(name: String) -> FakeHost {
        state.withLock { state in
            if let known = state.hosts[name] { return known }
            let host = FakeHost(world())
            state.hosts[name] = host
            return host
        }
    }

    func setUnreachable(_ names: Set<String>) { state.withLock { $0.unreachable = names } }
    /// Hosts that let nobody become another without a password.
    func demandPassword(on names: Set<String>) { state.withLock { $0.demanding = names } }
    fileprivate func demandsPassword(_ name: String) -> Bool { state.withLock { $0.demanding.contains(name) } }
    func lose(_ host: String, _ losses: Loss...) { state.withLock { $0.losses[host] = losses } }

    /// Exchanges so far, in order.
    var calls: [Call] { state.withLock(\.calls) }
    /// How hosts were connected to, in order.
    var connections: [ConnectionOptions] { state.withLock(\.options) }
    /// The most connections that were open at once.
    var mostOpen: Int { state.withLock(\.mostOpen) }
    /// Connections that were never closed.
    var open: Int { state.withLock(\.open) }

    func connect(_ options: ConnectionOptions) async throws(ConnectionError) -> any Connection {
        let isGone = state.withLock { state in
            state.options.append(options)
            return state.unreachable.contains(options.name)
        }
        if isGone { throw .refused(address: options.address, port: options.port ?? 22) }
        state.withLock { state in
            state.open += 1
            state.mostOpen = max(state.mostOpen, state.open)
        }
        return FakeLine(hosts: self, name: options.name)
    }

    fileprivate func closeOne() { state.withLock { $0.open -= 1 } }

    fileprivate func loss(_ call: Call) -> Loss? {
        state.withLock { state in
            state.calls.append(call)
            let number = state.exchanges[call.host, default: 0] + 1
            state.exchanges[call.host] = number
            return state.losses[call.host]?.first { $0.number == number }
        }
    }
}

private struct FakeLine: Connection {
    let hosts: FakeHosts
    let name: String

    func exchange(_ steps: [Step], then queries: [Query], as user: Become?) async throws(ConnectionError) -> Exchange {
        if let user, user.password == nil, hosts.demandsPassword(name) { throw .becomePasswordMissing(user: user.user) }
        let call = FakeHosts.Call(host: name, become: user?.user, steps: steps.count, queries: queries.count)
        let loss = hosts.loss(call)
        if case .before = loss { throw .lost("reset") }
        let exchange = try await hosts[name].exchange(steps, then: queries, as: user)
        if case .after = loss { throw .lost("reset") }
        return exchange
    }

    func close() async { hosts.closeOne() }
}

extension FakeHosts.Loss {
    fileprivate var number: Int {
        switch self {
        case .before(let number), .after(let number): number
        }
    }
}

extension FakeHostWorld {
    /// A host that knows a few programs, and has its files for itself.
    static var toy: FakeHostWorld { toy(mounts: "/dev/vda / ext4 rw 0 0\n") }

    static func toy(mounts: String) -> FakeHostWorld {
        var world = FakeHostWorld()
        world.facts = ["ansible_hostname": "toy", "ansible_distribution": "Toyix", "service_mgr": "systemd"]
        world.onRun { command, world in
            let words = command.line.split(separator: " ").map(String.init)
            switch words.first {
            case "echo": return .printing(words.dropFirst().joined(separator: " ") + "\n")
            case "fail": return CommandOutput(exitCode: words.dropFirst().first.flatMap { Int($0) } ?? 1)
            case "cat" where words[1] == "/proc/self/mounts": return .printing(mounts)
            case "touch":
                world.files.put(words[1], "")
                return .printing("")
            case "append":
                world.files.put(words[1], (world.files.text(words[1]) ?? "") + words[2])
                return .printing(world.files.text(words[1]) ?? "")
            case "read": return .printing(world.files.text(words[1]) ?? "nothing")
            case "env":
                return .printing(command.environment.map { "\($0.name)=\($0.value.reveal())" }.joined(separator: " "))
            default: return nil
            }
        }
        return world
    }
}

extension CommandOutput {
    static func printing(_ text: String) -> CommandOutput {
        CommandOutput(exitCode: 0, standardOutput: CapturedOutput(Array(text.utf8)))
    }
}
