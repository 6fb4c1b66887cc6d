package import ModuleKit
package import Values

/// What a task does: a module or action and what it is given, unrendered.
package struct ActionCall: Sendable {
    /// As written: `copy`, `ansible.builtin.copy`.
    package private(set) var name: String
    /// Where the name stands.
    package let span: SourceSpan
    /// From a mapping, from `key=value` text and from `args:`; each name once.
    package private(set) var arguments: [GivenArgument]
    /// The text that is no `key=value`: the command of `command`, the file of `include_tasks`.
    package private(set) var freeForm: KeywordValue?
    /// Arguments that are one template: `args: "{{ options }}"` or `copy: "{{ options }}"`. It must give a mapping,
    /// over which ``arguments`` win.
    package private(set) var variableArguments: KeywordValue?
    /// What is declared of the module or action; nothing where a template names it.
    package private(set) var traits: ModuleTraits = []
    /// The folder in which the lists of its loops are looked for first.
    package private(set) var searches = ResourceKind.files

    /// - Parameter doc: Of the module or action, if it is known.
    package init(name: String, at span: SourceSpan, arguments: [GivenArgument], doc: ModuleDoc?) {
        self.name = name
        self.span = span
        self.arguments = arguments
        describe(by: doc)
    }

    private mutating func describe(by doc: ModuleDoc?) {
        traits = doc?.traits ?? []
        searches = doc?.searches ?? .files
    }

    /// ``arguments``, and the free-form text under the name that the module gives it.
    package func arguments(freeFormAs name: String?) -> [GivenArgument] {
        guard let name, let freeForm else { return arguments }
        let given = GivenArgument(name, freeForm.value, nameSpan: span, valueSpan: freeForm.span)
        return arguments + [given]
    }

    /// The argument of this name, unrendered.
    package subscript(argument: String) -> GivenArgument? { arguments.last { $0.name == argument } }

    /// What `meta` is to do, if it is written out.
    package var metaAction: MetaAction? {
        traits.contains(.controlsRun) ? freeForm?.value.text.flatMap(MetaAction.init) : nil
    }
}

extension ActionCall {
    /// The same with more arguments, which win over those of the same name.
    func adding(_ more: [GivenArgument]) -> ActionCall {
        let names = Set(more.map(\.name))
        var call = self
        call.arguments = arguments.filter { !names.contains($0.name) } + more
        return call
    }

    func with(freeForm: KeywordValue) -> ActionCall {
        var call = self
        call.freeForm = freeForm
        return call
    }

    func with(variableArguments: KeywordValue) -> ActionCall {
        var call = self
        call.variableArguments = variableArguments
        return call
    }

    /// The same arguments for another action.
    func renamed(to doc: ModuleDoc) -> ActionCall {
        var call = self
        call.name = doc.name
        call.describe(by: doc)
        return call
    }

    /// `_raw_params` among the arguments is the free-form text under its inner name.
    var takingRawText: ActionCall {
        guard let raw = self["_raw_params"] else { return self }
        let node = Node(.scalar(raw.value), at: raw.valueSpan ?? span)
        var call = with(freeForm: KeywordValue(node, nameSpan: raw.nameSpan ?? span))
        call.arguments.removeAll { $0.name == "_raw_params" }
        return call
    }
}
