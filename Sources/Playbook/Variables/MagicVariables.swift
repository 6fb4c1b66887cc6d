import Jinja
import Values

/// Variables that the engine itself sets; nothing but a loop's variables hides them.
///
/// Source: Ansible's page "Special Variables".
struct MagicVariables: Sendable {
    let run: RunVariables
    /// `nil` outside plays, as for `hostvars`.
    let play: PlayVariables?
    let task: Task?
    let hosts: any HostDirectory
    /// `playbook_dir`, which `hostvars` know too.
    let directory: String?

    func lookUp(_ name: String) -> Variable? {
        guard Self.names.contains(name) else { return nil }
        switch name {
        case "hostvars": return .scope(HostVariablesScope(run: run, hosts: hosts, directory: directory))
        case "groups": return .value(.map(hosts.groups))
        case "playbook_dir": return directory.map { .value(.string($0)) }
        default: return (run.constants[name] ?? ofPlay(name) ?? ofTask(name)).map { .value($0) }
        }
    }

    /// The names that have a value here; what may be as long as the inventory is not made for it.
    ///
    /// Outside plays without `hostvars`, which would hold themselves.
    var names: [String] {
        Self.ordered.filter { Self.ofPlays.contains($0) ? play != nil : lookUp($0) != nil }
    }

    private func ofPlay(_ name: String) -> Value? {
        guard let play else { return nil }
        switch name {
        case "ansible_play_name": return .string(play.name)
        case "ansible_play_hosts_all": return texts(play.hosts.all)
        case "ansible_play_hosts": return texts(play.hosts.active)
        case "ansible_play_batch", "play_hosts": return texts(play.hosts.batch)
        default: return play.roleNames[name]
        }
    }

    private func ofTask(_ name: String) -> Value? {
        guard let task else { return nil }
        switch name {
        case "environment": return .list(task.settings(.environment).flatMap(\.items).map(\.value))
        case "ansible_search_path": return texts(task.searchPath)
        default: return task.role.flatMap { ofRole(name, $0, in: task) }
        }
    }

    private func ofRole(_ name: String, _ use: RoleUse, in task: Task) -> Value? {
        switch name {
        case "role_name", "ansible_role_name": return .string(use.name)
        case "role_path": return .string(use.role.path)
        case "ansible_parent_role_names": return optional(task.enclosure.includingRoles.map(\.name))
        case "ansible_parent_role_paths": return optional(task.enclosure.includingRoles.map(\.role.path))
        default: return nil
        }
    }

    private func texts(_ texts: [String]) -> Value { .list(texts.map { .string($0) }) }
    private func optional(_ texts: [String]) -> Value? { texts.isEmpty ? .none : .some(self.texts(texts)) }

    private static let ofPlays: Set<String> = [
        "ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch", "play_hosts", "hostvars",
    ]

    static let names = Set(ordered)

    /// In the order in which Ansible lists them.
    private static let ordered = [
        "playbook_dir", "ansible_playbook_python", "ansible_config_file",
        "ansible_role_names", "ansible_play_role_names", "ansible_dependent_role_names", "role_names",
        "ansible_play_name", "groups", "ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch",
        "play_hosts", "role_name", "ansible_role_name", "role_path", "ansible_parent_role_names",
        "ansible_parent_role_paths", "ansible_search_path", "ansible_version", "ansible_check_mode",
        "ansible_diff_mode", "ansible_forks", "ansible_inventory_sources", "ansible_limit", "ansible_skip_tags",
        "ansible_run_tags", "ansible_verbosity", "hostvars", "environment",
    ]
}

extension TaskParent {
    /// The roles whose tasks import or include the roles around, the nearest first.
    var includingRoles: [RoleUse] {
        chain.compactMap { enclosure in
            guard case .role = enclosure.kind, let around = enclosure.parent else { return nil }
            switch around.kind {
            case .imported, .included: return around.role
            case .play, .role, .block: return nil
            }
        }
    }
}

/// The variable `hostvars`: every host by name, each with what belongs to it outside plays.
struct HostVariablesScope: VariableScope {
    let run: RunVariables
    let hosts: any HostDirectory
    let directory: String?

    func lookUp(_ name: String) -> Variable? {
        guard let host = hosts.variables(of: name) else { return nil }
        return .scope(TaskScope(run: run, host: host, hosts: hosts, directory: directory).shown)
    }

    var names: [String] { hosts.hostNames }
}
