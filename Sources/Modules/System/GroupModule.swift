import ModuleKit
import Values

/// Makes, changes and removes groups.
struct GroupModule: Module {
    static let doc = ModuleDoc(
        "group", "Create and remove groups.",
        refused: ["local": "the tools of libuser are not used; groupadd changes only local files anyway"],
        returns: [
            ReturnValue("name", "The group."),
            ReturnValue("state", "The wanted state."),
            ReturnValue("gid", "Its number.", only: "with `state: present`"),
            ReturnValue("system", "The argument of this name.", only: "with `state: present`"),
        ] + .ofPrograms,
        examples: """
            - group: { name: pickers }
            - group: { name: orchard, gid: 2210, system: true }
            - group: { name: helpers, state: absent, force: true }
            """)

    @Argument("Name of the group.") var name: String
    @Argument("Whether the group should exist.") var state: Presence = .present
    @Argument("Numeric ID of the group.") var gid: Int?
    @Argument("Lowest ID to choose for a new group.") var gidMin: Int?
    @Argument("Highest ID to choose for a new group.") var gidMax: Int?
    @Argument("Allow an ID that another group has.") var nonUnique: Bool = false
    @Argument("Create a system group.") var system: Bool = false
    @Argument("Remove the group even if it is the primary group of a user.") var force: Bool = false

    static let rules: [ArgumentRule] = [.required("gid", when: "non_unique", is: "true")]

    func validate() throws(ModuleFailure) {
        try AccountName.check(name, what: "group")
    }

    var touches: [Footprint] { [.accounts] }

    var probe: Probe<GroupHost> {
        guard state == .absent, !force else { return Probe<Group?>.group(name).map { GroupHost(group: $0) } }
        return Probe<Group?>.group(name).and(.command(Command("getent", "passwd"), reading: [.accounts])).map {
            group, accounts in
            GroupHost(group: group, accounts: accounts.standardOutput.text)
        }
    }

    func changes(from host: GroupHost) throws(ModuleFailure) -> [Change] {
        switch (state, host.group) {
        case (.absent, nil): return []
        case (.absent, .some):
            if let user = host.primaryUser {
                throw ModuleFailure(
                    "\(name) is the primary group of the user \(user)", hint: "`force: true` removes it anyway",
                    fields: ["name": .string(name)])
            }
            return [change("remove group \(name)", ["groupdel"] + (force ? ["-f"] : []) + [name], leaving: nil)]
        case (.present, nil):
            return [change("create group \(name)", groupadd, leaving: Group(name: name, groupID: gid ?? -1))]
        case (.present, let group?):
            guard let gid, gid != group.groupID else { return [] }
            var after = group
            after.groupID = gid
            let call = ["groupmod", "-g", String(gid)] + (nonUnique ? ["-o"] : []) + [name]
            return [change("gid \(group.groupID) → \(gid)", call, leaving: after)]
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<GroupHost>) -> ModuleFailure? {
        var failure = ModuleFailure(output.complaint, output: output)
        failure.result.merge(["name": .string(name), "state": .string(state.rawValue)])
        return failure
    }

    func result(_ applied: Applied<GroupHost>) -> ModuleResult {
        var result: ModuleResult = ["name": .string(name), "state": .string(state.rawValue)]
        for text in applied.outputs { result.add(text.nonEmptyResult) }
        if state == .present, let group = applied.after?.group, group.groupID >= 0 {
            result["system"] = .bool(system)
            result["gid"] = .int(group.groupID)
        }
        return result
    }
}

/// A group, and all accounts where one of them may stand in its way.
struct GroupHost: Sendable {
    let group: Group?
    /// In the form of passwd(5).
    var accounts = ""

    /// A user who has it as the primary group, so that groupdel(8) refuses.
    fileprivate var primaryUser: String? {
        let rows = accounts.split(separator: "\n").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        return rows.first { $0.count > 3 && Int($0[3]) == group?.groupID }.map { String($0[0]) }
    }
}

extension GroupModule {
    private var groupadd: [String] {
        var call = ["groupadd"]
        if let gid { call += ["-g", String(gid)] + (nonUnique ? ["-o"] : []) }
        if system { call.append("-r") }
        if let gidMin { call += ["-K", "GID_MIN=\(gidMin)"] }
        if let gidMax { call += ["-K", "GID_MAX=\(gidMax)"] }
        return call + [name]
    }

    private func change(_ summary: String, _ call: [String], leaving group: Group?) -> Change {
        Change(
            summary, diff: .prepared("\(summary)\n"), steps: [.run(Command(.arguments(call)))], touches: [.nothing],
            expects: [.group(name): .group(group)])
    }
}

extension CommandOutput {
    /// `stdout` and `stderr`, each only if something was written.
    var nonEmptyResult: ModuleResult {
        var result = result
        for name in ["stdout", "stderr"] where result[name] == "" { result[name] = nil }
        return result
    }
}
