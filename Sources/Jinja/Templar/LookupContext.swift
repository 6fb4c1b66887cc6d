/// What lookups may use: the control node, and where the template at hand searches files.
package struct LookupContext: Sendable {
    /// The subfolder of roles and playbooks in which a kind of file is searched first.
    package enum FileKind: String, Sendable, Hashable {
        case files, templates, vars
    }

    package let controller: ControllerAccess
    /// The hosts that a pattern matches, for `lookup('inventory_hostnames')`.
    let hosts: @Sendable (_ pattern: String) -> [String]
    /// The places to try for a name, best first, as absolute paths; Ansible's search path.
    let candidates: @Sendable (_ name: String, _ kind: FileKind) -> [String]
    /// What `with_first_found` looks for, which depends on the task's module; `lookup('first_found')`
    /// always looks for files.
    package var loopKind = FileKind.files
    /// Programs run here and relative paths start here.
    let workingDirectory: String
    /// Whether lookups with effects (`pipe`, `password`, `url`) may be run; looking ahead says no.
    package var allowsEffects = true

    /// - Parameter candidates: Without it files are searched below the working directory.
    package init(
        _ controller: ControllerAccess, hosts: @escaping @Sendable (String) -> [String], workingDirectory: String,
        candidates: (@Sendable (String, FileKind) -> [String])? = nil
    ) {
        self.controller = controller
        self.hosts = hosts
        self.workingDirectory = workingDirectory
        self.candidates =
            candidates ?? { name, kind in
                name.hasPrefix("/")
                    ? [name] : ["\(workingDirectory)/\(kind.rawValue)/\(name)", "\(workingDirectory)/\(name)"]
            }
    }
}
