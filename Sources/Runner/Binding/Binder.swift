import Jinja
import ModuleKit
import Playbook
import Values

/// Finds what a task calls and binds its arguments, rendered.
struct Binder: Sendable {
    enum Call: Sendable {
        /// - `arguments`: what the result tells of the call.
        case module(any BoundModule, arguments: Mapping)
        case action(any Action, execution: @Sendable (TaskSettings) -> ActionContext)

        var traits: ModuleTraits {
            switch self {
            case .module(let module, _): module.doc.traits
            case .action(let action, _): type(of: action).doc.traits
            }
        }
    }

    let execution: TaskExecution
    let templar: Templar
    /// Only to know what will be asked: text that cannot be told yet, because it reads a fact or a result to come,
    /// stands empty.
    var isGuess = false
    /// What the host says manages its services or packages; `nil` before it was asked.
    var manager: String?

    private var task: Task { execution.task }

    func bind() throws -> Call {
        let name = try templar.resolveText(task.action.templatedName)
        if let action = Actions.byName[name] { return try bind(action) }
        let entry = try entry(named: name)
        let given = try rendered(entry.table)
        try refuseUnknown(given, of: entry.table)
        return .module(
            try entry.bind(given, resources: resources, at: task.action.span),
            arguments: isGuess || entry.isFound ? [:] : entry.table.invocation(given))
    }

    private func entry(named name: String) throws -> ModuleEntry {
        let catalogue = execution.run.catalogue
        guard let entry = catalogue[name] else {
            let known = catalogue.names + Actions.catalogue.names
            throw Diagnostics(.noModule(name, at: task.action.span, known: known, finder: catalogue.finder))
        }
        if entry.isFound {
            guard try allowsPython else { throw Diagnostics(.notAllowed(entry.doc, at: task.action.span)) }
            return entry
        }
        guard let own = catalogue.replacement(of: name) else { return entry }
        return own.entry(isAllowed: try allowsPython) ?? entry
    }

    /// Whether modules that were found may run for this task.
    private var allowsPython: Bool {
        get throws {
            if execution.run.settings.allowsPython { return true }
            return try templar.lookUp(PythonAllowance.variable)?.boolean ?? false
        }
    }

    private func bind(_ factory: ActionFactory) throws -> Call {
        let given = try rendered(factory.table)
        try refuseUnknown(given, of: factory.table)
        let action = try factory.bind(given, resources: resources, at: task.action.span)
        let written = task.action.arguments(freeFormAs: factory.table.doc.freeForm)
        let settings = execution.context.run.settings
        return .action(
            action,
            execution: { [templar, resources, execution, host = execution.host.name, span = task.span] own in
                let run = execution.run
                let person = Person(stop: run.stop, keys: run.keys, tell: { run.emit(.told($0)) })
                return
                    ActionContext(
                        templar: templar, host: host, isCheckMode: own.isCheckMode, verbosity: settings.verbosity,
                        given: written, span: span, files: resources,
                        contact: HostContact(link: run.links[own.delegate ?? host], settings: own, jobs: run.jobs),
                        person: person, title: execution.header.title, now: run.now)
            })
    }

    /// In Ansible most actions of the controller tell it with words of their own.
    private func refuseUnknown(_ given: [GivenArgument], of table: ArgumentTable) throws(ModuleFailure) {
        let unknown = given.map(\.name).filter { table.argument(named: $0) == nil && table.doc.refused[$0] == nil }
        guard !unknown.isEmpty, !table.takesExtras else { return }
        let name = task.action.name
        let names = unknown.joined(separator: ", ")
        let hint = Suggestion.question(for: unknown[0], among: table.arguments.flatMap(\.allNames))
        let isAction = Actions.byName[name] != nil
        let message =
            isAction && !table.doc.traits.contains(.hasArgumentSpec)
            ? "\(MatchedPhrase.invalidOptions) \(name): \(names)"
            : "\(MatchedPhrase.unsupportedParameters) (\(name)) module: \(names)" + (isAction ? "." : "")
        throw ModuleFailure(message, hint: hint)
    }

    private var resources: TaskResources {
        TaskResources(
            task: task, play: execution.context, reached: execution.host, templar: templar,
            search: ResourceSearch(task, in: execution.context.play))
    }

    /// Defaults of `module_defaults`, arguments that are one template, then the task's own, which win. An argument
    /// that renders to `omit` is as if it had not been given.
    private func rendered(_ table: ArgumentTable) throws -> [GivenArgument] {
        var given = try task.moduleDefaults(for: table.doc, templar)
        if let written = task.action.variableArguments, let value = try templar.resolve(written.value) {
            guard let mapping = value.map else { throw Diagnostics(.noArguments(value, written, of: task.action)) }
            for (name, value) in mapping {
                given.append(GivenArgument(name.text ?? "", value, valueSpan: written.span))
            }
        }
        for argument in task.action.arguments(freeFormAs: table.doc.freeForm) {
            guard let value = try guessed(argument, of: table, or: { try render(argument, of: table) }) else {
                given.removeAll { $0.name == argument.name }
                continue
            }
            given.append(
                GivenArgument(
                    argument.name, value, nameSpan: argument.nameSpan, valueSpan: argument.valueSpan))
        }
        return try handedOn(table.doc, use: given.last { $0.name == "use" }?.value) + given
    }

    private func guessed(_ argument: GivenArgument, of table: ArgumentTable, or render: () throws -> Value?) throws
        -> Value?
    {
        do {
            return try render()
        } catch {
            guard isGuess, table.argument(named: argument.name)?.takesAnyText == true else { throw error }
            return ""
        }
    }

    private func render(_ argument: GivenArgument, of table: ArgumentTable) throws -> Value? {
        if table.argument(named: argument.name)?.isConditions ?? false { return argument.value.asData }
        return try templar.resolve(argument.value)
    }
}

extension Diagnostic {
    fileprivate static func noArguments(_ value: Value, _ written: KeywordValue, of call: ActionCall) -> Diagnostic {
        Diagnostic(
            "args", "invalid arguments",
            detail: "The arguments of `\(call.name)` must be a mapping; this template yields \(value.kindInWords).",
            at: written.span)
    }
}

extension ActionCall {
    /// The name, which `action:` may give as a template.
    fileprivate var templatedName: Value {
        TemplateText.hasMarkers(name)
            ? .template(TemplateText(name, at: span, layout: .flow(offset: 0))) : .string(name)
    }
}

extension Value {
    /// Templates as their text, unrendered, so that arguments can be bound that are not to be rendered.
    fileprivate var asData: Value {
        switch self {
        case .template(let template): .string(template.text)
        case .list(let items): .list(items.map(\.asData))
        default: self
        }
    }
}
