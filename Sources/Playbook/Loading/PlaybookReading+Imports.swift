import Controller
import Jinja
import ModuleKit
import Values

/// Replacing imports by what they import.
extension PlaybookReading {
    mutating func imported(_ kind: StaticImport, _ task: Task, at site: TaskSite) -> [TaskItem] {
        let isFormer = StaticImport.isFormer(task.action.name)
        if kind != .playbook, !isFormer, let loop = task.loop {
            problems.add(.loopOverImport(task, loop, instead: context.actions.entry(with: kind.inclusion)?.doc.name))
            return []
        }
        switch kind {
        case .playbook:
            problems.add(.playbookAmongTasks(task))
            return []
        case .tasks:
            return isFormer ? formerInclude(task, at: site) : importedTasks(task, at: site)
        case .role: return importedRole(task, at: site).map { [.role($0)] } ?? []
        }
    }

    /// `include:` of former times: static where the name is plain and there is no loop.
    private mutating func formerInclude(_ task: Task, at site: TaskSite) -> [TaskItem] {
        let isDynamic = task.loop != nil || task.fileArgument?.value.isDynamic ?? false
        let inclusion = isDynamic ? context.actions.entry(with: .includesTasks)?.doc : nil
        problems.add(.formerInclude(task, now: inclusion?.name ?? StaticImport.tasks.rawValue))
        return inclusion.map { [.task(task.renamed(to: $0))] } ?? importedTasks(task, at: site)
    }

    private mutating func importedTasks(_ task: Task, at site: TaskSite) -> [TaskItem] {
        guard let written = task.fileArgument, let name = text(written, of: task) else {
            if task.fileArgument == nil { problems.add(.importOfNothing(task)) }
            return []
        }
        let search = TaskFileSearch(
            enclosure: site.enclosure, playDirectory: play.directory, isHandler: site.isHandler)
        let enclosure = TaskParent(
            .imported, keywords: task.keywords, folder: ControllerPath.folder(of: name), in: site.enclosure)
        return tasks(named: name, at: written.span, search, in: site.inside(enclosure))
    }

    private mutating func tasks(
        named name: String, at span: SourceSpan, _ search: TaskFileSearch, in outer: TaskSite
    ) -> [TaskItem] {
        let paths = search.candidates(name)
        guard let path = paths.first(where: { ControllerPath.exists($0) && !ControllerPath.isDirectory($0) }) else {
            problems.add(.noTaskFile(name, paths.map(loader.store.shown), at: span))
            return []
        }
        guard !play.importedFiles.contains(path) else {
            problems.add(.circularImport(loader.store.shown(path), at: span))
            return []
        }
        play.importedFiles.append(path)
        defer { play.importedFiles.removeLast() }
        let root = root(of: path)
        var site = outer
        site.directory = ControllerPath.parent(of: path)
        return items(list(root, of: "tasks"), at: site)
    }

    /// For an include: the file, read at a site inside the enclosure that the include makes.
    mutating func tasks(ofFile name: String, namedBy include: Task, at site: TaskSite) -> [TaskItem] {
        let search = TaskFileSearch(
            enclosure: include.enclosure, playDirectory: play.directory, isHandler: site.isHandler, isDynamic: true)
        return tasks(named: name, at: include.fileArgument?.span ?? include.action.span, search, in: site)
    }

    /// What surrounds the tasks that an include brings: its variables, and around it what surrounds the include.
    ///
    /// - Parameter file: What is included; `nil` for a role.
    mutating func enclosure(ofInclude include: Task, file: String?, parameters: Mapping) -> TaskParent {
        let span = include.action["apply"]?.valueSpan ?? include.action.span
        let applied = include.action["apply"].map { keywords(of: Node($0.value, at: span), as: .block) } ?? Keywords()
        return TaskParent(
            .included(at: include.span), keywords: applied, parameters: include.keywords.variables.merging(parameters),
            folder: file.map(ControllerPath.folder), in: include.enclosure)
    }

    /// A text that may be a template of variables which are known before the run.
    mutating func text(_ written: KeywordValue, of task: Task?) -> String? {
        if case .string(let plain) = written.value { return plain }
        do {
            return try templar(for: task).resolveText(written.value)
        } catch {
            problems.add(.dynamicName(written, error.diagnostic))
            return nil
        }
    }

    /// Renders with what is known before the run: variables of the play, of roles around, and extra variables.
    func templar(for task: Task?) -> Templar {
        let scope = LoadingScope(play, extra: context.extraVariables, task: task)
        let lookups = LookupContext(
            context.controller, hosts: context.hosts, workingDirectory: play.directory)
        return Templar(
            TemplateContext(scope: scope, lookups: lookups, opener: context.opener, secrets: context.secrets))
    }
}

extension Task {
    /// The file that an import or include names.
    package var fileArgument: KeywordValue? {
        if let freeForm = action.freeForm { return freeForm }
        guard let file = action["file"] else { return nil }
        return KeywordValue(
            Node(file.value, at: file.valueSpan ?? action.span), nameSpan: file.nameSpan ?? action.span)
    }

    fileprivate func renamed(to doc: ModuleDoc) -> Task {
        Task(
            id: id, action: action.renamed(to: doc), keywords: keywords, loop: loop, changedWhen: changedWhen,
            failedWhen: failedWhen, until: until, in: enclosure, directory: directory, at: span)
    }
}

// What is said about imports.
extension Diagnostic {
    fileprivate static func loopOverImport(_ task: Task, _ loop: Loop, instead inclusion: String?) -> Diagnostic {
        Diagnostic(
            "import", "loop over an import",
            detail:
                "`\(task.action.name.withoutBuiltinCollection)` is expanded before the run, when the items of a loop are not known.",
            at: loop.terms.nameSpan, help: inclusion.map { "use `\($0)`" })
    }

    fileprivate static func playbookAmongTasks(_ task: Task) -> Diagnostic {
        Diagnostic(
            "import", "playbook among tasks", detail: "`import_playbook` belongs next to plays, not among tasks.",
            at: task.action.span, help: "to import a task file, use `import_tasks`")
    }

    fileprivate static func formerInclude(_ task: Task, now name: String) -> Diagnostic {
        Diagnostic(
            "keyword", "obsolete keyword", severity: .warning,
            detail: "Ansible has removed `include`; here it is read as `\(name)`.", at: task.action.span,
            help: "use `\(name)`")
    }

    fileprivate static func importOfNothing(_ task: Task) -> Diagnostic {
        Diagnostic(
            "import", "import without a file", detail: "`\(task.action.name)` does not name a file.",
            at: task.action.span)
    }

    static func noTaskFile(_ name: String, _ paths: [String], at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "file", "file not found", detail: "The task file `\(name)` does not exist.", at: span,
            notes: paths.map { Note("searched: \($0)") })
    }

    fileprivate static func circularImport(_ path: String, at span: SourceSpan) -> Diagnostic {
        Diagnostic(
            "import", "circular import",
            detail: "\(path) is already being imported at this point.", at: span,
            help: "use `include_tasks` with a condition if it should repeat")
    }

    fileprivate static func dynamicName(_ written: KeywordValue, _ reason: Diagnostic) -> Diagnostic {
        Diagnostic(
            "import", "name not known before the run",
            detail:
                "The name of an import must be known before the run: facts, inventory variables and registered variables "
                + "cannot be used here. \(reason.detail ?? reason.summary)", at: reason.span ?? written.span,
            help: "use include_tasks or include_role")
    }
}
