import ModuleKit
import Values

/// Finds the module of a task and puts its arguments, in whichever form they are written, into one list.
extension PlaybookReading {
    /// The action of a task, and whether it was written as `local_action`.
    mutating func action(of task: Node) -> (call: ActionCall, isLocal: Bool)? {
        let args = task.entry(Keyword.args.rawValue)?.value
        if let written = task.entry("action") ?? task.entry("local_action") {
            let isLocal = written.key.text == "local_action"
            for extra in actionCandidates(of: task) { reportExtra(extra, besides: written.key.text ?? "action") }
            return oldStyleAction(written, args: args).map { ($0, isLocal) }
        }
        guard let entry = actionEntry(of: task), let name = entry.key.text else { return nil }
        return (call(name, at: entry.key.span, given: entry.value, args: args), false)
    }

    /// The entries that are no keywords: the module, and whatever is misspelt.
    private func actionCandidates(of task: Node) -> [Node.Entry] {
        let keywords = Keyword.allowed(in: .handler)
        return (task.entries ?? []).filter { entry in
            guard let word = entry.key.text else { return false }
            if let keyword = Keyword(rawValue: word), keywords.contains(keyword) { return false }
            return !word.hasPrefix("with_") && !PlaybookReading.ignoredTaskWords.contains(word)
        }
    }

    /// Words of former times that change nothing.
    static let ignoredTaskWords: Set<String> = ["static", "sudo", "sudo_user"]

    private mutating func actionEntry(of task: Node) -> Node.Entry? {
        let candidates = actionCandidates(of: task)
        let known = candidates.filter { knows($0.key.text ?? "") }
        guard let first = known.first ?? candidates.first(where: { !$0.isLikelyKeyword }) ?? candidates.first else {
            problems.add(.noAction(task))
            return nil
        }
        let others = candidates.filter { $0.key.span != first.key.span }
        guard !known.isEmpty || !first.isLikelyKeyword else {
            for candidate in candidates { problems.add(.unknownTaskKeyword(candidate.key, module: nil)) }
            return nil
        }
        if TemplateText.hasMarkers(first.key.text ?? "") {
            problems.add(.templatedModule(first.key))
            return nil
        }
        for other in others { reportExtra(other, besides: first.key.text ?? "", at: first.key.span) }
        return first
    }

    private mutating func reportExtra(_ entry: Node.Entry, besides module: String, at span: SourceSpan? = nil) {
        guard let word = entry.key.text else { return }
        let isModule = knows(word)
        problems.add(
            isModule
                ? .twoActions(entry.key, besides: module, at: span)
                : .unknownTaskKeyword(
                    entry.key, module: Diagnostic.Note("the module of this task is `\(module)`", at: span)))
    }

    /// `action: copy src=a`, or `action: { module: copy, src: a }`.
    private mutating func oldStyleAction(_ entry: Node.Entry, args: Node?) -> ActionCall? {
        if let text = entry.value.text { return textAction(text, entry.value, args: args) }
        guard let module = entry.value.entry("module"), let text = module.value.text else {
            problems.add(.actionWithoutModule(entry))
            return nil
        }
        let others = Node(
            .mapping((entry.value.entries ?? []).filter { !["module", "args"].contains($0.key.text) }),
            at: entry.value.span)
        guard var call = textAction(text, module.value, args: args) else { return nil }
        call = call.adding(mappingArguments(others))
        return entry.value["args"].map { call.adding(mappingArguments($0)) } ?? call
    }

    private mutating func textAction(_ text: String, _ node: Node, args: Node?) -> ActionCall? {
        let start = text.prefix { $0.isWhitespace }.count
        let name = text.dropFirst(start).firstWord
        guard !name.isEmpty else {
            problems.add(.noAction(node))
            return nil
        }
        let whole = node.templateText
        let span = whole.span(line: 1, column: start + 1, length: name.unicodeScalars.count)
        let restStart = text.dropFirst(start + name.count).prefix { $0 == " " }.count + start + name.count
        let rest = String(text.dropFirst(restStart))
        let restSpan = whole.span(line: 1, column: restStart + 1, length: rest.unicodeScalars.count)
        let value: Value =
            TemplateText.hasMarkers(rest)
            ? .template(TemplateText(rest, at: restSpan, layout: .flow(offset: 0))) : .string(rest)
        return call(
            String(name), at: span, given: Node(.scalar(rest.isEmpty ? .null : value), at: restSpan), args: args)
    }

