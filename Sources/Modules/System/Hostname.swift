import ModuleKit
import Values

/// Sets the name of the host, now and for later.
struct Hostname: Module {
    /// How hosts keep their name. Those of other systems than Linux are known and refused.
    enum Strategy: String, ArgumentChoice {
        case alpine, debian, generic, openrc, redhat, sles, systemd
    }

    static let doc = ModuleDoc(
        "hostname", "Manage the host name.", traits: [.bringsFacts],
        returns: [
            ReturnValue("name", "The name."),
            ReturnValue("ansible_facts", "The facts that hold the name."),
        ],
        differences: """
            `use` takes the methods for Linux: systemd calls hostnamectl, all others write /etc/hostname. /etc/hosts is \
            left as it is.
            """,
        examples: """
            - hostname: { name: press }
            - hostname: { name: press.example.net, use: systemd }
            """)

    @Argument("The host name.") var name: String
    @Argument("How the name is stored; detected if not given.") var use: Strategy?

    func validate() throws(ModuleFailure) {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isWellFormed = labels.allSatisfy { label in
            label.consists(of: .letters, .digits, "-") && !label.hasPrefix("-") && !label.hasSuffix("-")
        }
        guard isWellFormed, name.utf8.count <= 64 else {
            throw ModuleFailure("not a valid host name: \(name)", hint: "letters, digits, dots and dashes, at most 64")
        }
    }

    var touches: [Footprint] { [.path(Self.file)] }

    var facts: [String] { ["hostname", "nodename", "fqdn", "domain"].map { "ansible_" + $0 } }

    var probe: Probe<HostnameState> {
        .all(
            Self.current.probe, Self.fullName.probe, .file(Self.file, Self.interest), .program("hostnamectl"),
            .file(Self.systemd)
        ).and(.file(Self.file)).map { known in
            let ((current, full, file, hostnamectl, systemd), entry) = known
            return HostnameState(
                current: current, full: full, kept: file?.contents.flatMap { Self.name(in: String(hostBytes: $0)) },
                file: file, path: entry?.resolvedPath ?? Self.file,
                hasSystemd: hostnamectl != nil && systemd != nil)
        }
    }

    func changes(from state: HostnameState) -> [Change] {
        guard state.current != name || state.kept != name else { return [] }
        let steps: [Step]
        if use == .systemd || (use == nil && state.hasSystemd) {
            steps = [.run(Command("hostnamectl", "set-hostname", name))]
        } else {
            let target = FileWrite.Target(
                state.path, attributes: FileAttributes(mode: state.kept == nil ? 0o644 : nil))
            steps =
                (state.kept == name ? [] : [.write(FileWrite(.holding(Array("\(name)\n".utf8)), to: target))])
                + (state.current == name ? [] : [.run(Command("hostname", name))])
        }
        let diff = Diff.setting("hostname", before: state.current, after: name)
        return [
            Change("hostname \(state.current) → \(name)", diff: diff, steps: steps, expects: forecast(from: state))
        ]
    }

    func result(_ applied: Applied<HostnameState>) -> ModuleResult {
        let full = applied.after?.full ?? name
        let domain = full.split(separator: ".").dropFirst().joined(separator: ".")
        let facts: Mapping = [
            "ansible_hostname": .string(name.split(separator: ".").first.map(String.init) ?? name),
            "ansible_nodename": .string(name), "ansible_fqdn": .string(full), "ansible_domain": .string(domain),
        ]
        return ModuleResult(["name": .string(name)], facts: facts)
    }
}

/// What names a host has.
struct HostnameState: Sendable {
    var current: String
    /// With its domain, as name resolution tells.
    var full: String
    /// What it will be called after a restart.
    var kept: String?
    /// Where that stands.
    var file: RemoteFile?
    /// Its path, links resolved.
    var path: RemotePath
    var hasSystemd: Bool
}

extension Hostname {
    /// There if systemd is the first process: sd_booted(3).
    private static let systemd = RemotePath("/run/systemd/system")
    private static let file = RemotePath("/etc/hostname")
    private static let interest = FileInterest(follow: true, contentsUpTo: 1 << 16)
    private static let current = HostFact(Command("uname", "-n"), reads: .named("hostname")) {
        $0.standardOutput.text.trimmed
    }
    private static let fullName = HostFact(
        Command("/bin/sh", "-c", "hostname -f 2>/dev/null || uname -n"), reads: .named("hostname"),
        .path(RemotePath("/etc/hosts"))
    ) { $0.standardOutput.text.trimmed }

    private func forecast(from state: HostnameState) -> [Query: Answer] {
        let file = RemoteFile.holding("\(name)\n", at: Self.file, replacing: state.file)
        return Self.current.becoming(name).merging(Self.fullName.becoming(name)) { $1 }
            .merging([.file(Self.file, Self.interest): .file(file)]) { $1 }
    }

    private static func name(in contents: String) -> String? {
        contents.split(separator: "\n").map { String($0).trimmed }.first { !$0.isEmpty && !$0.hasPrefix("#") }
    }
}
