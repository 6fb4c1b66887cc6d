import ModuleKit
import Values

/// Manages rules, chains and policies of the kernel's packet filter.
struct Iptables: Module {
    enum Action: String, ArgumentChoice { case append, insert }
    enum Version: String, ArgumentChoice { case ipv4, ipv6 }
    enum Table: String, ArgumentChoice { case filter, nat, mangle, raw, security }
    enum Policy: String, ArgumentChoice { case ACCEPT, DROP, QUEUE, RETURN }
    enum Syn: String, ArgumentChoice { case ignore, match, negate }
    enum SetFlags: String, ArgumentChoice {
        case src, dst
        case srcDst = "src,dst", dstSrc = "dst,src", dstDst = "dst,dst", srcSrc = "src,src"
    }
    enum Level: String, ArgumentChoice {
        case n0 = "0", n1 = "1", n2 = "2", n3 = "3", n4 = "4", n5 = "5", n6 = "6", n7 = "7"
        case emerg, alert, crit, error, warning, notice, info, debug
    }

    static let doc = ModuleDoc(
        "iptables", "Manage rules of the packet filter.",
        ignored: ["numeric": "addresses are never looked up to answer the module's questions"],
        returns: [
            ReturnValue("rule", "The rule as iptables takes it."), ReturnValue("chain", "The chain; null for all."),
            ReturnValue("table", "The table."), ReturnValue("state", "The wanted state."),
            ReturnValue("flush", "Whether the chain was emptied."), ReturnValue("ip_version", "`ipv4` or `ipv6`."),
            ReturnValue("chain_management", "Whether the chain itself is managed."),
        ],
        differences: """
            Without a rule, nothing is done and nothing counts as changed unless `chain_management` is set. Versions of \
            iptables before 1.6 are not supported.
            """,
        examples: """
            - name: Let pickers in
              iptables: { chain: INPUT, protocol: tcp, destination_port: "8443", source: 10.20.0.0/16, jump: ACCEPT, comment: pickers }
            - iptables: { chain: INPUT, ctstate: [ESTABLISHED, RELATED], jump: ACCEPT, action: insert, rule_num: "1" }
            - iptables: { table: nat, chain: POSTROUTING, out_interface: eth0, jump: MASQUERADE }
            - iptables: { chain: FORWARD, policy: DROP, ip_version: ipv6 }
            - iptables: { chain: PICKERS, chain_management: true }
            - iptables: { table: nat, flush: true }
            """)

    @Argument("Where a new rule goes: to the end, or to the beginning.") var action: Action = .append
    @Argument("The chain.") var chain: String?
    @Argument("Create the chain, or delete it where no rule is given.") var chainManagement: Bool = false
    @Argument("A comment on the rule.") var comment: String?
    @Argument("States of the connection.") var ctstate: [String] = []
    @Argument("Address of the destination; `!` in front negates.") var destination: String?
    @Argument("Port or range of the destination.") var destinationPort: String?
    @Argument("Ports or ranges of the destination.") var destinationPorts: [String] = []
    @Argument("Range of addresses of the destination.") var dstRange: String?
    @Argument("Empty the chain, or the table.") var flush: Bool = false
    @Argument("Only second and further fragments.") var fragment: String?
    @Argument("Where copies of packets go; for `jump: TEE`.") var gateway: String?
    @Argument("Group of the process that sent the packet.") var gidOwner: String?
    @Argument("The chain to go on with, without coming back.", name: "goto") var goTo: String?
    @Argument("Type of an ICMP packet.") var icmpType: String?
    @Argument("The interface by which packets come in.") var inInterface: String?
    @Argument("The protocol's version.") var ipVersion: Version = .ipv4
    @Argument("What happens to packets that match: a target or chain.") var jump: String?
    @Argument("How many packets may match in a time, as in 5/minute.") var limit: String?
    @Argument("How many packets may match before the limit holds.") var limitBurst: String?
    @Argument("Level at which packets are logged.") var logLevel: Level?
    @Argument("Text in front of what is logged.") var logPrefix: String?
    @Argument("Extensions that the rule uses.") var match: [String] = []
    @Argument("A set of addresses or ports of ipset.") var matchSet: String?
    @Argument("Which addresses are looked for in the set.") var matchSetFlags: SetFlags?
    @Argument("Show numbers instead of names.") var numeric: Bool = false
    @Argument("The interface by which packets go out.") var outInterface: String?
    @Argument("What happens to packets of the chain that no rule matches.") var policy: Policy?
    @Argument("The protocol of packets.", name: "protocol") var networkProtocol: String?
    @Argument("How packets are refused; means `jump: REJECT`.") var rejectWith: String?
    @Argument("The number that an inserted rule gets.") var ruleNum: String?
    @Argument("Counters of packets and bytes that the rule begins with.") var setCounters: String?
    @Argument("A DSCP mark to set.") var setDscpMark: String?
    @Argument("A class of DSCP to set.") var setDscpMarkClass: String?
    @Argument("Address of the source; `!` in front negates.") var source: String?
    @Argument("Port or range of the source.") var sourcePort: String?
    @Argument("Range of addresses of the source.") var srcRange: String?
    @Argument("Whether the rule should exist.") var state: Presence = .present
    @Argument("Whether SYN must be set, and ACK and RST not.") var syn: Syn = .ignore
    @Argument("The table.") var table: Table = .filter
    @Argument("Flags of TCP that must be set.") var tcpFlags: TCPFlags?
    @Argument("The destination that packets get.") var toDestination: String?
    @Argument("The ports that packets get.") var toPorts: String?
    @Argument("The source that packets get.") var toSource: String?
    @Argument("User of the process that sent the packet; `!` in front negates.") var uidOwner: String?
    @Argument("Seconds to wait for others that change rules.") var wait: String?

