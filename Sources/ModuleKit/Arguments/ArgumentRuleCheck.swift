import Values

/// Holds the arguments of one call against the rules of its module.
struct ArgumentRuleCheck {
    let table: ArgumentTable
    let given: [(spec: ArgumentSpec, argument: GivenArgument)]
    /// What was read of them, by property.
    let values: [String: any ArgumentValue]
    /// The place of the module's name, for what is missing.
    let span: SourceSpan?

    /// The rules that are broken whatever the templates among the arguments will give.
    var problems: [Diagnostic] { table.rules.compactMap(problem) }

    private func problem(_ rule: ArgumentRule) -> Diagnostic? {
        guard rule.condition.map(holds) ?? true else { return nil }
        switch rule.demand {
        case .exclusive(let names): return clash(of: names)
        case .exactlyOne(let names): return clash(of: names) ?? (isNoneGiven(names) ? lack(rule, names) : nil)
        case .atLeastOne(let names): return isNoneGiven(names) ? lack(rule, names) : nil
        case .all(let names): return names.contains { isGiven($0) == false } ? lack(rule, names) : nil
        case .value(let name, let wanted):
            guard isGiven(name) != nil, !wanted.contains(where: { $0 == text(name) }) else { return nil }
            return misfit(rule, other: name)
        }
    }

    private func isNoneGiven(_ names: [String]) -> Bool { names.allSatisfy { isGiven($0) == false } }

    private func holds(_ condition: ArgumentRule.Condition) -> Bool {
        guard let values = condition.values else { return isGiven(condition.argument) == true }
        return text(condition.argument).map(values.contains) ?? false
    }

    private func call(_ name: String) -> (spec: ArgumentSpec, argument: GivenArgument)? {
        given.first { $0.spec.name == name }
    }

    /// `nil` if a template will tell.
    private func isGiven(_ name: String) -> Bool? {
        guard let (spec, argument) = call(name) else { return false }
        if argument.value.isDynamic { return nil }
        return (spec.takesNull || !argument.value.isNull) && values[spec.property]?.isNothing != true
    }

    /// The value as the documentation writes it, given or by default; `nil` for none, or if a template will tell.
    private func text(_ name: String) -> String? {
        guard let (spec, argument) = call(name) else { return table.argument(named: name)?.defaultText }
        return argument.value.isDynamic ? nil : values[spec.property]?.documentation
    }

    private func clash(of names: [String]) -> Diagnostic? {
        let calls = names.filter { isGiven($0) == true }.compactMap(call)
        guard calls.count > 1 else { return nil }
        let notes = calls.dropLast().map {
            Diagnostic.Note("`\($0.argument.name)` is given here", at: $0.argument.nameSpan)
        }
        return Diagnostic(
            "args", "mutually exclusive arguments",
            detail: "\(MatchedPhrase.mutuallyExclusive): \(names.joined(separator: "|"))",
            at: calls.last?.argument.nameSpan ?? span, notes: notes, help: help)
    }

    private func lack(_ rule: ArgumentRule, _ names: [String]) -> Diagnostic {
        let unconditional = "\(MatchedPhrase.oneIsRequired): \(names.joined(separator: ", "))"
        let detail = rule.message ?? (rule.condition == nil ? unconditional : rule.text)
        return Diagnostic("args", "missing argument", detail: detail, at: span, help: help)
    }

    private func misfit(_ rule: ArgumentRule, other: String) -> Diagnostic {
        // By default it may yet be given another value by a template that holds arguments.
        let isWritten = call(other) != nil
        let argument = rule.condition.flatMap { call($0.argument) }?.argument
        return Diagnostic(
            "args", "arguments do not go together", detail: rule.message ?? rule.text,
            at: isWritten ? argument?.nameSpan ?? span : span, help: help)
    }

    private var help: String { "swiftplay doc \(table.doc.name)" }
}
