import Controller
import ModuleKit
import Values

/// Reading roles: entries under `roles:`, dependencies, imports and includes.
extension PlaybookReading {
    /// The entries under `roles:` of a play.
    mutating func roles(_ nodes: [Node], in enclosure: TaskParent) -> [RoleBlock] {
        nodes.compactMap { node in
            guard let lookup = plan(entry: node, from: nil, ancestors: []) else { return nil }
            play.roleUses.append(lookup.use)
            return build(lookup, at: TaskSite(enclosure: enclosure, directory: play.directory))
        }
    }

    /// `import_role`.
    mutating func importedRole(_ task: Task, at site: TaskSite) -> RoleBlock? {
        guard !site.isHandler else {
            problems.add(.roleAsHandler(task))
            return nil
        }
        guard let request = request(of: task) else { return nil }
        let enclosure = TaskParent(.imported, keywords: task.keywords, in: site.enclosure)
        let span = task.action["name"]?.valueSpan ?? task.action.span
        guard let block = role(request, at: site.inside(enclosure), named: span) else { return nil }
        play.roleUses.append(block.use)
        play.importedHandlers += block.allHandlers
        return block
    }

    /// A role by name, with its tasks read at `site`.
    ///
    /// - Parameter span: Where the role is named.
    mutating func role(_ request: RoleRequest, at site: TaskSite, named span: SourceSpan) -> RoleBlock? {
        let enclosure = site.enclosure
        let ancestors: [String]
        if case .imported = enclosure.kind {
            ancestors = enclosure.roles.map { Self.entryFile($0.identity.path, $0.identity.files) }
        } else {
            ancestors = []
        }
        let siblings = enclosure.role.map { ControllerPath.parent(of: $0.role.path) }
        var request = request
        request.allowsDuplicates = request.allowsDuplicates ?? true
        let node = Node(.map(request.entry), at: span)
        let entry = RoleEntry(
            request, keywords: roleKeywords(node), parameters: roleParameters(node), span: span)
        guard let lookup = plan(entry, siblings: siblings, ancestors: ancestors) else { return nil }
        return build(lookup, at: site)
    }

    /// What an `import_role` asks for; its names must be known before the run.
    private mutating func request(of task: Task) -> RoleRequest? {
        guard let name = task.action["name"] ?? task.action["role"] else {
            problems.add(.importWithoutRole(task))
            return nil
        }
        guard var request = RoleRequest(named: name.value),
            let text = text(name.written(in: task, as: .string(request.name)), of: task)
        else { return nil }
        request.name = text
        request.isPublic = task.action["public"]?.value.boolean ?? !context.hidesRoleVariables
        request.allowsDuplicates = task.action["allow_duplicates"]?.value.boolean ?? true
        request.validates = task.action["rolespec_validate"]?.value.boolean ?? true
        for kind in RoleRequest.kindsOfFiles {
            guard let from = task.action[kind + "_from"] else { continue }
            request.files[kind] = self.text(from.written(in: task), of: task)
        }
        checkImportArguments(task)
        return request
    }

    private mutating func checkImportArguments(_ task: Task) {
        let known = [
            "name", "role", "tasks_from", "vars_from", "defaults_from", "handlers_from", "public", "allow_duplicates",
            "rolespec_validate",
        ]
        for argument in task.action.arguments where !known.contains(argument.name) {
            problems.add(.unknownImportArgument(argument, of: task, known: known))
        }
    }

    /// An entry of a list of roles: a name, or a mapping with keywords and parameters.
    private mutating func plan(entry node: Node, from siblings: String?, ancestors: [String]) -> RoleLookup? {
        let named = node.entry("role") ?? node.entry("name") ?? node.entry("src")
        guard let nameNode = node.entries == nil ? node : named?.value, nameNode.text != nil else {
            problems.add(.roleWithoutName(node))
            return nil
        }
        guard let name = text(KeywordValue(nameNode, nameSpan: nameNode.span), of: nil) else { return nil }
        let keywords = roleKeywords(node)
        var request = RoleRequest(name)
        request.isPublic = !context.hidesRoleVariables
        for kind in RoleRequest.kindsOfFiles { request.files[kind] = node[kind + "_from"]?.text }
        let entry = RoleEntry(
            request, keywords: keywords, parameters: roleParameters(node), span: nameNode.span)
        return plan(entry, siblings: siblings, ancestors: ancestors)
    }

    private mutating func roleKeywords(_ node: Node) -> Keywords {
        guard let entries = node.entries else { return Keywords() }
        return keywords(of: node, as: .role, except: Set(entries.compactMap(\.key.text)))
    }

    /// What is no keyword in an entry is handed to the role as a variable.
    private func roleParameters(_ node: Node) -> Mapping {
        let keywords = Set(Keyword.allowed(in: .role).map(\.rawValue))
        let parameters = (node.entries ?? []).filter { !keywords.contains($0.key.text ?? "") }
        return Mapping(parameters.map { ($0.key.value, $0.value.value) })
    }

    private mutating func plan(_ entry: RoleEntry, siblings: String?, ancestors: [String]) -> RoleLookup? {
        let search = RoleSearch(
            playDirectory: play.directory, rolesPath: context.rolesPath, collectionsPath: context.collectionsPath,
            collections: play.collections, siblings: siblings, workingDirectory: context.workingDirectory)
        guard let (path, name) = search.find(entry.request.name) else {
            let shown = search.paths(of: entry.request.name).map(loader.store.shown)
            problems.add(.noRole(entry, searched: shown, known: search.names))
            return nil
        }
        let entryFile = Self.entryFile(path, entry.request.files)
        guard !ancestors.contains(entryFile) else {
            problems.add(.circularRole(entry))
            return nil
        }
        look(beside: path)
        let files = RoleFiles(name: name, path: path, chosen: entry.request.files)
        guard let role = role(files, for: entry) else { return nil }
        let inner = ancestors + [entryFile]
        let dependencies = role.metadata.dependencies.compactMap {
            plan(entry: $0, from: ControllerPath.parent(of: path), ancestors: inner)
        }
        return RoleLookup(entry: entry, files: files, role: role, dependencies: dependencies)
    }

