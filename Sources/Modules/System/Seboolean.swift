import ModuleKit
import Values

/// Turns the switches of an SELinux policy.
struct Seboolean: Module {
    static let doc = ModuleDoc(
        "seboolean", "Turn switches of the SELinux policy.", collection: "ansible.posix",
        returns: [
            ReturnValue("name", "The switch."), ReturnValue("persistent", "Whether it is turned for good."),
            ReturnValue("state", "Whether it is on."),
        ],
        examples: """
            - name: Let the web server reach the press
              ansible.posix.seboolean: { persistent: true, name: httpd_can_network_relay, state: true }
            """)

    @Argument("Do it even if the host says that SELinux is off.") var ignoreSelinuxState: Bool = false
    @Argument("The switch.") var name: String
    @Argument("Whether it stays so when the host starts again.") var persistent: Bool = false
    @Argument("Whether it is on.") var state: Bool

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "_"), !name.isEmpty else {
            throw ModuleFailure("not a switch of SELinux: \(name)")
        }
    }

    var touches: [Footprint] { [footprint] }
    var probe: Probe<[String: String]> { fact.probe }

    func changes(from host: [String: String]) throws(ModuleFailure) -> [Change] {
        guard ignoreSelinuxState || host["enabled"] == "yes" else {
            throw ModuleFailure("SELinux is off on this host", hint: "`ignore_selinux_state: true` goes on regardless")
        }
        let wanted = state ? "on" : "off"
        let isRight = (host["enabled"] != "yes" || host["now"] == wanted) && (!persistent || host["later"] == wanted)
        guard !isRight else { return [] }
        var after = host
        if host["enabled"] == "yes" { after["now"] = wanted }
        if persistent { after["later"] = wanted }
        let words = ["setsebool"] + (persistent ? ["-P"] : []) + (host["enabled"] == "yes" ? [] : ["-N"])
        return [
            Change(
                "\(name) \(wanted)", diff: .setting(name, before: host["now"] ?? host["later"], after: wanted),
                steps: [.run(Command(.arguments(words + [name, wanted])))], touches: touches,
                expects: fact.becoming(after))
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String: String]>)
        -> ModuleFailure?
    {
        ModuleFailure("SELinux refused: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String: String]>) -> ModuleResult {
        ["name": .string(name), "persistent": .bool(persistent), "state": .bool(state)]
    }
}

extension Seboolean {
    private var footprint: Footprint { .named("selinux switch \(name)") }

    /// `enabled`, and what it is `now` and `later`, if that is known.
    private var fact: HostFact<[String: String]> {
        let words = ["/bin/sh", "-c", Self.asking, "sh", name, persistent ? "1" : ""]
        return HostFact(Command(.arguments(words)), reads: footprint, .packages) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else { throw ModuleFailure(output.complaint, output: output) }
            return HostLines.fields(output.standardOutput.text)
        }
    }

    /// Without semanage only what somebody turned for good is known to be so.
    private static let asking = #"""
        PATH=$PATH:/usr/sbin:/sbin; export PATH
        command -v setsebool >/dev/null 2>&1 || { echo 'the host has no setsebool' >&2; exit 127; }
        if [ -e /sys/fs/selinux/enforce ]; then
            echo enabled=yes
            said=$(getsebool "$1" 2>&1) || { echo "$said" >&2; exit 1; }
            said=${said#*--> }; echo "now=${said%% *}"
        fi
        [ -n "$2" ] || exit 0
        if command -v semanage >/dev/null 2>&1; then
            semanage boolean -l | sed -n "s/^$1 *( *[a-z]* *, *\([a-z]*\) *).*/later=\1/p"
        else
            for file in /var/lib/selinux/*/active/booleans.local /etc/selinux/*/active/booleans.local; do
                [ -r "$file" ] || continue
                sed -n "s/^$1=1$/later=on/p; s/^$1=0$/later=off/p" "$file"
            done
        fi
        """#
}
