import ModuleKit
import Values

/// Manages the firewall firewalld.
struct Firewalld: Module {
    enum Goal: String, ArgumentChoice {
        case absent, disabled, enabled, present
    }

    enum Target: String, ArgumentChoice {
        case `default`
        case accept = "ACCEPT"
        case drop = "DROP"
        case reject = "%%REJECT%%"
    }

    enum Transport: String, ArgumentChoice {
        case udp, tcp
    }

    /// What comes in at one port and goes on to another.
    struct Forwarding: ArgumentRecord {
        @Argument("The port by which it comes, or a range.") var port: String
        @Argument("Its protocol.") var proto: Transport
        @Argument("The address to which it goes.") var toaddr: String?
        @Argument("The port to which it goes.") var toport: String
    }

    static let doc = ModuleDoc(
        "firewalld", "Manage the firewall firewalld.", collection: "ansible.posix",
        returns: [ReturnValue("msg", "What was done, or would be, and where.")],
        differences: """
            The host's `firewall-cmd` does the work, and `firewall-offline-cmd` where the firewall does not run. The `target` \
            of a zone is changed permanently only.
            """,
        examples: """
            - name: Let visitors see the orchard
              ansible.posix.firewalld: { state: enabled, service: https, immediate: true, permanent: true }
            - firewalld: { port: 8443-8450/tcp, zone: office, state: enabled, timeout: 600 }
            - firewalld:
                rich_rule: rule family="ipv4" source address="10.20.0.0/16" service name="ssh" accept
                permanent: true
                state: enabled
            - firewalld:
                port_forward: [{ port: "443", proto: tcp, toport: "8443" }]
                permanent: true
                state: enabled
            - firewalld: { zone: press, state: present, permanent: true }
            - firewalld: { masquerade: true, zone: dmz, permanent: true, state: enabled, offline: true }
            """)

    @Argument("Whether packets are handed on within the zone.") var forward: String?
    @Argument("A kind of ICMP that is blocked.") var icmpBlock: String?
    @Argument("Whether all ICMP is blocked but what is not.") var icmpBlockInversion: String?
    @Argument("Change what holds now; without `permanent` it always is.") var immediate: Bool = false
    @Argument("An interface that belongs to the zone.") var interface: String?
    @Argument("Whether addresses behind the host are hidden.") var masquerade: String?
    @Argument("Where the firewall does not run, change only what is permanent.") var offline: Bool = false
    @Argument("Change what holds from the next start.") var permanent: Bool = false
    @Argument("A port or a range, with its protocol: `80/tcp`.") var port: String?
    @Argument("What comes in at one port and goes on to another.") var portForward: [Forwarding]?
    @Argument("A protocol.") var `protocol`: String?
    @Argument("A rule in firewalld's rich language.") var richRule: String?
    @Argument("A service that firewalld knows.") var service: String?
    @Argument("Addresses that belong to the zone.") var source: String?
    @Argument("Whether it is so; `present` and `absent` are for zones.") var state: Goal
    @Argument("What happens to packets of the zone that no rule is for.") var target: Target?
    @Argument("Seconds after which the change ends, unless it is permanent.") var timeout: Int = 0
    @Argument("The zone, if it is not the one that firewalld takes.") var zone: String?

    static let rules: [ArgumentRule] = [
        .exclusive(
            "icmp_block", "icmp_block_inversion", "service", "protocol", "port", "port_forward", "rich_rule",
            "interface", "forward", "masquerade", "source", "target"),
        .requires("interface", "zone"), .requires("target", "zone"), .requires("source", "permanent"),
    ]

    func validate() throws(ModuleFailure) {
        let words = try setting.map { [$0.name, $0.value ?? "", zone ?? ""] } ?? [zone ?? ""]
        guard !words.contains(where: { $0.contains(where: \.isNewline) || $0.hasPrefix("-") }) else {
            throw ModuleFailure("not a word for firewalld: \(words.joined(separator: " "))")
        }
        let isOfZone = try setting == nil
        if isOfZone {
            guard zone != nil else { throw ModuleFailure("nothing is named that the firewall is to let through") }
            guard permanent else { throw ModuleFailure("zones are permanent; set `permanent: true`") }
        } else if state == .present || state == .absent, target == nil {
            throw ModuleFailure("`state` must be enabled or disabled for \(try setting?.name ?? "")")
        }
        guard target == nil || permanent else { throw ModuleFailure("`target` is permanent; set `permanent: true`") }
        guard timeout == 0 || !permanent else { throw ModuleFailure("what is permanent has no `timeout`") }
        if try setting?.name == "port", port?.contains("/") != true {
            throw ModuleFailure("`port` needs a protocol: \(port ?? "")", hint: "such as 80/tcp")
        }
    }

