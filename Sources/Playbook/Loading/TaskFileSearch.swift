import Values

/// Where a file of tasks is looked for that another file imports or includes.
///
/// Source: Ansible's pages on `import_tasks` and `include_tasks` and the behaviour of ansible-core 2.18: next to the
/// importing file, then next to the files that import that one, then in the role's `tasks/` (or `handlers/`) and the
/// role itself, last in the playbook's folder.
struct TaskFileSearch {
    let site: TaskSite
    let playDirectory: String

    /// Absolute paths, best first, each once.
    func candidates(_ name: String) -> [String] {
        if name.hasPrefix("/") || name.hasPrefix("~") { return [LocalPath.join("/", name)] }
        let role = site.enclosure.role.map(\.role.path)
        let folder = site.isHandler ? "handlers" : "tasks"
        var folders: [String] = []
        if let role {
            let own = ([site.directory] + site.importers).filter { $0.hasPrefix(role + "/") }
            folders = own + [role + "/" + folder, role, role + "/tasks"]
        } else {
            folders = [site.directory] + site.importers
        }
        return (folders + [playDirectory + "/" + folder, playDirectory]).map { LocalPath.join($0, name) }.uniqued()
    }
}
