import Controller
import Synchronization
package import Values

/// Reads playbooks, and during the run what they include: everything that turns files into tasks.
///
/// A loader reads files and roles once, and gives every task an identity of its own.
package final class PlaybookLoader: Sendable {
    package let context: LoadingContext
    let store: SourceStore
    /// Counted over all loaders: a run has one for what is known before it, and another for what it includes.
    private static let lastTask = Atomic<Int>(0)
    private let roles = Mutex<[RoleFiles: Role]>([:])

    package init(_ context: LoadingContext) {
        self.context = context
        store = SourceStore(context)
    }

    /// Reads playbooks and checks all that can be checked without a host.
    ///
    /// - Parameter paths: As on the command line; the plays come in this order.
    /// - Throws: every mistake of all files, warnings included, sorted by file and line.
    package func load(_ paths: [String]) throws(Diagnostics) -> LoadedPlaybook {
        var reading = PlaybookReading(self)
        var files: [LoadedPlaybook.File] = []
        for name in paths {
            let path = ControllerPath.join(context.workingDirectory, name)
            let plays = reading.plays(ofFile: path, importedBy: [], around: PlayImport())
            files.append(LoadedPlaybook.File(name: name, plays: plays))
        }
        reading.passOverDefinedNames(in: &files)
        // What stops a run anyway brings what is certain with it, so that mistakes come together.
        if reading.problems.hasErrors {
            let certain = files.flatMap(\.plays).flatMap(\.latentMistakes).filter {
                $0.isCertain && $0.undefinedName == nil
            }
            reading.problems.add(Diagnostics(certain.map(\.problem)))
        }
        let problems = reading.problems.tidied
        try problems.throwIfErrors()
        return LoadedPlaybook(files: files, warnings: problems.all)
    }

    /// Reads a text as if it were a playbook in the working directory.
    package func load(text file: SourceFile) throws(Diagnostics) -> LoadedPlaybook {
        store.keep(file, as: ControllerPath.join(context.workingDirectory, file.path))
        return try load([file.path])
    }

    /// The tasks of a file that `include_tasks` names, read when the include's turn has come.
    ///
    /// - Parameters:
    ///   - file: The name, rendered; looked for as Ansible does, see ``TaskFileSearch``.
    ///   - include: The task that includes. Of it only `vars` and what its `apply` says are handed on.
    ///   - parameters: The variables of the include's loop.
    ///   - asHandlers: Whether a handler includes the file.
    package func loadTasks(
        file: String, for include: Task, parameters: Mapping = [:], in play: Play, asHandlers: Bool = false
    ) throws(Diagnostics) -> Inclusion {
        try include.refuseEndlessIncludes()
        var reading = PlaybookReading(self, in: play)
        let enclosure = reading.enclosure(ofInclude: include, file: file, parameters: parameters)
        let site = TaskSite(enclosure: enclosure, directory: play.directory, isHandler: asHandlers)
        let items = reading.tasks(ofFile: file, namedBy: include, at: site)
        try reading.problems.tidied.throwIfErrors()
        return Inclusion(items: items, handlers: reading.play.importedHandlers, uses: reading.play.roleUses)
    }

    /// The role that `include_role` names, read when the include's turn has come.
    ///
    /// - Parameters:
    ///   - request: Name and options, rendered.
    ///   - include: The task that includes; see ``loadTasks(file:for:parameters:in:asHandlers:)``.
    /// - Returns: The role with its dependencies, as its one item.
    package func loadRole(
        _ request: RoleRequest, for include: Task, parameters: Mapping = [:], in play: Play
    ) throws(Diagnostics) -> Inclusion {
        try include.refuseEndlessIncludes()
        var reading = PlaybookReading(self, in: play)
        let enclosure = reading.enclosure(ofInclude: include, file: nil, parameters: parameters)
        let site = TaskSite(enclosure: enclosure, directory: play.directory)
        let block = reading.role(request, at: site, named: include.action.span)
        let problems = reading.problems.tidied
        try problems.throwIfErrors()
        guard let block else { throw problems }
        return Inclusion(
            items: [.role(block)], handlers: block.allHandlers + reading.play.importedHandlers,
            uses: [block.use] + reading.play.roleUses)
    }

    func nextTaskID() -> TaskID { TaskID(Self.lastTask.add(1, ordering: .relaxed).newValue) }

    /// The role of these files, read once.
    func role(_ files: RoleFiles, read: () throws(Diagnostics) -> Role) throws(Diagnostics) -> Role {
        if let known = roles.withLock({ $0[files] }) { return known }
        let role = try read()
        return roles.withLock { roles in
            roles[files] = roles[files] ?? role
            return roles[files] ?? role
        }
    }
}

/// What an include brings into a running play.
package struct Inclusion: Sendable {
    package let items: [TaskItem]
    /// Handlers of the role that is included and of those it imports; they belong to the play from now on.
    package let handlers: [Handler]
    /// The uses of roles that belong to the play from now on; it sees the variables of those that are public.
    package let uses: [RoleUse]
}

/// What `import_role`, `include_role` or an entry of `roles:` asks for, rendered.
package struct RoleRequest: Sendable, Hashable {
    package var name: String
    /// The mapping that stood for the name, with keywords and parameters as under `roles:`; empty for a plain name.
    package var entry: Mapping = [:]
    /// Files other than `main`: by `tasks`, `vars`, `defaults`, `handlers`.
    package var files: [String: String] = [:]
    /// Whether the play sees defaults and variables of the role; includes hide them unless told otherwise.
    package var isPublic = false
    /// `nil` for what is usual: imports and includes allow it, under `roles:` the role's metadata decide.
    package var allowsDuplicates: Bool?
    /// Whether the argument specification is checked.
    package var validates = true

    /// The kinds of ``files``.
    package static let kindsOfFiles = ["tasks", "vars", "defaults", "handlers"]

    package init(_ name: String) { self.name = name }

    /// - Parameter name: A name, or a mapping with `role` or `name`.
    package init?(named value: Value) {
        let mapping = value.map ?? [:]
        guard let name = (mapping["role"] ?? mapping["name"] ?? value).scalarText else { return nil }
        self.init(name)
        entry = mapping
    }
}

extension Diagnostics {
    /// Each once, by file and line; what has no place comes last.
    package var tidied: Diagnostics {
        let ordered = all.uniqued().enumerated().sorted { left, right in
            guard let first = left.element.span else { return false }
            guard let second = right.element.span else { return true }
            return (first.file.path, first.line, first.column, left.offset)
                < (second.file.path, second.line, second.column, right.offset)
        }
        return Diagnostics(ordered.map(\.element))
    }
}