    var touches: [Footprint] { [Self.footprint, .network, .path("/etc/firewalld")] }

    var probe: Probe<[String: String]> {
        get throws(ModuleFailure) { try fact.probe }
    }

    func changes(from host: [String: String]) throws(ModuleFailure) -> [Change] {
        let runs = host["running"] == "yes"
        let (goesNow, goesOn) = (isImmediate && (runs || !(permanent && offline)), permanent)
        guard runs || !goesNow else {
            throw ModuleFailure(
                "the firewall does not run, so that nothing can be changed at once",
                hint: "start firewalld, or set `permanent: true` and `offline: true`")
        }
        guard let setting = try setting else { return try zoneChanges(host) }
        let wanted = target.map { isOn ? $0.rawValue : "default" } ?? (isOn ? "yes" : "no")
        var after = host
        var steps: [Step] = []
        if goesNow, target == nil, host["now"] != wanted {
            steps.append(.run(call(setting.change(isOn), permanently: false, runs: true)))
            after["now"] = wanted
        }
        if goesOn, host["later"] != wanted {
            steps.append(.run(call(setting.change(isOn), permanently: true, runs: runs)))
            after["later"] = wanted
        }
        guard !steps.isEmpty else { return [] }
        return [try change("\(isOn ? "enable" : "disable") \(setting.text)", steps, from: host, to: after)]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String: String]>)
        -> ModuleFailure?
    {
        ModuleFailure("firewalld refused: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String: String]>) throws(ModuleFailure) -> ModuleResult {
        let manner = [permanent ? "permanently" : nil, isImmediate && target == nil ? "at once" : nil].compactMap(
            \.self)
        let done = applied.changes.map(\.summary).joined(separator: "; ")
        return ["msg": .string(([done] + manner).filter { !$0.isEmpty }.joined(separator: ", "))]
    }
}

/// What is asked and said of one setting.
private struct FirewalldSetting {
    /// As in `--add-NAME`.
    let name: String
    var value: String?

    var text: String { [name, value].compactMap(\.self).joined(separator: " ") }

    func words(_ verb: String) -> [String] { ["--\(verb)-\(name)" + (value.map { "=\($0)" } ?? "")] }

    /// Words for firewall-cmd(1), without the zone.
    func change(_ isOn: Bool) -> [String] {
        switch name {
        case "target": ["--set-target=\(isOn ? value ?? "" : "default")"]
        case "interface" where isOn: words("change")
        default: words(isOn ? "add" : "remove")
        }
    }

    var question: [String] { name == "target" ? ["--get-target"] : words("query") }
}

extension Firewalld {
    private static let footprint = Footprint.named("firewall")

    private var isImmediate: Bool { immediate || !permanent }

    /// A flag that is false turns the state round.
    private var isOn: Bool {
        let flag = [forward, icmpBlockInversion, masquerade].compactMap(\.self).first
        let isMeant = state == .enabled || state == .present
        return flag.map { Value.string($0).boolean == false } == true ? !isMeant : isMeant
    }

    /// What the task is about; `nil` for the zone itself.
    private var setting: FirewalldSetting? {
        get throws(ModuleFailure) {
            let named: [(String, String?)] = [
                ("icmp-block", icmpBlock), ("service", service), ("protocol", `protocol`), ("port", port),
                ("rich-rule", richRule), ("interface", interface), ("source", source), ("target", target?.rawValue),
            ]
            if let (name, value) = named.first(where: { $0.1 != nil }) {
                return FirewalldSetting(name: name, value: value)
            }
            for (name, flag) in [
                ("forward", forward), ("icmp-block-inversion", icmpBlockInversion), ("masquerade", masquerade),
            ] {
                guard let flag else { continue }
                guard Value.string(flag).boolean != nil else {
                    throw ModuleFailure("`\(name.replacing("-", with: "_"))` must be true or false: \(flag)")
                }
                return FirewalldSetting(name: name)
            }
            guard let portForward else { return nil }
            guard let forwarding = portForward.first, portForward.count == 1 else {
                throw ModuleFailure("`port_forward` must hold one forwarding", hint: "loop over several")
            }
            let address = forwarding.toaddr.map { ":toaddr=\($0)" } ?? ""
            let text =
                "port=\(forwarding.port):proto=\(forwarding.proto.rawValue):toport=\(forwarding.toport)\(address)"
            return FirewalldSetting(name: "forward-port", value: text)
        }
    }

