import Jinja
import ModuleKit
import Values

/// What can be said of a task before the run: its module exists, its arguments fit, its templates can be read.
extension PlaybookReading {
    mutating func check(_ task: Task, at site: TaskSite) {
        let faults = keywordFaults + problemsOfCall(task) + problemsOfTemplates(task) + problemsOfFiles(task)
        keywordFaults = []
        for problem in faults { judge(problem, of: task, at: site) }
        checkKeywordsOfInclude(task)
        checkInclude(task, at: site)
        tellOfOwnModule(task)
        checkDefinitions(task, at: site)
        if task.mayEndPlay { play.mayHaveEnded = true }
        if task.mayWriteHere { play.mayWriteHere = true }
        if let problem = misplacement(of: task, at: site) ?? reservedName(in: task) { problems.add(problem) }
    }

    /// Ansible refuses these when it loads a playbook.
    private func misplacement(of task: Task, at site: TaskSite) -> Diagnostic? {
        if task.action.traits.contains(.includesRole), site.isHandler {
            Diagnostic(
                "handler", "role as a handler", detail: "A handler cannot import or include a role.",
                at: task.action.span)
        } else if task.action.metaAction == .endRole, site.isHandler || task.role == nil {
            Diagnostic(
                "meta", "`end_role` outside a role",
                detail:
                    "`end_role` ends the tasks of a role, and \(site.isHandler ? "a handler" : "this task") is not part of one.",
                at: task.action.span)
        } else {
            nil
        }
    }

    private func reservedName(in task: Task) -> Diagnostic? {
        task.action.arguments.first { $0.name.hasPrefix("_ansible_") }.map { argument in
            Diagnostic(
                "args", "reserved argument", detail: "`\(argument.name)` \(MatchedPhrase.reserved)",
                at: argument.nameSpan)
        }
    }

    private func problemsOfCall(_ task: Task) -> [Diagnostic] {
        let name = task.action.name
        // Which module a template names, and so what its arguments may be, is known in the run.
        guard !TemplateText.hasMarkers(name) else { return [] }
        if let action = context.actions[name] { return problemsOfArguments(task, action.doc, action.table) }
        if let module = context.catalogue[name] {
            guard !module.isFound || allowsPython else { return [.notAllowed(module.doc, at: task.action.span)] }
            let meant = context.catalogue.replacement(of: name)?.entry(isAllowed: allowsPython) ?? module
            return problemsOfArguments(task, meant.doc, meant.table)
        }
        let known = context.catalogue.names + context.actions.names
        return [
            .noModule(
                name, at: task.action.span, known: known, isOwn: ownActions.contains(name),
                finder: context.catalogue.finder)
        ]
    }

    private func problemsOfArguments(_ task: Task, _ doc: ModuleDoc, _ table: ArgumentTable?) -> [Diagnostic] {
        guard let table else { return [] }
        let given = task.action.arguments(freeFormAs: doc.freeForm)
        let defaults = task.literalModuleDefaults(for: doc, given: given)
        let found = table.check(
            defaults.arguments + given, resources: UnreadResources(), at: task.action.span)
        // What a template of arguments will hold is not known, so nothing can be missing.
        let isOpen = task.action.variableArguments != nil || !defaults.isComplete
        return found.all.filter { !isOpen || $0.span != task.action.span }
    }

    /// What an include says of itself does not reach what it includes, so most keywords would do nothing.
    private mutating func checkKeywordsOfInclude(_ task: Task) {
        guard task.isDynamicInclude else { return }
        for (keyword, written) in task.keywords.all where !Self.keywordsOfIncludes.contains(keyword) {
            problems.add(.withoutEffect(keyword, written, on: task.action))
        }
    }

    /// Source: ansible-core 2.18, which refuses all others.
    private static let keywordsOfIncludes: Set<Keyword> = [
        .action, .args, .collections, .debugger, .ignoreErrors, .loop, .loopControl, .name, .noLog, .register, .runOnce,
        .tags, .timeout, .vars, .when, .listen,
    ]

    /// Ansible refuses a module that nobody has when it loads a playbook, and finds out in the run what is wrong with
    /// the arguments of another.
    private mutating func judge(_ problem: Diagnostic, of task: Task, at site: TaskSite) {
        if problem.code == "module" { problems.add(problem) } else { addLatentMistake(problem, of: task, at: site) }
    }

    private func problemsOfTemplates(_ task: Task) -> [Diagnostic] {
        var values =
            task.action.arguments.map(\.value) + task.keywords.all.filter { !$0.key.isCondition }.map(\.value.value)
        values += [task.action.freeForm, task.action.variableArguments, task.loop?.terms].compactMap { $0?.value }
        return values.flatMap(Self.problemsOfTemplates)
    }

    /// Syntax of all templates in a value, at any depth.
    static func problemsOfTemplates(in value: Value) -> [Diagnostic] {
        switch value {
        case .template(let template): Templar.check(template)
        case .list(let items): items.flatMap(problemsOfTemplates)
        case .map(let mapping): mapping.flatMap { problemsOfTemplates(in: $0.value) }
        default: []
        }
    }

    mutating func checkTemplates(in value: Value) { problems.add(Diagnostics(Self.problemsOfTemplates(in: value))) }
}

extension Keyword {
    fileprivate var isCondition: Bool {
        [.when, .changedWhen, .failedWhen, .until, .loopControl, .block, .rescue, .always].contains(self)
    }
}

/// The controller's files while playbooks are checked: they are not read yet.
private struct UnreadResources: ArgumentResources {
    let secrets = SecretRegistry()

    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        throw ModuleFailure("files are not read before the run")
    }

    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        throw ModuleFailure("templates are not rendered before the run")
    }
}

extension Diagnostic {
    fileprivate static func withoutEffect(_ keyword: Keyword, _ written: KeywordValue, on call: ActionCall)
        -> Diagnostic
    {
        let word = keyword.rawValue
        return Diagnostic(
            "keyword", "keyword without effect",
            detail: "`\(word)` of `\(call.name)` does not apply to the included tasks.", at: written.nameSpan,
            help: "put it into `apply: { \(word): … }` of the include, or use a block")
    }
}
