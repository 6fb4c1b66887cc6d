import ModuleKit
import Values

/// Chooses which of several programs a name stands for.
struct Alternatives: Module {
    enum Goal: String, ArgumentChoice {
        case present, selected, auto, absent
    }

    static let doc = ModuleDoc(
        "alternatives", "Choose which of several programs a name stands for.", collection: "community.general",
        returns: [ReturnValue("msg", "What was done, or would be.")],
        examples: """
            - name: Edit with vim
              community.general.alternatives: { name: editor, path: /usr/bin/vim.tiny }
            - alternatives:
                name: press
                path: /opt/press/bin/press
                link: /usr/local/bin/press
                priority: 80
                state: present
                subcommands:
                  - { name: press.1, path: /opt/press/man/press.1, link: /usr/local/share/man/man1/press.1 }
            - alternatives: { name: editor, path: /usr/bin/vim.tiny, state: auto }
            - alternatives: { name: press, path: /opt/press/bin/press, state: absent }
            """)

    @Argument("The family whose alternative is chosen, on hosts like Red Hat's.") var family: String?
    @Argument("Where the name's link is; needed for a name that is new.") var link: RemotePath?
    @Argument("The name.") var name: String
    @Argument("The program.") var path: RemotePath?
    @Argument("Priority of the alternative; 50 if it is new and nothing is said.") var priority: Int?
    @Argument("Whether the alternative exists (`present`), is chosen, too, or the highest priority chooses (`auto`).")
    var state: Goal = .selected
    @Argument("Links that follow the choice.", aliases: "slaves") var subcommands: [AlternativeLink]?

    static let rules: [ArgumentRule] = [.atLeastOne("path", "family")]

    func validate() throws(ModuleFailure) {
        guard !name.isEmpty, !name.hasPrefix("-"), !name.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            throw ModuleFailure("not a name of alternatives: \(name)")
        }
    }

    var touches: [Footprint] {
        let links = ([link] + (subcommands ?? []).map(\.link)).compactMap(\.self)
        return [footprint, .path("/etc/alternatives")] + links.map(Footprint.path)
    }

    var probe: Probe<AlternativesHost> {
        .all(Self.program, current.probe, .asked(if: path != nil) { .file(path ?? "", FileInterest(follow: true)) })
            .map { AlternativesHost(group: $1, file: $2 ?? nil) }
    }

    func changes(from host: AlternativesHost) throws(ModuleFailure) -> [Change] {
        guard state != .absent else { return [removal(host)].compactMap(\.self) }
        var group = host.group
        let isChosen = isChosen(in: group)
        var changes = [try installation(host, &group)].compactMap(\.self)
        if state == .selected, !isChosen { changes.append(try choice(&group)) }
        if state == .auto, !(host.group?.isAutomatic ?? true) { changes.append(reset(&group)) }
        return changes
    }

    func result(_ applied: Applied<AlternativesHost>) -> ModuleResult {
        ["msg": .string(applied.changes.map(\.summary).joined(separator: "; "))]
    }
}

/// What `alternatives` must know of the host.
struct AlternativesHost: Sendable {
    /// `nil`: nothing is known of the name.
    var group: AlternativesGroup?
    /// What stands at the path.
    var file: RemoteFile?
}

/// What is done.
extension Alternatives {
    private var footprint: Footprint { .named("alternatives of \(name)") }

    private static let program = Probe<RemotePath?>.program("update-alternatives").map { path throws(ModuleFailure) in
        guard path != nil else { throw ModuleFailure("the host has no update-alternatives") }
    }

    private var current: HostFact<AlternativesGroup?> {
        let call = ["update-alternatives", "--display", name]
        return HostFact(
            Command(.arguments(call), environment: [EnvironmentVariable("LC_ALL", "C")]), reads: footprint, .packages,
            .path("/etc/alternatives")
        ) { $0.exitCode == 0 ? AlternativesGroup($0.standardOutput.text) : nil }
    }

    private func change(_ summary: String, _ words: [String], from old: AlternativesGroup?, to new: AlternativesGroup?)
        -> Change
    {
        Change(
            summary, diff: .setting(name, before: old?.description, after: new?.description),
            steps: [
                .run(
                    Command(
                        .arguments(["update-alternatives"] + words), environment: [EnvironmentVariable("LC_ALL", "C")]))
            ],
            touches: touches, expects: current.becoming(new))
    }

    private func isChosen(in group: AlternativesGroup?) -> Bool {
        guard let group, let current = group.current else { return false }
        return current == path?.text || family != nil && group.alternatives[current]?.family == family
    }

    private func installation(_ host: AlternativesHost, _ group: inout AlternativesGroup?) throws(ModuleFailure)
        -> Change?
    {
        guard let path = path?.text else { return nil }
        let old = group?.alternatives[path]
        let followers = subcommands?.map(\.follower)
        if let old, priority ?? old.priority == old.priority, Set(followers ?? old.followers) == Set(old.followers) {
            return nil
        }
        guard host.file != nil else { throw ModuleFailure("there is no program \(path) on the host") }
        guard let link = link?.text ?? group?.link else {
            throw ModuleFailure("`link` is needed, because there are no alternatives \(name) yet")
        }
        let new = AlternativesGroup.Alternative(
            priority: priority ?? old?.priority ?? 50, family: family ?? old?.family,
            followers: followers ?? old?.followers ?? [])
        let before = group
        group = (group ?? AlternativesGroup(link: link)).adding(new, at: path, link: link)
        var words = ["--install", link, name, path, "\(new.priority)"] + (family.map { ["--family", $0] } ?? [])
        for follower in new.followers { words += ["--slave", follower.link, follower.name, follower.path] }
        return change("install \(path) for \(name)", words, from: before, to: group)
    }

    private func choice(_ group: inout AlternativesGroup?) throws(ModuleFailure) -> Change {
        let before = group
        let chosen = path?.text ?? group?.alternatives.first { $0.value.family == family }?.key
        group?.current = chosen ?? before?.current
        group?.isAutomatic = false
        return change(
            "choose \(path?.text ?? family ?? "") for \(name)", ["--set", name, path?.text ?? family ?? ""],
            from: before, to: group)
    }

    private func reset(_ group: inout AlternativesGroup?) -> Change {
        let before = group
        group?.isAutomatic = true
        group?.current = before?.best
        return change("choose automatically for \(name)", ["--auto", name], from: before, to: group)
    }

    private func removal(_ host: AlternativesHost) -> Change? {
        guard let path = path?.text, let group = host.group, group.alternatives[path] != nil else { return nil }
        return change("remove \(path) from \(name)", ["--remove", name, path], from: group, to: group.removing(path))
    }
}