    static let rules: [ArgumentRule] = [
        .exclusive("set_dscp_mark", "set_dscp_mark_class"), .requires("set_dscp_mark", "jump"),
        .requires("set_dscp_mark_class", "jump"), .required("chain", when: "flush", is: "false"),
    ]

    func validate() throws(ModuleFailure) {
        guard !flush || policy == nil else { throw ModuleFailure("`flush` and `policy` exclude each other") }
        if let chain, chain.hasPrefix("-") || chain.contains(where: \.isWhitespace) {
            throw ModuleFailure("not a name of a chain: \(chain)")
        }
        guard flush || !(chain ?? "").isEmpty else { throw ModuleFailure("`chain` is needed, unless `flush` is set") }
        if jump?.lowercased() == "tee", gateway == nil { throw ModuleFailure("`jump: TEE` needs `gateway`") }
        if logPrefix != nil || logLevel != nil, let jump, jump != "LOG" {
            throw ModuleFailure("`log_prefix` and `log_level` need `jump: LOG`, not \(jump)")
        }
    }

    var touches: [Footprint] { [.network, IptablesFacts.footprint] }

    var probe: Probe<IptablesHost> {
        let isRule = !flush && policy == nil && !words.isEmpty
        return .all(
            facts.program, .asked(if: !flush && !isRule) { facts.chain.probe },
            .asked(if: isRule) { facts.rule(words).probe }
        ).map { IptablesHost(chain: $1 ?? nil, hasRule: $2) }
    }

    func changes(from host: IptablesHost) throws(ModuleFailure) -> [Change] {
        if flush { return [change("empty \(chain ?? table.rawValue)", ["-F"] + [chain].compactMap(\.self), nil, [:])] }
        if let policy { return try changes(of: host.chain, to: policy) }
        guard let hasRule = host.hasRule else { return changes(of: host.chain) }
        guard hasRule != (state == .present) else { return [] }
        let rule = words.map(Shlex.quote).joined(separator: " ")
        let (before, after) = state == .present ? (nil, rule) : (rule, String?.none)
        return [
            change(
                "\(state == .present ? "add" : "remove") the rule \(rule)", verb + words,
                .setting(chain ?? "", before: before, after: after), facts.rule(words).becoming(state == .present))
        ]
    }

    func result(_ applied: Applied<IptablesHost>) -> ModuleResult {
        [
            "ip_version": .string(ipVersion.rawValue), "table": .string(table.rawValue),
            "chain": chain.map(Value.string) ?? .null, "flush": .bool(flush), "state": .string(state.rawValue),
            "rule": .string(words.joined(separator: " ")), "chain_management": .bool(chainManagement),
        ]
    }
}

/// What `iptables` must know of the host, as far as it matters.
struct IptablesHost: Sendable {
    /// `nil`: there is no such chain.
    var chain: IptablesChain?
    var hasRule: Bool?
}

/// What is done.
extension Iptables {
    private var facts: IptablesFacts {
        IptablesFacts(program: ipVersion == .ipv4 ? "iptables" : "ip6tables", table: table.rawValue, chain: chain ?? "")
    }

    var words: [String] { IptablesRule(self).words }

    private var verb: [String] {
        let chain = chain ?? ""
        switch (state, action) {
        case (.absent, _): return ["-D", chain]
        case (.present, .append): return ["-A", chain]
        case (.present, .insert): return ["-I", chain] + [ruleNum].compactMap(\.self).filter { !$0.isEmpty }
        }
    }

    private func changes(of chain: IptablesChain?, to policy: Policy) throws(ModuleFailure) -> [Change] {
        let name = self.chain ?? ""
        guard let old = chain?.policy else { throw ModuleFailure("the chain \(name) has no policy") }
        guard old != policy.rawValue else { return [] }
        let diff = Diff.setting("policy of \(name)", before: old, after: policy.rawValue)
        let after = facts.chain.becoming(IptablesChain(policy: policy.rawValue))
        return [change("policy \(policy.rawValue) of \(name)", ["-P", name, policy.rawValue], diff, after)]
    }

    /// Without a rule, the chain itself is meant.
    private func changes(of chain: IptablesChain?) -> [Change] {
        let (name, isWanted) = (self.chain ?? "", state == .present)
        guard chainManagement, (chain != nil) != isWanted else { return [] }
        let word = { (isThere: Bool) in isThere ? "chain" : String?.none }
        let diff = Diff.setting(name, before: word(!isWanted), after: word(isWanted))
        let after = facts.chain.becoming(isWanted ? IptablesChain(policy: nil) : nil)
        return [
            change("\(isWanted ? "create" : "delete") the chain \(name)", [isWanted ? "-N" : "-X", name], diff, after)
        ]
    }

    private func change(_ summary: String, _ words: [String], _ diff: Diff?, _ expects: [Query: Answer]) -> Change {
        let footprint = expects.isEmpty ? IptablesFacts.footprint : facts.own
        return Change(
            summary, diff: diff, steps: [.run(facts.command(words))], touches: [.network, footprint], expects: expects)
    }
}
