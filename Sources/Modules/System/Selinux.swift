import ModuleKit
import Values

/// Sets the mode and the policy of SELinux.
struct Selinux: Module {
    enum Mode: String, ArgumentChoice {
        case disabled, enforcing, permissive
    }

    static let doc = ModuleDoc(
        "selinux", "Set the mode and the policy of SELinux.", collection: "ansible.posix",
        returns: [
            ReturnValue("configfile", "The file."), ReturnValue("policy", "The policy."),
            ReturnValue("state", "The mode."), ReturnValue("msg", "What was changed, or would be."),
            ReturnValue("reboot_required", "Whether it holds only when the host starts again."),
        ],
        examples: """
            - name: Let the policy guard the press
              ansible.posix.selinux: { policy: targeted, state: enforcing }
            - selinux: { state: disabled, update_kernel_param: true }
            """)

    @Argument("The file.", aliases: "conf", "file") var configfile: RemotePath = "/etc/selinux/config"
    @Argument("The policy; needed unless SELinux is to be off.") var policy: String?
    @Argument("The mode.") var state: Mode
    @Argument("Turn SELinux off or on for the kernel, too, with grubby.") var updateKernelParam: Bool = false

    static let rules: [ArgumentRule] = [.required("policy", when: "state", is: "enforcing", "permissive")]

    func validate() throws(ModuleFailure) {
        guard policy.map({ $0.consists(of: .letters, .digits, "_-") }) ?? true else {
            throw ModuleFailure("not a policy: \(policy ?? "")")
        }
    }

    var touches: [Footprint] { [.path(configfile), Self.footprint] }

    var probe: Probe<SelinuxHost> {
        .all(
            TextFile.probe(configfile, creates: true), Self.mode.probe,
            .asked(if: updateKernelParam) { Self.kernel.probe }
        ).map { SelinuxHost(text: $0, mode: $1, isOffForKernel: $2 ?? nil) }
    }

    func changes(from host: SelinuxHost) throws(ModuleFailure) -> [Change] {
        guard host.text.exists else {
            throw ModuleFailure("there is no file \(configfile)", hint: "install a policy of SELinux first")
        }
        return edit(host) + [switching(host), kernelChange(host)].compactMap(\.self)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<SelinuxHost>)
        -> ModuleFailure?
    {
        ModuleFailure("SELinux could not be set: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<SelinuxHost>) -> ModuleResult {
        let host = applied.before
        let isOff = (host.mode == "disabled") != (state == .disabled)
        return [
            "configfile": .string(configfile.text), "state": .string(state.rawValue),
            "policy": .string(policy ?? host.setting("SELINUXTYPE") ?? ""),
            "msg": .string(applied.changes.map(\.summary).joined(separator: ", ")), "reboot_required": .bool(isOff),
        ]
    }
}

/// What `selinux` must know of the host.
struct SelinuxHost: Sendable {
    var text: TextFile
    /// What holds now: `disabled`, `permissive` or `enforcing`.
    var mode: String
    /// Whether the kernel is told that there is none.
    var isOffForKernel: Bool?

    func setting(_ name: String) -> String? {
        String(hostBytes: text.bytes).split(separator: "\n").last { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.count + 1)).trimmed }
    }
}

extension Selinux {
    private static let footprint = Footprint.named("mode of SELinux")

    private static let mode = HostFact(
        Command(.shell("cat /sys/fs/selinux/enforce 2>/dev/null; :", executable: nil)), reads: footprint
    ) { output in
        let modes = ["1": "enforcing", "0": "permissive"]
        return modes[output.standardOutput.text.trimmed] ?? "disabled"
    }

    private static let kernel = HostFact(Command("grubby", "--info=ALL"), reads: footprint) {
        output throws(ModuleFailure) in
        guard output.exitCode == 0 else {
            throw ModuleFailure("grubby does not tell the kernel's parameters: \(output.complaint)", output: output)
        }
        let lines = output.standardOutput.text.split(separator: "\n").filter { $0.hasPrefix("args=") }
        return !lines.isEmpty && lines.allSatisfy { $0.contains("selinux=0") }
    }

    private func edit(_ host: SelinuxHost) -> [Change] {
        var lines = String(hostBytes: host.text.bytes).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        for (name, value) in [("SELINUX", state.rawValue), ("SELINUXTYPE", policy)] {
            guard let value, host.setting(name) != value else { continue }
            if let index = lines.lastIndex(where: { $0.hasPrefix(name + "=") }) {
                lines[index] = "\(name)=\(value)"
            } else {
                let end = lines.last == "" ? lines.count - 1 : lines.count
                lines.insert("\(name)=\(value)", at: end)
            }
        }
        let edit = TextEdit(attributes: FileAttributeArguments(), backup: false, validate: nil)
        return edit.changes(of: host.text, to: lines.joined(separator: "\n").hostBytes, named: configfile)
    }

    /// It cannot be turned on or off while the host runs, but can stop to enforce.
    private func switching(_ host: SelinuxHost) -> Change? {
        let wanted = state == .disabled ? "permissive" : state.rawValue
        guard host.mode != "disabled", host.mode != wanted else { return nil }
        return Change(
            "\(host.mode) → \(wanted)", diff: .setting("SELinux", before: host.mode, after: wanted),
            steps: [.run(Command("setenforce", wanted == "enforcing" ? "1" : "0"))], touches: [Self.footprint],
            expects: Self.mode.becoming(wanted))
    }

    private func kernelChange(_ host: SelinuxHost) -> Change? {
        guard let isOff = host.isOffForKernel, isOff != (state == .disabled) else { return nil }
        let verb = state == .disabled ? "--args" : "--remove-args"
        return Change(
            "the kernel's selinux=0 \(state == .disabled ? "added" : "removed")",
            steps: [.run(Command("grubby", "--update-kernel=ALL", verb, "selinux=0"))], touches: [Self.footprint],
            expects: Self.kernel.becoming(!isOff))
    }
}
