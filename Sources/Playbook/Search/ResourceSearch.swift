import Controller
package import ModuleKit
package import Values

/// Where a file of the controller that a task names is looked for.
///
/// Source: Ansible's page "Using roles", section on the search for files, and ansible-core 2.18: from the role of
/// the task out to the roles that depend on or include it, then the folder of the file that holds the task, then the
/// playbook's folder; in each the subfolder of the kind comes first.
package struct ResourceSearch: Sendable {
    /// Folders of roles and of the task's file, the nearest first.
    package let directories: [String]
    /// The folder of the playbook, the last resort.
    package let playDirectory: String
    /// The kind of file that the lists of the task's loop name (`with_first_found`).
    package let loopKind: ResourceKind

    package init(_ task: Task, in play: Play) {
        loopKind = task.action.searches
        directories = task.searchPath
        playDirectory = play.directory
    }

    package init(directories: [String], playDirectory: String) {
        self.directories = directories
        self.playDirectory = playDirectory
        loopKind = .files
    }

    /// The places to try for a name, best first, each once, as absolute paths.
    package func candidates(_ name: String, _ kind: ResourceKind) -> [String] {
        if name.hasPrefix("/") || name.hasPrefix("~") { return [ControllerPath.join("/", name)] }
        let namesKind = name.prefix { $0 != "/" } == kind.rawValue
        var paths: [String] = []
        for directory in directories + [playDirectory] {
            if !namesKind { paths.append(ControllerPath.join(directory, "\(kind.rawValue)/\(name)")) }
            paths.append(ControllerPath.join(directory, name))
        }
        return paths.uniqued()
    }

    /// The first candidate that exists.
    ///
    /// - Parameter span: Where the name stands, for the message.
    /// - Throws: A diagnostic that lists every place searched.
    package func find(_ name: String, _ kind: ResourceKind, at span: SourceSpan?) throws(Diagnostic) -> String {
        let paths = candidates(name, kind)
        guard let found = paths.first(where: ControllerPath.exists) else { throw missing(name, paths, at: span) }
        return found
    }

    private func missing(_ name: String, _ paths: [String], at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "file", "file not found", detail: "`\(name)` is not in any of the places that this task searches.",
            at: span,
            notes: paths.map { Diagnostic.Note("searched: \($0)") })
    }
}

extension Task {
    /// The variable `ansible_search_path`: the folders of the roles around, the innermost first, then that of the
    /// task's file.
    package var searchPath: [String] { (enclosure.roles.map(\.role.path) + [directory]).uniqued() }

    /// Where a directory of variables files is: of a role in its `vars/`, otherwise beside the task's file.
    package func variablesDirectory(_ name: String) -> String {
        guard let role = role?.role else { return ControllerPath.join(directory, name) }
        let isBelowVars = name.prefix { $0 != "/" } == ResourceKind.vars.rawValue
        return ControllerPath.join(isBelowVars ? role.path : role.path + "/" + ResourceKind.vars.rawValue, name)
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it first stands.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