    /// By what a role that leads back to itself is known: it may well import another of its own files.
    private static func entryFile(_ path: String, _ files: [String: String]) -> String {
        path + "/tasks/" + (files["tasks"] ?? "main")
    }

    private mutating func build(_ lookup: RoleLookup, at outer: TaskSite) -> RoleBlock {
        let enclosure = TaskParent(.role(lookup.use), keywords: lookup.entry.keywords, in: outer.enclosure)
        var site = outer.inside(enclosure)
        let dependencies = lookup.dependencies.map { build($0, at: site) }
        site.directory = lookup.files.path + "/tasks"
        let tasks = validation(lookup, at: site) + items(nodes("tasks", lookup), at: site)
        site.directory = lookup.files.path + "/handlers"
        site.isHandler = true
        site.isDoubtful = true
        let handlers = handlers(nodes("handlers", lookup), at: site)
        return RoleBlock(use: lookup.use, dependencies: dependencies, items: tasks, handlers: handlers)
    }

    private mutating func nodes(_ kind: String, _ lookup: RoleLookup) -> [Node] {
        guard let paths = lookup.files.paths(kind) else {
            problems.add(.noRoleFile(lookup, kind: kind))
            return []
        }
        return paths.flatMap { path in
            let root = root(of: path)
            return list(root, of: kind)
        }
    }

    /// The task that checks a role's parameters, if the role says what they must be.
    private mutating func validation(_ lookup: RoleLookup, at site: TaskSite) -> [TaskItem] {
        let entryPoint = lookup.entry.request.files["tasks"] ?? "main"
        guard lookup.entry.request.validates, let action = context.actions.entry(with: .validatesRoles),
            let spec = lookup.role.metadata.argumentSpecs[entryPoint]?.map
        else { return [] }
        return [
            .task(lookup.validation(by: action.doc, spec, entryPoint: entryPoint, id: loader.nextTaskID(), in: site))
        ]
    }
}

/// What an entry of `roles:`, an import or an include says of a role.
struct RoleEntry {
    let request: RoleRequest
    let keywords: Keywords
    let parameters: Mapping
    let span: SourceSpan

    init(_ request: RoleRequest, keywords: Keywords, parameters: Mapping, span: SourceSpan) {
        self.request = request
        self.keywords = keywords
        self.parameters = parameters
        self.span = span
    }
}

extension GivenArgument {
    fileprivate func written(in task: Task, as value: Value? = nil) -> KeywordValue {
        KeywordValue(
            Node(value ?? self.value, at: valueSpan ?? task.action.span), nameSpan: nameSpan ?? task.action.span)
    }
}

// What is said about roles.
extension Diagnostic {
    fileprivate static func roleAsHandler(_ task: Task) -> Diagnostic {
        Diagnostic(
            "handler", "role as a handler", detail: "A handler cannot import or include a role.", at: task.action.span)
    }

    fileprivate static func importWithoutRole(_ task: Task) -> Diagnostic {
        Diagnostic(
            "role", "role without a name", detail: "`\(task.action.name)` requires `name`.", at: task.action.span)
    }

    fileprivate static func roleWithoutName(_ node: Node) -> Diagnostic {
        Diagnostic(
            "role", "role without a name", detail: "An entry of `roles` must be a name or have `role`.", at: node.span)
    }

    fileprivate static func unknownImportArgument(
        _ argument: GivenArgument, of task: Task, known: [String]
    ) -> Diagnostic {
        let near = Suggestion.nearest(to: argument.name, among: known)
        return Diagnostic(
            "args", "unknown argument", detail: "`\(task.action.name)` has no argument `\(argument.name)`.",
            at: argument.nameSpan, help: near.map { "did you mean `\($0)`?" })
    }

    fileprivate static func noRole(_ entry: RoleEntry, searched: [String], known: [String]) -> Diagnostic {
        let name = entry.request.name
        let collection = name.split(separator: ".").count == 3 ? "ansible-galaxy collection install …" : nil
        return Diagnostic(
            "role", "role not found", detail: "There is no role `\(name)`.", at: entry.span,
            notes: searched.map { Note("searched: \($0)") },
            help: Suggestion.question(for: name, among: known) ?? collection)
    }

    fileprivate static func circularRole(_ entry: RoleEntry) -> Diagnostic {
        Diagnostic(
            "role", "circular role dependency",
            detail: "The role `\(entry.request.name)` depends on itself, through `dependencies` or imports.",
            at: entry.span
        )
    }

    fileprivate static func noRoleFile(_ lookup: RoleLookup, kind: String) -> Diagnostic {
        .noRoleFile(lookup.entry, kind: kind, path: lookup.files.path)
    }

    static func noRoleFile(_ entry: RoleEntry, kind: String, path: String) -> Diagnostic {
        let folder = "\(path)/\(kind)"
        let known = ControllerPath.entries(of: folder)
        let name = entry.request.files[kind] ?? "main"
        let stems = known.map { String($0.prefix { $0 != "." }) }
        return Diagnostic(
            "role", "role file not found",
            detail: "The role `\(entry.request.name)` has no file `\(kind)/\(name)`.", at: entry.span,
            notes: [Note("searched: \(folder)")],
            help: Suggestion.question(for: name, among: known + stems))
    }
}
