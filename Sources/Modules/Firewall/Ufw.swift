import ModuleKit
import Values

/// Manages the firewall ufw.
struct Ufw: Module {
    enum Goal: String, ArgumentChoice { case disabled, enabled, reloaded, reset }
    enum Policy: String, ArgumentChoice { case allow, deny, reject }
    enum Action: String, ArgumentChoice { case allow, deny, limit, reject }
    enum Level: String, ArgumentChoice { case on, off, low, medium, high, full }
    enum Direction: String, ArgumentChoice { case `in`, incoming, out, outgoing, routed }
    enum Origin: String, ArgumentChoice {
        case firstIPv4 = "first-ipv4", firstIPv6 = "first-ipv6", lastIPv4 = "last-ipv4", lastIPv6 = "last-ipv6", zero
    }
    enum Transport: String, ArgumentChoice { case any, tcp, udp, ipv6, esp, ah, gre, igmp, vrrp }

    static let doc = ModuleDoc(
        "ufw", "Manage the firewall ufw.", collection: "community.general",
        checkMode: .partly(except: "rules behind others that replace or remove some"), diffs: .list,
        returns: [
            ReturnValue("commands", "The calls of ufw that changed something, or would."),
            ReturnValue("msg", "What ufw says of its state.", only: "if it was asked"),
        ],
        differences: """
            Policies and the log level are compared with those in ufw's files, which count even while it is disabled.
            """,
        examples: """
            - name: Let the orchard's office in
              community.general.ufw: { rule: allow, src: 10.20.0.0/16, port: "8443", proto: tcp, comment: office }
            - ufw: { default: deny, direction: incoming }
            - ufw: { rule: limit, name: OpenSSH }
            - ufw: { rule: deny, interface: eth1, direction: in, insert: 1 }
            - ufw: { state: enabled, logging: low }
            """)

    @Argument("Whether the firewall should be on, also at boot; `reloaded` and `reset` always act.") var state: Goal?
    @Argument("The policy for what no rule matches.", aliases: "policy", name: "default") var policy: Policy?
    @Argument("How much is logged.") var logging: Level?
    @Argument("Direction of the rule or policy.") var direction: Direction?
    @Argument("What to do with what the rule matches.") var rule: Action?
    @Argument("Remove the rule.") var delete: Bool = false
    @Argument("Whether the rule is for what the host routes.") var route: Bool = false
    @Argument("The number that a new rule should get.") var insert: Int?
    @Argument("What that number counts from.") var insertRelativeTo: Origin = .zero
    @Argument("The interface of the rule, in its direction.", aliases: "if") var interface: String?
    @Argument("The interface by which packets come in.", aliases: "if_in") var interfaceIn: String?
    @Argument("The interface by which packets go out.", aliases: "if_out") var interfaceOut: String?
    @Argument("Log new connections that match the rule.") var log: Bool = false
    @Argument("Address that packets come from.", aliases: "from", "src") var fromIp: String = "any"
    @Argument("Port that packets come from.") var fromPort: String?
    @Argument("Address that packets go to.", aliases: "dest", "to") var toIp: String = "any"
    @Argument("Port that packets go to.", aliases: "port") var toPort: String?
    @Argument("Protocol of the rule.", aliases: "protocol") var proto: Transport?
    @Argument("A profile of /etc/ufw/applications.d.", aliases: "app") var name: String?
    @Argument("A comment on the rule.") var comment: String?

    static let rules: [ArgumentRule] = [
        .atLeastOne("state", "default", "rule", "logging"), .exclusive("name", "proto", "logging"),
        .exclusive("direction", "interface_in"), .exclusive("direction", "interface_out"),
        .requires("interface", "direction"),
    ]

    func validate() throws(ModuleFailure) {
        if policy != nil, direction == .in || direction == .out {
            throw ModuleFailure("for `default`, `direction` must be incoming, outgoing or routed")
        }
        if rule != nil, let direction, direction != .in, direction != .out {
            throw ModuleFailure("for `rule`, `direction` must be in or out")
        }
        if rule != nil, !route, interfaceIn != nil, interfaceOut != nil {
            throw ModuleFailure("only rules with `route: true` can have both `interface_in` and `interface_out`")
        }
    }

    var touches: [Footprint] { UfwFacts.touched }

    /// Only a number that counts from the rules of one kind needs them beforehand.
    var probe: Probe<UfwHost> {
        guard rule != nil else { return known }
        guard insert == nil || insertRelativeTo == .zero else {
            return known.then { host in
                UfwFacts.trying(ruleWords(among: host.rules)).map { host.trying($0) }
            }
        }
        return known.and(UfwFacts.trying(ruleWords(among: UfwRules()))).map { $0.trying($1) }
    }

    private var known: Probe<UfwHost> {
        .all(UfwFacts.program, UfwFacts.status.probe, UfwFacts.rules.probe).map { UfwHost(status: $1, rules: $2) }
    }

    func recheck(of state: UfwHost) -> Probe<UfwHost> { known }

    func changes(from host: UfwHost) throws(ModuleFailure) -> [Change] {
        var status = host.status
        let before = [stateChange(&status), policyChange(&status), try ruleChange(host, status)]
        return (before + [loggingChange(&status)]).compactMap(\.self)
    }