    private var zoneWords: [String] { zone.map { ["--zone=\($0)"] } ?? [] }

    /// Whether the firewall runs, and what holds `now` and `later`: `yes`, `no`, or the target.
    private var fact: HostFact<[String: String]> {
        get throws(ModuleFailure) {
            let setting = try setting
            let question = setting.map { zoneWords + $0.question } ?? []
            let flags = [setting == nil || !isImmediate || target != nil ? "" : "1", permanent ? "1" : ""]
            let words = ["/bin/sh", "-c", Self.asking, "sh"] + flags + [zone ?? ""] + question
            let command = Command(.arguments(words), environment: [EnvironmentVariable("LC_ALL", "C")])
            return HostFact(command, reads: Self.footprint, .path("/etc/firewalld")) { output throws(ModuleFailure) in
                guard output.exitCode == 0 else {
                    throw ModuleFailure("firewalld does not tell: \(output.complaint)", output: output)
                }
                return HostLines.fields(output.standardOutput.text)
            }
        }
    }

    /// Its words are whether to ask for what holds now and later, the zone, and the question; without one the zone is meant.
    private static let asking = #"""
        PATH=$PATH:/usr/sbin:/sbin; export PATH
        command -v firewall-cmd >/dev/null 2>&1 || { echo 'the host has no firewall-cmd' >&2; exit 127; }
        now=$1 later=$2 zone=$3; shift 3
        running=no; ! firewall-cmd --state >/dev/null 2>&1 || running=yes
        echo "running=$running"
        lasting() {
            if [ $running = yes ]; then firewall-cmd --permanent "$@"; else firewall-offline-cmd "$@"; fi
        }
        tell() {
            name=$1; shift
            said=$("$@" 2>&1); code=$?
            case $code/$said in
            0/yes|0/|1/no) echo "$name=${said:-yes}" ;;
            0/*) echo "$name=$said" ;;
            *) echo "$said" >&2; exit 2 ;;
            esac
        }
        if [ $# = 0 ]; then
            case " $(lasting --get-zones) " in *" $zone "*) echo later=yes ;; *) echo later=no ;; esac
        fi
        if [ $# -gt 0 ] && [ -n "$now" ] && [ $running = yes ]; then tell now firewall-cmd "$@"; fi
        if [ $# -gt 0 ] && [ -n "$later" ]; then tell later lasting "$@"; fi
        """#

    /// The offline tool has words of its own for what goes.
    private func call(_ words: [String], permanently: Bool, runs: Bool) -> Command {
        let path = [EnvironmentVariable("LC_ALL", "C")]
        if permanently, !runs {
            let words = words.map { $0.replacing("--remove-service=", with: "--remove-service-from-zone=") }
            return Command(.arguments(["firewall-offline-cmd"] + zoneWords + words), environment: path)
        }
        let limit = timeout > 0 && isOn && !permanently ? ["--timeout=\(timeout)"] : []
        let mode = permanently ? ["--permanent"] : []
        return Command(.arguments(["firewall-cmd"] + mode + zoneWords + words + limit), environment: path)
    }

    private func zoneChanges(_ host: [String: String]) throws(ModuleFailure) -> [Change] {
        let (isThere, isWanted) = (host["later"] == "yes", state == .present || state == .enabled)
        guard isThere != isWanted else { return [] }
        let tool = host["running"] == "yes" ? ["firewall-cmd", "--permanent"] : ["firewall-offline-cmd"]
        let words = tool + ["--\(isWanted ? "new" : "delete")-zone=\(zone ?? "")"]
        var after = host
        after["later"] = isWanted ? "yes" : "no"
        let step = Step.run(Command(.arguments(words), environment: [EnvironmentVariable("LC_ALL", "C")]))
        return [try change("\(isWanted ? "add" : "remove") the zone \(zone ?? "")", [step], from: host, to: after)]
    }

    private func change(
        _ summary: String, _ steps: [Step], from host: [String: String], to after: [String: String]
    ) throws(ModuleFailure) -> Change {
        let name = try setting?.text ?? "zone \(zone ?? "")"
        let text = { (state: [String: String]) in
            ["now", "later"].compactMap { key in state[key].map { "\(key): \($0)" } }.joined(separator: ", ")
        }
        return Change(
            summary, diff: .setting(name, before: text(host), after: text(after)), steps: steps, touches: touches,
            expects: try fact.becoming(after))
    }
}
