import Controller

/// Where a file of tasks is looked for that another file imports or includes.
///
/// The order is that of ansible-core 2.18, which the tests compare with. Files are found by the names in the imports
/// around, not by where those files lie: inside `sub/one.yml` the name `two.yml` means `sub/two.yml`, then `two.yml` of
/// the playbook's folder. An include in a role looks into the role's `tasks/` before that.
struct TaskFileSearch {
    let enclosure: TaskParent
    let playDirectory: String
    var isHandler = false
    /// Whether an include asks in the run, and no import before it.
    var isDynamic = false

    /// Absolute paths, best first, each once.
    func candidates(_ name: String) -> [String] {
        if name.hasPrefix("/") || name.hasPrefix("~") { return [ControllerPath.join("/", name)] }
        let folders = enclosure.role.map { inRole($0.role.path) } ?? outsideRoles
        return folders.map { ControllerPath.join($0, name) }.uniqued()
    }

    private var outsideRoles: [String] {
        enclosure.importFolders.flatMap { [ControllerPath.join(playDirectory, $0), playDirectory] } + [playDirectory]
    }

    private func inRole(_ path: String) -> [String] {
        let kind = isHandler ? "handlers" : "tasks"
        let playbook = [ControllerPath.join(playDirectory, kind), playDirectory]
        let around = { (folder: String) in [folder + "/" + kind, folder + "/tasks", folder] + playbook }
        let imports = enclosure.importFolders.flatMap { folder in
            around(ControllerPath.join(ControllerPath.join(path, kind), folder))
        }
        return isDynamic ? around(path) + imports : imports + around(path)
    }
}
