package import ModuleKit
package import Values

/// What is said about the words of a task and the form of its arguments.
extension Diagnostic {
    static func noAction(_ node: Node) -> Diagnostic {
        Diagnostic(
            "task", "task without a module", detail: "A task must name a module, such as `copy` or `service`.",
            at: node.span)
    }

    static func templatedModule(_ key: Node) -> Diagnostic {
        Diagnostic(
            "module", "templated module name", detail: "The key that names the module is never rendered as a template.",
            at: key.span,
            help: "write `action: \"\(key.text ?? "")\"`, followed by the arguments, or put those into `args`")
    }

    static func twoActions(_ key: Node, besides module: String, at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "task", "two modules in one task", detail: "A task runs one module; `\(key.text ?? "")` is a second one.",
            at: key.span, notes: [Note("the first one is `\(module)`", at: span)], help: "split it into two tasks")
    }

    /// - Parameters:
    ///   - known: the names of all modules there are.
    ///   - isOwn: whether the project brings a plugin of that name along.
    ///   - finder: who has looked for a module that others have written.
    package static func noModule(
        _ name: String, at span: SourceSpan?, known: [String], isOwn: Bool = false, finder: (any ModuleFinder)? = nil
    ) -> Diagnostic {
        if isOwn { return .ownAction(name, at: span) }
        if let obstacle = finder?.obstacle(to: name) { return .obstacle(obstacle, at: span) }
        guard ForeignModules.contains(name) else {
            let short = String(name.split(separator: ".").last ?? "")
            return Diagnostic(
                "module", "unknown module", detail: "There is no module named `\(name)`.", at: span,
                help: Suggestion.question(for: short, among: known))
        }
        return Diagnostic(
            "unsupported", "module not supported", detail: "`\(name)` exists in Ansible but not in swiftplay.",
            at: span, help: "`swiftplay doc` lists the available modules")
    }

    private static func ownAction(_ name: String, at span: SourceSpan?) -> Diagnostic {
        Diagnostic(
            "unsupported", "custom action plugin",
            detail: "`\(name)` is an action plugin of this project, and those do not run here.", at: span,
            help: "`swiftplay doc` lists the available modules")
    }

    static func unknownTaskKeyword(_ key: Node, module: Note?) -> Diagnostic {
        let word = key.text ?? ""
        let near = Suggestion.nearest(to: word, among: Keyword.allowed(in: .handler).map(\.rawValue))
        return Diagnostic(
            "keyword", "unknown keyword",
            detail: "A task has no keyword `\(word)`, and there is no module of that name.",
            at: key.span, notes: [module].compactMap(\.self), help: near.map { "did you mean `\($0)`?" })
    }

    static func actionWithoutModule(_ entry: Node.Entry) -> Diagnostic {
        Diagnostic(
            "task", "action without a module",
            detail:
                "`\(entry.key.text ?? "action")` must be a string that begins with a module name, or a mapping with `module`.",
            at: entry.value.span)
    }

    static func badArguments(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "invalid arguments",
            detail: "The value of `\(name)` must be a mapping or a string, not \(node.value.kindInWords).",
            at: node.span)
    }

    static func unbalanced(_ name: String, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "unclosed quote or template",
            detail: "The arguments of `\(name)` cannot be split: a quote or a `{{` in them is never closed.",
            at: node.span, help: "write the arguments as a mapping")
    }

    static func noFreeForm(_ call: ActionCall, _ node: Node) -> Diagnostic {
        Diagnostic(
            "args", "not an argument",
            detail: "The module `\(call.name)` takes only named arguments, as `name=value` or in a mapping.",
            at: node.span, help: "swiftplay doc \(call.name.withoutBuiltinCollection)")
    }
}

extension Node.Entry {
    /// Whether a word that is no keyword and no module looks more like a misspelt keyword.
    var isLikelyKeyword: Bool {
        guard let word = key.text, !word.contains(".") else { return false }
        return Suggestion.nearest(to: word, among: Keyword.allowed(in: .handler).map(\.rawValue)) != nil
    }
}
