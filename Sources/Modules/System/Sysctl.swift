import ModuleKit
import Values

/// Manages entries of sysctl.conf, and the kernel's values with them.
struct Sysctl: Module {
    static let doc = ModuleDoc(
        "sysctl", "Manage kernel parameters in a sysctl file.", collection: "ansible.posix",
        examples: """
            - sysctl: { name: vm.dirty_ratio, value: "12", state: present }
            - sysctl: { name: kernel.printk, state: absent, sysctl_file: /etc/sysctl.d/70-orchard.conf }
            - ansible.posix.sysctl: { name: net.core.somaxconn, value: "1024", sysctl_set: true, reload: true }
            - sysctl: { name: fs.file-max, value: "200000", sysctl_file: /etc/sysctl.d/70-orchard.conf, reload: false }
            """)

    @Argument("Name of the parameter, separated by dots or slashes.", aliases: "key") var name: String
    @Argument("Value of the parameter.", aliases: "val") var value: String?
    @Argument("Whether the file should contain the entry.") var state: Presence = .present
    @Argument("Load the file when it has changed.") var reload: Bool = true
    @Argument("File to use.") var sysctlFile: RemotePath = RemotePath("/etc/sysctl.conf")
    @Argument("Also set the running kernel's value if it differs.") var sysctlSet: Bool = false
    @Argument("Ignore parameters that the kernel does not have.") var ignoreerrors: Bool = false

    static let rules: [ArgumentRule] = [.required("value", when: "state", is: "present")]

    func validate() throws(ModuleFailure) {
        guard name.consists(of: .letters, .digits, "._-/*@:"), !name.hasPrefix("-") else {
            throw ModuleFailure("not a kernel parameter: \(name)")
        }
        guard value?.contains(where: \.isNewline) != true else {
            throw ModuleFailure("`value` must not contain a line break")
        }
    }

    var touches: [Footprint] { [.path(sysctlFile)] + touched(by: name) }

    var probe: Probe<SysctlHost> {
        .all(
            TextFile.probe(sysctlFile, creates: false), .asked(if: sysctlSet) { kernel.probe }
        ).map { SysctlHost(file: $0, kernelValue: $1 ?? nil) }
    }

    func changes(from host: SysctlHost) -> [Change] {
        let before = String(hostBytes: host.file.bytes)
        let after = edited(before)
        var changes: [Change] = []
        if let wanted, sysctlSet, host.kernelValue != Self.words(wanted) {
            let call = ["sysctl"] + (ignoreerrors ? ["-e"] : []) + ["-w", "\(name)=\(wanted)"]
            changes.append(
                Change(
                    "\(name) = \(wanted)", steps: [.run(Command(.arguments(call)))], touches: touched(by: name),
                    expects: kernel.becoming(Self.words(wanted))))
        }
        guard after != before else { return changes }
        let target = FileWrite.Target(
            host.file.path, attributes: FileAttributes(mode: host.file.exists ? nil : 0o644))
        let diff = Diff.contents(
            before: Array(before.hostBytes), after: Array(after.hostBytes), beforeHeader: sysctlFile.text,
            afterHeader: sysctlFile.text)
        let load = ["sysctl"] + (ignoreerrors ? ["-e"] : []) + ["-p", sysctlFile.text]
        let write = FileWrite(.holding(Array(after.hostBytes)), to: target)
        changes.append(Change("\(name) in \(sysctlFile)", diff: diff, steps: [.write(write)]))
        guard reload else { return changes }
        let touched = after.split(separator: "\n").compactMap { Self.entry(String($0))?.name }.flatMap(touched)
        return changes + [
            Change(
                "reload \(sysctlFile)", steps: [.run(Command(.arguments(load)))], counts: false, touches: touched)
        ]
    }

    func result(_ applied: Applied<SysctlHost>) -> ModuleResult { [:] }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<SysctlHost>)
        -> ModuleFailure?
    {
        guard case .arguments(let words) = command.form, words.contains("-p") else {
            return ModuleFailure("setting \(name) failed: \(output.complaint)", output: output)
        }
        return ModuleFailure("the kernel did not accept \(sysctlFile): \(output.complaint)", output: output)
    }
}

/// What `sysctl` must know of the host.
struct SysctlHost: Sendable {
    var file: TextFile
    /// The words of the value that the kernel has now; `nil` if it was not asked or does not know the parameter.
    var kernelValue: [String]?
}

extension Sysctl {
    private var kernel: HostFact<[String]?> {
        HostFact(Command("sysctl", "-e", "-n", name), reads: parameter(name)) {
            $0.exitCode == 0 ? Self.words($0.standardOutput.text) : nil
        }
    }

    private func parameter(_ name: String) -> Footprint { .named("kernel parameter \(Self.plain(name))") }

    private func touched(by name: String) -> [Footprint] {
        [parameter(name)] + (Self.plain(name).hasPrefix("net.") ? [.network] : [])
    }

    /// The value to have; words for truth are numbers to the kernel.
    private var wanted: String? {
        guard state == .present, let value else { return nil }
        return value.boolean.map { $0 ? "1" : "0" } ?? value.trimmed
    }

    /// The entry in place of the first of its name, the others of that name gone; a new one at the end.
    private func edited(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let indices = lines.indices.filter { Self.entry(lines[$0])?.name == Self.plain(name) }
        for index in indices.dropFirst().reversed() { lines.remove(at: index) }
        if let index = indices.first {
            guard let wanted else {
                lines.remove(at: index)
                return lines.map { $0 + "\n" }.joined()
            }
            let isSame = Self.words(Self.entry(lines[index])?.value ?? "") == Self.words(wanted)
            if isSame, indices.count == 1 { return text }
            if !isSame { lines[index] = "\(name)=\(wanted)" }
        } else if let wanted {
            lines.append("\(name)=\(wanted)")
        } else {
            return text
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func entry(_ line: String) -> (name: String, value: String)? {
        guard let equals = line.firstIndex(of: "="), let first = line.trimmed.first, first != "#", first != ";" else {
            return nil
        }
        return (plain(String(line[..<equals]).trimmed), String(line[line.index(after: equals)...]))
    }

    /// sysctl.conf(5): a dash before a name only hides errors, and slashes may stand for dots.
    private static func plain(_ name: String) -> String {
        String(name.drop { $0 == "-" }).replacing("/", with: ".")
    }

    private static func words(_ value: String) -> [String] {
        value.words
    }
}
