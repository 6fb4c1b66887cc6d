import ModuleKit
import Values

/// Says of which SELinux type ports are.
struct Seport: Module {
    enum Transport: String, ArgumentChoice {
        case tcp, udp
    }

    static let doc = ModuleDoc(
        "seport", "Give ports a type of SELinux.", collection: "community.general",
        returns: [
            ReturnValue("ports", "The ports."), ReturnValue("proto", "Their protocol."),
            ReturnValue("setype", "The type."), ReturnValue("state", "Whether they have it."),
        ],
        examples: """
            - name: Let the press listen where it likes
              community.general.seport: { setype: http_port_t, ports: [8081, 8443-8450], proto: tcp, state: present }
            - seport: { ports: 8081, proto: tcp, setype: http_port_t, state: absent }
            """)

    @Argument("Do it even if the host says that SELinux is off.") var ignoreSelinuxState: Bool = false
    @Argument("Look only at what somebody has changed.") var local: Bool = false
    @Argument("Ports or ranges of them.") var ports: [String]
    @Argument("Their protocol.") var proto: Transport
    @Argument("Load the policy again.") var reload: Bool = true
    @Argument("The type.") var setype: String
    @Argument("Whether the ports have it.") var state: Presence = .present

    func validate() throws(ModuleFailure) {
        for port in ports {
            let ends = port.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), ends.allSatisfy({ $0 != nil }) else {
                throw ModuleFailure("not a port: \(port)")
            }
        }
        guard setype.consists(of: .letters, .digits, "_"), !setype.isEmpty else {
            throw ModuleFailure("not a type of SELinux: \(setype)")
        }
    }

    var touches: [Footprint] { [Self.footprint] }
    var probe: Probe<[String: String]> { fact.probe }

    func changes(from host: [String: String]) throws(ModuleFailure) -> [Change] {
        guard ignoreSelinuxState || host["enabled"] != nil else {
            throw ModuleFailure("SELinux is off on this host", hint: "`ignore_selinux_state: true` goes on regardless")
        }
        return ports.compactMap { port in
            let old = host["\(proto.rawValue) \(port)"]
            guard (old == setype) != (state == .present) else { return nil }
            let verb = state == .absent ? "--delete" : old == nil ? "--add" : "--modify"
            var after = host
            after["\(proto.rawValue) \(port)"] = state == .present ? setype : nil
            let words =
                ["semanage", "port", verb, "--type", setype, "--proto", proto.rawValue] + (reload ? [] : ["--noreload"])
            return Change(
                "\(proto.rawValue) port \(port)",
                diff: .setting(port, before: old, after: state == .present ? setype : nil),
                steps: [.run(Command(.arguments(words + [port])))], touches: touches, expects: fact.becoming(after))
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String: String]>)
        -> ModuleFailure?
    {
        ModuleFailure("SELinux refused: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String: String]>) -> ModuleResult {
        [
            "ports": .list(ports.map(Value.string)), "proto": .string(proto.rawValue), "setype": .string(setype),
            "state": .string(state.rawValue),
        ]
    }
}

extension Seport {
    private static let footprint = Footprint.named("ports of SELinux")

    /// Types by protocol and port, and `enabled`. What somebody has changed stands before the rest.
    private var fact: HostFact<[String: String]> {
        let others = local ? ":" : "semanage port --list --noheading"
        let asking = """
            PATH=$PATH:/usr/sbin:/sbin; export PATH
            command -v semanage >/dev/null 2>&1 || { echo 'the host has no semanage' >&2; exit 127; }
            [ ! -e /sys/fs/selinux/enforce ] || echo enabled
            semanage port --list --noheading --locallist || exit
            \(others)
            """
        return HostFact(Command(.shell(asking, executable: nil)), reads: Self.footprint) {
            output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("SELinux does not tell its ports: \(output.complaint)", output: output)
            }
            var types: [String: String] = [:]
            for line in output.standardOutput.text.split(separator: "\n") {
                let words = line.split { " \t,".contains($0) }.map(String.init)
                if words == ["enabled"] { types["enabled"] = "" }
                guard words.count > 2 else { continue }
                for port in words.dropFirst(2) where types["\(words[1]) \(port)"] == nil {
                    types["\(words[1]) \(port)"] = words[0]
                }
            }
            return types
        }
    }
}