    func result(_ applied: Applied<UfwHost>) -> ModuleResult {
        let lines = applied.changes.flatMap(\.steps).compactMap { step -> Value? in
            guard case .run(let command) = step, case .arguments(let words) = command.form else { return nil }
            return .string(words.map(Shlex.quote).joined(separator: " "))
        }
        var result: ModuleResult = ["commands": .list(lines)]
        let report = (applied.after ?? applied.before).status.report
        if !report.isEmpty { result["msg"] = .string(report) }
        // Of what was not known beforehand, the rules tell.
        if let after = applied.after, applied.changes.contains(where: { $0.doubt != nil }), !applied.isCheckMode {
            result.changed = applied.changes.count > 1 || after.rules != applied.before.rules
        }
        return result
    }
}

/// What `ufw` must know of the host.
struct UfwHost: Sendable {
    var status: UfwStatus
    var rules: UfwRules
    /// What ufw would make of the rule.
    var attempt: UfwAttempt?

    func trying(_ attempt: UfwAttempt) -> UfwHost { UfwHost(status: status, rules: rules, attempt: attempt) }
}

/// State, policies and logging.
extension Ufw {
    private func stateChange(_ status: inout UfwStatus) -> Change? {
        guard let state else { return nil }
        let verb = ["enabled": "enable", "disabled": "disable", "reloaded": "reload"][state.rawValue] ?? "reset"
        let before = status
        switch state {
        case .enabled: status.isActive = true
        case .disabled: status.isActive = false
        case .reloaded, .reset: break
        }
        if state == .enabled || state == .disabled, status == before { return nil }
        let word = { (isActive: Bool) in isActive ? "active" : "inactive" }
        let diff = Diff.setting("ufw", before: word(before.isActive), after: word(status.isActive))
        return change(
            "\(verb) ufw", state == .reset || state == .reloaded ? nil : diff, ["-f", verb],
            expects: state == .reset ? nil : status)
    }

    private func policyChange(_ status: inout UfwStatus) -> Change? {
        guard let policy else { return nil }
        let direction = direction?.rawValue ?? "incoming"
        let before = status.policies.updateValue(policy.rawValue, forKey: direction)
        guard before != policy.rawValue else { return nil }
        let diff = Diff.setting("default (\(direction))", before: before, after: policy.rawValue)
        return change(
            "default \(policy.rawValue) (\(direction))", diff, ["default", policy.rawValue, direction], expects: status)
    }

    private func loggingChange(_ status: inout UfwStatus) -> Change? {
        guard let logging else { return nil }
        let old = status.logLevel
        let new = logging == .on ? (old == "off" ? "low" : old) : logging.rawValue
        guard new != old else { return nil }
        status.logLevel = new
        return change(
            "logging \(new)", .setting("logging", before: old, after: new), ["logging", logging.rawValue],
            expects: status)
    }

    /// - Parameter after: `nil` where only ufw knows.
    private func change(_ summary: String, _ diff: Diff?, _ words: [String], expects after: UfwStatus?) -> Change {
        Change(
            summary, diff: diff, steps: [.run(UfwFacts.call(words))],
            touches: after == nil ? UfwFacts.touched : [.network, .named("firewall")],
            expects: after.map { UfwFacts.status.becoming($0) } ?? [:])
    }
}

/// One rule.
extension Ufw {
    func ruleWords(among rules: UfwRules) -> [String] {
        var words = route ? ["route"] : []
        if delete { words.append("delete") }
        if !delete, let position = position(among: rules) { words += ["insert", String(position)] }
        words += [rule?.rawValue ?? "", direction?.rawValue ?? ""]
        for (before, value) in [
            (["on"], interface), (["in", "on"], interfaceIn), (["out", "on"], interfaceOut), ([], log ? "log" : nil),
            (["from"], fromIp), (["port"], fromPort), (["to"], toIp), (["port"], toPort),
            (["proto"], proto?.rawValue), (["app"], name), (["comment"], comment),
        ] {
            if let value, !value.isEmpty { words += before + [value] }
        }
        return words.filter { !$0.isEmpty }
    }

    /// Rules for IPv4 have the first numbers. A number behind the last rule is none to ufw.
    private func position(among rules: UfwRules) -> Int? {
        guard let insert, insertRelativeTo != .zero else { return insert }
        let (old, new) = (UfwRules.count(rules.ipv4), UfwRules.count(rules.ipv6))
        let origin =
            switch insertRelativeTo {
            case .zero: 0
            case .firstIPv4: 1
            case .lastIPv4: max(1, old)
            case .firstIPv6: old + 1
            case .lastIPv6: new > 0 ? old + new : old + 1
            }
        return insert + origin > old + new ? nil : insert + origin
    }

    private func ruleChange(_ host: UfwHost, _ status: UfwStatus) throws(ModuleFailure) -> Change? {
        guard let attempt = host.attempt else { return nil }
        let words = ruleWords(among: host.rules)
        if let complaint = attempt.complaint { throw ModuleFailure("ufw refuses the rule: \(complaint)") }
        let after = attempt.rules(from: host.rules)
        // A dry run does not look whether the kernel can limit IPv6, and says nothing of such rules.
        let isUntold = rule == .limit && attempt.ipv6 == nil && !attempt.isThere
        guard after != host.rules || isUntold else { return nil }
        let text = { (rules: UfwRules) in (rules.ipv4 + rules.ipv6).map { $0 + "\n" }.joined().hostBytes }
        var expected = UfwFacts.status.becoming(status)
        if !isUntold { expected.merge(UfwFacts.rules.becoming(after)) { $1 } }
        var change = Change(
            words.joined(separator: " "),
            diff: .contents(before: text(host.rules), after: text(after), beforeHeader: "", afterHeader: ""),
            steps: [.run(UfwFacts.call(words))], touches: UfwFacts.touched, expects: expected)
        if after == host.rules { change.doubt = "ufw does not tell beforehand what it limits of IPv6" }
        return change
    }
}