    private mutating func call(_ name: String, at span: SourceSpan, given: Node, args: Node?) -> ActionCall {
        let base = additionalArguments(
            args, ActionCall(name: name, at: span, arguments: [], doc: context.doc(of: name)))
        if given.entries != nil { return base.adding(mappingArguments(given)).takingRawText }
        if given.isNull { return base }
        guard let text = given.text ?? given.scalar?.scalarText else {
            problems.add(.badArguments(name, given))
            return base
        }
        return freeForm(text, given, base)
    }

    /// `args:`, over which everything else wins.
    private mutating func additionalArguments(_ args: Node?, _ call: ActionCall) -> ActionCall {
        guard let args, !args.isNull else { return call }
        if args.entries != nil { return call.adding(mappingArguments(args)).takingRawText }
        if case .template = args.scalar {
            return call.with(variableArguments: KeywordValue(args, nameSpan: args.span))
        }
        problems.add(.badArguments("args", args))
        return call
    }

    private func mappingArguments(_ node: Node) -> [GivenArgument] {
        (node.entries ?? []).compactMap { entry in
            guard let name = entry.key.text ?? entry.key.scalar?.scalarText else { return nil }
            return GivenArgument(
                name, entry.value.value, nameSpan: entry.key.span, valueSpan: entry.value.span,
                written: entry.value.scalar == nil ? entry.value : nil)
        }
    }

    private mutating func freeForm(_ text: String, _ node: Node, _ call: ActionCall) -> ActionCall {
        let isCommand = call.traits.contains(.takesCommandLine) || ForeignModules.takesCommandLine(call.name)
        let parsed: KeyValueText
        do {
            parsed = try KeyValueText(text, isCommand: isCommand)
        } catch {
            problems.add(.unbalanced(call.name, node))
            return call.withUnreadable(node)
        }
        let arguments = parsed.pairs.map { argument($0, in: node) }
        let call = call.adding(arguments)
        guard let rest = parsed.rest, !rest.trimmed.isEmpty else { return call }
        let part = rest == text ? node : Node(.scalar(node.part(rest, parsed.anchors)), at: node.span)
        return takingFreeForm(part, rest, call)
    }

    private mutating func takingFreeForm(_ part: Node, _ rest: String, _ call: ActionCall) -> ActionCall {
        let written = KeywordValue(part, nameSpan: call.span)
        if takesFreeForm(call.name) || !knows(call.name) { return call.with(freeForm: written) }
        let isRaw = call.traits.contains(.takesRawParameters)
        if case .template = part.scalar, !isRaw || call.traits.contains(.takesArgumentsInOne) {
            return call.with(variableArguments: written)
        }
        if isRaw { return call.with(freeForm: written) }
        problems.add(.noFreeForm(call, part))
        return call.withUnreadable(part)
    }

    private func argument(_ pair: KeyValueText.Pair, in node: Node) -> GivenArgument {
        let whole = node.templateText
        let name = whole.span(line: pair.line, column: pair.nameColumn, length: pair.name.unicodeScalars.count)
        let value = whole.span(line: pair.line, column: pair.valueColumn, length: pair.value.unicodeScalars.count)
        return GivenArgument(pair.name, node.part(pair.value, at: value), nameSpan: name, valueSpan: value)
    }

    private func takesFreeForm(_ name: String) -> Bool {
        StaticImport(name) != nil || ForeignModules.takesCommandLine(name) || context.doc(of: name)?.freeForm != nil
    }

    /// Whether a task may name this, here or in the loader itself.
    func knows(_ name: String) -> Bool {
        context.catalogue[name] != nil || context.actions[name] != nil || StaticImport(name) != nil
            || ForeignModules.contains(name) || ownActions.contains(name)
    }
}

extension Substring {
    /// Up to the first blank that is not within a template.
    fileprivate var firstWord: Substring {
        var end = startIndex
        while end < endIndex, !self[end].isWhitespace {
            let close = self[end...].hasPrefix("{{") ? self[end...].firstRange(of: "}}") : nil
            end = close?.upperBound ?? index(after: end)
        }
        return self[..<end]
    }
}

extension ActionCall {
    /// Arguments that could not be read, which was said already: nothing shall be missing besides.
    fileprivate func withUnreadable(_ node: Node) -> ActionCall {
        with(variableArguments: KeywordValue(node, nameSpan: span))
    }
}
