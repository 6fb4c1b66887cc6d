import Jinja
import ModuleKit
import Values

extension Play {
    /// The variables that templates of this play mention anywhere, so that only facts somebody uses are gathered.
    ///
    /// An upper estimate: variables of roles and of the play, handlers and tasks on branches never taken count.
    /// What files of templates, inventory variables and dynamic includes mention is not among them.
    package var mentionedNames: Set<String> {
        var names = keywords.mentionedNames
        for files in variableFiles { names.formUnion(Templar.mentionedNames(in: files.value)) }
        for use in roleUses { names.formUnion(use.mentionedNames) }
        for task in allTasks + handlers.all.map(\.task) { names.formUnion(task.mentionedNames) }
        return names
    }
}

extension Task {
    /// The variables this task and everything around it mention.
    package var mentionedNames: Set<String> {
        var names = keywords.mentionedNames
        for enclosure in enclosure.chain { names.formUnion(enclosure.keywords.mentionedNames) }
        for argument in action.arguments { names.formUnion(argument.mentionedNames) }
        for written in [action.freeForm, action.variableArguments, loop?.terms].compactMap(\.self) {
            names.formUnion(Templar.mentionedNames(in: written.value))
        }
        for condition in changedWhen + failedWhen + until { names.formUnion(condition.mentionedNames) }
        return names
    }
}

extension RoleUse {
    package var mentionedNames: Set<String> {
        [role.defaults, role.variables, parameters, variables].reduce(into: []) {
            $0.formUnion(Templar.mentionedNames(in: .map($1)))
        }
    }
}

extension Keywords {
    fileprivate var mentionedNames: Set<String> {
        var names = Templar.mentionedNames(in: .map(variables))
        for condition in conditions { names.formUnion(condition.mentionedNames) }
        for written in all.values { names.formUnion(Templar.mentionedNames(in: written.value)) }
        return names
    }
}

extension Condition {
    fileprivate var mentionedNames: Set<String> {
        switch self {
        case .constant: []
        case .expression(let text): Templar.mentionedNames(inExpression: text)
        case .template(let text): Templar.mentionedNames(in: .template(text))
        }
    }
}

extension GivenArgument {
    /// Bare expressions count too: `that: x` of `assert` and `var: x` of `debug` are code without markers.
    fileprivate var mentionedNames: Set<String> {
        let written = Templar.mentionedNames(in: value)
        guard name == "that" || name == "var" else { return written }
        let expressions = (value.list ?? [value]).compactMap { value -> TemplateText? in
            if case .string(let text) = value { TemplateText(text, expressionAt: valuePlace) } else { nil }
        }
        return expressions.reduce(into: written) { $0.formUnion(Templar.mentionedNames(inExpression: $1)) }
    }
}
