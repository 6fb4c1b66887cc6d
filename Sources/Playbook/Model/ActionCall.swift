package import ModuleKit
package import Values

/// What a task does: a module or action and what it is given, unrendered.
package struct ActionCall: Sendable {
    /// As written: `copy`, `ansible.builtin.copy`.
    package let name: String
    /// Where the name stands.
    package let place: SourceSpan
    /// From a mapping, from `key=value` text and from `args:`; each name once.
    package let arguments: [GivenArgument]
    /// The text that is no `key=value`: the command of `command`, the file of `include_tasks`.
    package let freeForm: Written?
    /// Arguments that are one template: `args: "{{ options }}"` or `copy: "{{ options }}"`. It must give a mapping,
    /// over which ``arguments`` win.
    package let variableArguments: Written?

    package init(
        name: String, at place: SourceSpan, arguments: [GivenArgument], freeForm: Written? = nil,
        variableArguments: Written? = nil
    ) {
        self.name = name
        self.place = place
        self.arguments = arguments
        self.freeForm = freeForm
        self.variableArguments = variableArguments
    }

    /// The name without `ansible.builtin.` or `ansible.legacy.`; other collections keep theirs.
    package var shortName: String { name.withoutBuiltinCollection }

    /// ``arguments``, and the free-form text under the name that the module gives it.
    package func arguments(freeFormAs name: String?) -> [GivenArgument] {
        guard let name, let freeForm else { return arguments }
        let given = GivenArgument(name, freeForm.value, namePlace: place, valuePlace: freeForm.place)
        return arguments + [given]
    }

    /// The argument of this name, unrendered.
    package subscript(argument: String) -> GivenArgument? { arguments.last { $0.name == argument } }
}

extension ActionCall {
    /// The same with more arguments, which win over those of the same name.
    func adding(_ more: [GivenArgument]) -> ActionCall {
        let names = Set(more.map(\.name))
        return ActionCall(
            name: name, at: place, arguments: arguments.filter { !names.contains($0.name) } + more, freeForm: freeForm,
            variableArguments: variableArguments)
    }

    func with(freeForm: Written) -> ActionCall {
        ActionCall(
            name: name, at: place, arguments: arguments, freeForm: freeForm, variableArguments: variableArguments)
    }

    func with(variableArguments: Written) -> ActionCall {
        ActionCall(
            name: name, at: place, arguments: arguments, freeForm: freeForm, variableArguments: variableArguments)
    }

    /// `_raw_params` among the arguments is the free-form text under its inner name.
    var takingRawText: ActionCall {
        guard let raw = self["_raw_params"] else { return self }
        let node = Node(.scalar(raw.value), at: raw.valuePlace ?? place)
        return ActionCall(
            name: name, at: place, arguments: arguments.filter { $0.name != "_raw_params" },
            freeForm: Written(node, namePlace: raw.namePlace ?? place), variableArguments: variableArguments)
    }
}
