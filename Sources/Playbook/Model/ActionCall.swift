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
    package var shortName: String {
        for collection in ["ansible.builtin.", "ansible.legacy."] where name.hasPrefix(collection) {
            return String(name.dropFirst(collection.count))
        }
        return name
    }

    /// ``arguments``, and the free-form text under the name that the module gives it.
    package func arguments(freeFormAs name: String?) -> [GivenArgument] {
        guard let name, let freeForm else { return arguments }
        let given = GivenArgument(name, freeForm.value, namePlace: place, valuePlace: freeForm.place)
        return arguments + [given]
    }

    /// The argument of this name, unrendered.
    package subscript(argument: String) -> GivenArgument? { arguments.last { $0.name == argument } }
}
