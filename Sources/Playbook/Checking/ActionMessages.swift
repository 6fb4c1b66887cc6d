package import Values

/// What is said about the words of a task and the form of its arguments.
extension Diagnostic {
    static func noAction(_ node: Node) -> Diagnostic {
        Diagnostic(
            "task", "task without a module", detail: "A task names one module, such as `copy` or `service`.",
            at: node.span)
    }

    static func templatedModule(_ key: Node) -> Diagnostic {
        Diagnostic(
            "module", "module named by a template", detail: "The word before the colon is never a template.",
            at: key.span, help: "write `action: \"\(key.text ?? "")\"`, with the arguments behind it or in `args`")
    }

    static func twoActions(_ key: Node, besides module: String, at place: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "task", "two modules in one task", detail: "A task does one thing; `\(key.text ?? "")` is a second module.",
            at: key.span, notes: [Note("the first is `\(module)`", at: place)], help: "make two tasks of it")
    }

    /// - Parameters:
    ///   - known: the names of all modules there are.
    ///   - isOwn: whether the project brings a module of that name along.
    package static func noModule(_ name: String, at place: SourceSpan?, known: [String], isOwn: Bool = false)
        -> Diagnostic
    {
        if isOwn { return .ownModule(name, at: place) }
        guard ForeignModules.contains(name) else {
            let short = String(name.split(separator: ".").last ?? "")
            return Diagnostic(
                "module", "unknown module", detail: "There is no module named `\(name)`.", at: place,
                help: Suggestion.question(for: short, among: known))
        }
        return Diagnostic(
            "unsupported", "module not supported", detail: "`\(name)` exists in Ansible but not in swiftplay.",
            at: place, help: "`swiftplay doc` lists the modules there are")
    }

    private static func ownModule(_ name: String, at place: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "unsupported", "module of one's own",
            detail: "`\(name)` is a file of this project for Ansible's Python, which does not run here.", at: place,
            help: "`swiftplay doc` lists the modules there are")
    }

    static func unknownTaskKeyword(_ key: Node, module: Note?) -> Diagnostic {
        let word = key.text ?? ""
        let near = Suggestion.nearest(to: word, among: Keyword.allowed(in: .handler).map(\.rawValue))
        return Diagnostic(
            "keyword", "unknown keyword", detail: "A task has no keyword `\(word)`, and there is no such module.",
            at: key.span, notes: [module].compactMap(\.self), help: near.map { "did you mean `\($0)`?" })
    }

    static func actionWithoutModule(_ entry: Node.Entry) -> Diagnostic {
        Diagnostic(
            "task", "action without a module",
            detail: "`\(entry.key.text ?? "action")` is a text that begins with a module, or a mapping with `module`.",
            at: entry.value.span)
    }

    static func badArguments(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "arguments of the wrong kind",
            detail: "What stands behind `\(name)` must be a mapping or text, not \(node.value.kindInWords).",
            at: node.span)
    }

    static func unbalanced(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "quote or template not closed",
            detail: "The arguments of `\(name)` cannot be taken apart: a quote or a `{{` in them has no end.",
            at: node.span, help: "write the arguments as a mapping")
    }

    static func noFreeForm(_ call: ActionCall, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "text that is no argument",
            detail: "The module `\(call.name)` takes arguments by name only, as `name=value` or in a mapping.",
            at: node.span, help: "swiftplay doc \(call.shortName)")
    }
}

extension Node.Entry {
    /// Whether a word that is no keyword and no module looks more like a misspelt keyword.
    var isLikelyKeyword: Bool {
        guard let word = key.text, !word.contains(".") else { return false }
        return Suggestion.nearest(to: word, among: Keyword.allowed(in: .handler).map(\.rawValue)) != nil
    }
}
