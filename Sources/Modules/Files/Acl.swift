import ModuleKit
import Values

/// Tells and sets access control lists of files: acl(5).
struct Acl: Module {
    enum EntityKind: String, ArgumentChoice {
        case group, mask, other, user
    }
    enum Goal: String, ArgumentChoice {
        case absent, present, query
    }
    enum Mask: String, ArgumentChoice {
        case `default`, mask
        case noMask = "no_mask"
    }

    static let doc = ModuleDoc(
        "acl", "Manage access control lists of files.", collection: "ansible.posix",
        returns: [
            ReturnValue("acl", "The list, one entry a line, as getfacl prints it."),
            ReturnValue("msg", "What was asked for."),
        ],
        examples: """
            - name: Let the press read the orchard's plan
              ansible.posix.acl: { path: /srv/orchard/plan, entity: press, etype: user, permissions: r, state: present }
            - acl: { path: /srv/orchard, entity: pickers, etype: group, permissions: rwX, recursive: true, state: present }
            - acl: { path: /srv/orchard, entry: "default:group:pickers:rwx", state: present }
            - acl: { path: /srv/orchard/plan, entity: press, etype: user, state: absent }
            - acl: { path: /srv/orchard/plan }
              register: plan
            """)

    @Argument("Set what files get that are made in the directory.", name: "default") var isDefault: Bool = false
    @Argument("The user or group.") var entity: String = ""
    @Argument("The entry in one: kind, name and permissions with colons between them.") var entry: String?
    @Argument("Whom the entry is for.") var etype: EntityKind?
    @Argument("Follow links.") var follow: Bool = true
    @Argument("The file.", aliases: "name") var path: RemotePath
    @Argument("Permissions: r, w, x and X.") var permissions: String?
    @Argument("Whether the mask is computed anew.") var recalculateMask: Mask = .default
    @Argument("All files below the directory, too.", aliases: "recurse") var recursive: Bool = false
    @Argument("Whether the entry should be there; `query` only tells.") var state: Goal = .query
    @Argument("Lists of NFSv4 instead of those of POSIX.") var useNfsv4Acls: Bool = false

    func validate() throws(ModuleFailure) {
        if state == .query, recursive || recalculateMask != .default || entry != nil {
            throw ModuleFailure("`recursive`, `recalculate_mask` and `entry` do not apply to `state: query`")
        }
        guard let entry else { return try validateParts() }
        guard etype == nil, entity.isEmpty, permissions == nil else {
            throw ModuleFailure("`entry` excludes `etype`, `entity` and `permissions`")
        }
        let colons = entry.count { $0 == ":" }
        guard state == .present ? [2, 3].contains(colons) : [1, 2].contains(colons), AclEntry(entry) != nil else {
            throw ModuleFailure(
                "not an entry: \(entry)", hint: "write user:name:rwx; without permissions for `state: absent`")
        }
    }

    private func validateParts() throws(ModuleFailure) {
        guard state != .query else { return }
        guard etype != nil else { throw ModuleFailure("`state: \(state.rawValue)` needs `etype`") }
        guard state == .absent else { return }
        guard !entity.isEmpty else { throw ModuleFailure("`state: absent` needs `entity`") }
        guard permissions == nil || useNfsv4Acls else {
            throw ModuleFailure("`permissions` do not apply to `state: absent`")
        }
    }

    var touches: [Footprint] { state == .query ? [] : [.path(path)] }

    var probe: Probe<AclHost> {
        .all(
            .file(path, FileInterest(follow: true)), list,
            .asked(if: state != .query) { trial.probe }
        ).map { file, list, wouldChange throws(ModuleFailure) in
            guard file != nil else { throw ModuleFailure("there is no file \(path)") }
            guard list.exitCode == 0 else {
                throw ModuleFailure("the list of \(path) cannot be read: \(list.complaint)", output: list)
            }
            return AclHost(list: Self.lines(list), wouldChange: wouldChange ?? false)
        }
    }

    func recheck(of state: AclHost) -> Probe<AclHost> {
        list.map { AclHost(list: Self.lines($0), wouldChange: false) }
    }

