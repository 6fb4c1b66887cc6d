import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

@Suite struct IptablesTests {
    /// A host with chains and the rules in them.
    private func host(_ chains: [String: String] = ["INPUT": "ACCEPT"], rules: [String] = []) -> FakeHost {
        var world = FakeHostWorld()
        world.programs = ["iptables": "/usr/sbin/iptables", "ip6tables": "/usr/sbin/ip6tables"]
        for (name, policy) in chains { world.files.put("/chains/\(name)", policy) }
        for rule in rules { world.files.put("/rules/\(rule)", "") }
        world.onRun { command, world in
            guard case .arguments(let words) = command.form, words.count > 3, words[0].hasSuffix("tables") else {
                return nil
            }
            // A rule is the same wherever it is inserted.
            let rule = words.dropFirst(4).enumerated().filter { $0 != 1 || Int($1) == nil }.map(\.element)
            let (verb, rest) = (words[3], rule.joined(separator: " "))
            let name = words.count > 4 ? words[4] : ""
            switch verb {
            case "-S":
                guard let policy = world.files.text("/chains/\(name)") else { return .saying("", exitCode: 1) }
                return .saying(policy.isEmpty ? "-N \(name)\n" : "-P \(name) \(policy)\n")
            case "-C": return .saying("", exitCode: world.files.text("/rules/\(rest)") == nil ? 1 : 0)
            case "-A", "-I": world.files.put("/rules/\(rest)", "")
            case "-D": world.files.remove("/rules/\(rest)")
            case "-N": world.files.put("/chains/\(name)", "")
            case "-X": world.files.remove("/chains/\(name)")
            case "-P": world.files.put("/chains/\(name)", words[5])
            case "-F": break
            default: return nil
            }
            return CommandOutput(exitCode: 0)
        }
        return FakeHost(world)
    }

    private func calls(_ host: FakeHost) -> [String] {
        host.steps.compactMap { if case .run(let command) = $0 { command.line } else { nil } }
    }

    @Test(
        "rules are written as iptables takes them",
        arguments: [
            ("protocol: tcp, source: '! 10.0.0.1', jump: ACCEPT", "-p tcp ! -s 10.0.0.1 -j ACCEPT"),
            ("match: [tcp], tcp_flags: {flags: [SYN, ACK], flags_set: [SYN]}", "-m tcp --tcp-flags SYN,ACK SYN"),
            ("ctstate: [NEW], jump: DROP", "-j DROP -m conntrack --ctstate NEW"),
            ("match: state, ctstate: [NEW]", "-m state --state NEW"),
            ("destination_ports: ['80', '443:445'], protocol: tcp", "-p tcp -m multiport --dports 80,443:445"),
            ("log_prefix: 'in: ', log_level: info", "-j LOG --log-prefix in:  --log-level info"),
            ("jump: TEE, gateway: 10.0.0.2", "-j TEE --gateway 10.0.0.2"),
            ("reject_with: tcp-reset, protocol: tcp", "-p tcp -j REJECT --reject-with tcp-reset"),
            ("syn: negate, protocol: tcp, jump: DROP", "-p tcp -j DROP ! --syn"),
            (
                "src_range: 10.0.0.1-10.0.0.9, limit: 5/s, limit_burst: 10",
                "-m iprange --src-range 10.0.0.1-10.0.0.9 -m limit --limit 5/s --limit-burst 10"
            ),
            ("match_set: good, match_set_flags: 'src,dst', jump: ACCEPT", "-j ACCEPT -m set --match-set good src,dst"),
            ("uid_owner: '!0', gid_owner: '5'", "-m owner ! --uid-owner 0 -m owner --gid-owner 5"),
            ("jump: DSCP, set_dscp_mark_class: AF31", "-j DSCP --set-dscp-class AF31"),
            (
                "icmp_type: '8', protocol: icmp, comment: a b, wait: '5'",
                "-w 5 -p icmp --icmp-type 8 -m comment --comment a b"
            ),
            (
                "goto: NEXT, in_interface: eth0, out_interface: eth1, fragment: '!', set_counters: 1 2",
                "-g NEXT -i eth0 -o eth1 ! -f -c 1 2"
            ),
        ])
    func rules(task: String, words: String) async throws {
        let host = host()
        let trial = try await hold(HostTask("iptables", "{chain: INPUT, \(task)}"), on: host)
        #expect(trial.real.keys["rule"] == .string(words))
        #expect(calls(host) == ["iptables -t filter -A INPUT \(words)"])
    }

    @Test(
        "only what differs is done",
        arguments: [
            (
                "{chain: INPUT, jump: DROP, action: insert, rule_num: '2', table: nat}",
                ["iptables -t nat -I INPUT 2 -j DROP"]
            ),
            ("{chain: INPUT, jump: ACCEPT}", []),
            ("{chain: INPUT, jump: ACCEPT, state: absent}", ["iptables -t filter -D INPUT -j ACCEPT"]),
            ("{chain: INPUT, policy: DROP}", ["iptables -t filter -P INPUT DROP"]),
            ("{chain: INPUT, policy: ACCEPT}", []),
            ("{chain: OWN, chain_management: true, ip_version: ipv6}", ["ip6tables -t filter -N OWN"]),
            ("{chain: OWN}", []), ("{chain: OLD, chain_management: true}", []),
            ("{chain: OLD, chain_management: true, state: absent}", ["iptables -t filter -X OLD"]),
        ])
    func differences(task: String, expected: [String]) async throws {
        let host = host(["INPUT": "ACCEPT", "OLD": ""], rules: ["INPUT -j ACCEPT"])
        try await hold(HostTask("iptables", task, changes: !expected.isEmpty), on: host)
        #expect(calls(host).first == expected.first)
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            ("{jump: DROP}", "`chain`"), ("{chain: INPUT, jump: tee}", "`jump: TEE` needs `gateway`"),
            ("{chain: INPUT, flush: true, policy: DROP}", "`flush` and `policy` exclude each other"),
            ("{chain: INPUT, jump: DROP, log_level: info}", "`log_prefix` and `log_level` need `jump: LOG`, not DROP"),
            ("{chain: INPUT, jump: DROP}", "the host has no iptables"),
        ])
    func refused(task: String, expected: String) {
        #expect(Trial.failure(Iptables.self, task)?.contains(expected) == true)
    }
}
