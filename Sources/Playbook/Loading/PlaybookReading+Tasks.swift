import Jinja
import Values

/// Reading lists of tasks and blocks.
extension PlaybookReading {
    mutating func items(_ nodes: [Node], at site: TaskSite) -> [TaskItem] {
        nodes.flatMap { items($0, at: site) }
    }

    /// What one entry of a list of tasks becomes: several items if it imports, none if it is wrong.
    private mutating func items(_ node: Node, at site: TaskSite) -> [TaskItem] {
        guard let entries = node.entries else {
            problems.add(.notATask(node))
            return []
        }
        if node["block"] != nil { return block(node, at: site).map { [.block($0)] } ?? [] }
        if let stray = entries.first(where: { $0.key.text == "rescue" || $0.key.text == "always" }) {
            problems.add(.strayRescue(stray.key))
            return []
        }
        guard let (call, isLocal) = action(of: node) else { return [] }
        let task = task(node, call, isLocal: isLocal, at: site)
        guard let kind = StaticImport(call.name) else {
            check(task, at: site)
            return [.task(task)]
        }
        return imported(kind, task, at: site)
    }

    private mutating func block(_ node: Node, at site: TaskSite) -> Block? {
        if site.isHandler, case .block = site.enclosure.kind {
            problems.add(.blockAmongHandlers(node))
            return nil
        }
        let enclosure = TaskParent(.block, keywords: keywords(of: node, as: .block), in: site.enclosure)
        let inner = site.inside(enclosure)
        var rescued = inner
        rescued.isDoubtful = site.isDoubtful || node["rescue"] != nil
        var rescuing = inner
        rescuing.isDoubtful = true
        let own = items(list(node["block"], of: "tasks"), at: rescued)
        let rescue = items(list(node["rescue"], of: "tasks"), at: rescuing)
        let always = items(list(node["always"], of: "tasks"), at: inner)
        // As in Ansible nothing comes to the `rescue` and `always` of handlers.
        return Block(
            items: own, rescue: site.isHandler ? [] : rescue, always: site.isHandler ? [] : always,
            enclosure: enclosure, at: node.span)
    }

    private mutating func task(_ node: Node, _ call: ActionCall, isLocal: Bool, at site: TaskSite) -> Task {
        let words = Set((node.entries ?? []).compactMap(\.key.text))
        var keywords = keywords(of: node, as: site.isHandler ? .handler : .task, except: words)
        if isLocal {
            let localhost = Node(.scalar("localhost"), at: call.span)
            keywords = keywords.setting(.delegateTo, to: KeywordValue(localhost, nameSpan: call.span))
        }
        return Task(
            id: loader.nextTaskID(), action: call, keywords: keywords, loop: loop(node, keywords),
            changedWhen: conditions(keywords[.changedWhen]), failedWhen: conditions(keywords[.failedWhen]),
            until: conditions(keywords[.until]), in: site.enclosure, directory: site.directory, at: node.span)
    }

    private mutating func loop(_ node: Node, _ keywords: Keywords) -> Loop? {
        let entries = (node.entries ?? []).filter { $0.key.text == "loop" || $0.key.text?.hasPrefix("with_") ?? false }
        guard let entry = entries.first, let word = entry.key.text else { return nil }
        for second in entries.dropFirst() { problems.add(.secondLoop(second.key, first: entry.key)) }
        guard !entry.value.isNull else {
            problems.add(.emptyLoop(entry.key))
            return nil
        }
        let source: Loop.Source = word == "loop" ? .values : .lookup(String(word.dropFirst("with_".count)))
        if case .lookup(let name) = source { keywordFaults += Templar.check(lookup: name, at: entry.key.span) }
        let terms = KeywordValue(entry.value, nameSpan: entry.key.span)
        return Loop(source, terms: terms, control: loopControl(keywords[.loopControl]))
    }

    private mutating func loopControl(_ written: KeywordValue?) -> LoopControl {
        var control = LoopControl()
        guard let written, !written.value.isNull else { return control }
        guard let entries = written.node.entries else {
            problems.add(.notLoopControl(written))
            return control
        }
        for entry in entries {
            let setting = KeywordValue(entry.value, nameSpan: entry.key.span)
            switch entry.key.text {
            case "loop_var" where setting.value.isDynamic: control.loopVariableTemplate = setting
            case "index_var" where setting.value.isDynamic: control.indexVariableTemplate = setting
            case "loop_var": control.loopVariable = variableName(setting) ?? control.loopVariable
            case "index_var": control.indexVariable = variableName(setting)
            case "label": control.label = setting
            case "pause": control.pause = setting
            case "extended": control.extended = setting
            case "extended_allitems": control.extendedAllItems = setting
            case "break_when": control.breakWhen = conditions(setting)
            default: problems.add(.unknownLoopControl(entry.key))
            }
        }
        return control
    }

    private mutating func variableName(_ setting: KeywordValue) -> String? {
        if let name = setting.value.text, name.isVariableName { return name }
        problems.add(.notAVariableName(setting))
        return nil
    }
}

// What is said about tasks.
extension Diagnostic {
    fileprivate static func notATask(_ node: Node) -> Diagnostic {
        Diagnostic(
            "task", "not a task", detail: "A task is a mapping that names a module; this is \(node.value.kindInWords).",
            at: node.span, help: "to import a task file, write: import_tasks: FILE")
    }

    fileprivate static func blockAmongHandlers(_ node: Node) -> Diagnostic {
        Diagnostic(
            "handler", "block as a handler",
            detail: "A handler cannot be a block inside another block.", at: node.span,
            help: "move its tasks into the outer block")
    }

    fileprivate static func strayRescue(_ key: Node) -> Diagnostic {
        Diagnostic(
            "keyword", "rescue without block", detail: "`\(key.text ?? "")` is allowed only next to `block`.",
            at: key.span)
    }

    fileprivate static func secondLoop(_ key: Node, first: Node) -> Diagnostic {
        Diagnostic(
            "loop", "two loops in one task", detail: "A task can have only one loop, and this is a second one.",
            at: key.span,
            notes: [Note("the first loop is here", at: first.span)])
    }

    fileprivate static func emptyLoop(_ key: Node) -> Diagnostic {
        Diagnostic(
            "loop", "loop without a list", detail: "`\(key.text ?? "loop")` has no value.", at: key.span)
    }

    fileprivate static func notLoopControl(_ written: KeywordValue) -> Diagnostic {
        Diagnostic(
            "loop", "loop_control is not a mapping",
            detail: "`loop_control` must be a mapping; its values may be templates.", at: written.span)
    }

    fileprivate static func unknownLoopControl(_ key: Node) -> Diagnostic {
        let words = ["loop_var", "index_var", "label", "pause", "extended", "extended_allitems", "break_when"]
        let near = Suggestion.nearest(to: key.text ?? "", among: words)
        return Diagnostic(
            "keyword", "unknown keyword", detail: "`loop_control` has no keyword `\(key.text ?? "")`.", at: key.span,
            help: near.map { "did you mean `\($0)`?" } ?? "its keywords are \(words.joined(separator: ", "))")
    }

    fileprivate static func notAVariableName(_ setting: KeywordValue) -> Diagnostic {
        Diagnostic(
            "vars", "not a variable name",
            detail: "The name of a loop variable consists of letters, digits and `_`.", at: setting.span)
    }
}