    func changes(from host: AclHost) -> [Change] {
        guard host.wouldChange else { return [] }
        let diff = Diff.setting(path.text, before: isSetting ? nil : text, after: isSetting ? text : nil)
        return [
            Change(
                "\(isSetting ? "set" : "remove") \(text) of \(path)", diff: diff, steps: [.run(command(action))],
                touches: touches, expects: trial.becoming(false))
        ]
    }

    func result(_ applied: Applied<AclHost>) -> ModuleResult {
        let list = (applied.after ?? applied.before).list
        let message = state == .query ? "the list as it is" : "\(text) is \(state.rawValue)"
        return ["acl": .list(list.map(Value.string)), "msg": .string(message)]
    }

    private static func lines(_ output: CommandOutput) -> [String] {
        output.standardOutput.text.split(separator: "\n").map { String($0).trimmed }.filter {
            !$0.isEmpty && !$0.hasPrefix("#")
        }
    }
}

/// What `acl` must know of the host.
struct AclHost: Sendable {
    var list: [String]
    /// Whether setfacl says so.
    var wouldChange: Bool
}

/// The calls.
extension Acl {
    private var isSetting: Bool { state == .present }

    private var parts: AclEntry? {
        entry.flatMap { AclEntry($0) }
            ?? etype.map { AclEntry(isDefault: isDefault, kind: $0.rawValue, name: entity, permissions: permissions) }
    }

    private var text: String {
        guard let parts else { return "" }
        if useNfsv4Acls { return "A:\(parts.kind == "group" ? "g" : ""):\(parts.name):\(parts.permissions ?? "")tcy" }
        let permissions = isSetting ? parts.permissions.map { ":" + $0 } ?? "" : ""
        return "\(parts.kind):\(parts.name)" + permissions
    }

    private var options: [String] {
        guard !useNfsv4Acls else { return [] }
        let mask =
            state == .query
            ? [] : recalculateMask == .mask ? ["--mask"] : recalculateMask == .noMask ? ["--no-mask"] : []
        return (recursive ? ["--recursive"] : []) + mask + (follow ? [] : ["--physical"])
    }

    private var defaults: [String] { parts?.isDefault ?? isDefault ? ["-d"] : [] }

    private var action: [String] {
        [useNfsv4Acls ? "nfs4_setfacl" : "setfacl"] + defaults + [
            isSetting ? (useNfsv4Acls ? "-a" : "-m") : "-x", text,
        ] + options
    }

    /// The path behind the words, as the host expands it.
    private func command(_ words: [String]) -> Command {
        let script = words.map(Shlex.quote).joined(separator: " ") + #"\#(useNfsv4Acls ? "" : " --") "$1""#
        return Command(.script(script, paths: [path]), environment: [EnvironmentVariable("LC_ALL", "C")])
    }

    private var list: Probe<CommandOutput> {
        let words =
            useNfsv4Acls ? ["nfs4_getfacl"] : ["getfacl"] + defaults + ["--absolute-names", "--omit-header"] + options
        return .command(command(words), reading: [.path(path)])
    }

    /// Whether it would change something, by its own `--test`, which shows `*` for what stays.
    private var trial: HostFact<Bool> {
        let words = action.prefix(1) + ["--test"] + action.dropFirst()
        return HostFact(command(Array(words)), reads: .path(path)) {
            [useNfsv4Acls, text, path] output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("\(text) cannot be set for \(path): \(output.complaint)", output: output)
            }
            let lines = Acl.lines(output)
            return useNfsv4Acls ? lines.count { $0 == text } != 2 : !lines.contains { $0.hasSuffix("*,*") }
        }
    }
}

/// An entry of an access control list in one word: acl(5), "LONG TEXT FORM".
private struct AclEntry {
    var isDefault = false
    let kind: String
    let name: String
    let permissions: String?

    init(isDefault: Bool, kind: String, name: String, permissions: String?) {
        self.isDefault = isDefault
        self.kind = kind
        self.name = name
        self.permissions = permissions
    }

    init?(_ text: String) {
        var words = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if text.lowercased().hasPrefix("d") {
            isDefault = true
            words.removeFirst()
        }
        let kinds = ["u": "user", "g": "group", "m": "mask", "o": "other"]
        guard (2...3).contains(words.count), let kind = kinds[String(words[0].lowercased().prefix(1))] else {
            return nil
        }
        self.kind = kind
        name = words[1]
        permissions = words.count > 2 ? words[2] : nil
    }
}
