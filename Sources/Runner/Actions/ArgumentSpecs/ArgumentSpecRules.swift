import Playbook
import Values

/// What a specification says of several options together.
enum ArgumentSpecRules {
    static func exclusive(_ rules: Mapping, _ values: Mapping) -> [String] {
        groups(rules["mutually_exclusive"]).filter { given($0, in: values).count > 1 }.map {
            ArgumentSpecLine.exclusive(given($0, in: values))
        }
    }

    static func together(_ rules: Mapping, _ values: Mapping) -> [String] {
        let incomplete = groups(rules["required_together"]).filter { group in
            let given = given(group, in: values)
            return !given.isEmpty && given.count < group.count
        }
        let empty = groups(rules["required_one_of"]).filter { given($0, in: values).isEmpty }
        return incomplete.map(ArgumentSpecLine.together) + empty.map(ArgumentSpecLine.oneOf)
            + (rules["required_if"]?.list ?? []).compactMap { condition($0.list ?? [], values) }
            + (rules["required_by"]?.map ?? [:]).compactMap { dependence($0.key, $0.value, values) }
    }

    /// `[option, value, [what is required then], whether one of them is enough]`.
    private static func condition(_ rule: [Value], _ values: Mapping) -> String? {
        guard rule.count > 2, values[rule[0]] == rule[1], let option = rule[0].text else { return nil }
        let wanted = names(rule[2])
        let missing = wanted.filter { values[.string($0)] == nil }
        let isOneEnough = rule.count > 3 && rule[3].boolean == true
        guard isOneEnough ? missing.count == wanted.count : !missing.isEmpty else { return nil }
        return ArgumentSpecLine.required(
            when: "\(option) is \(rule[1].scalarText ?? "")", isOneEnough: isOneEnough, missing)
    }

    private static func dependence(_ option: Value, _ wanted: Value, _ values: Mapping) -> String? {
        guard let name = option.text, let value = values[option], !value.isNull else { return nil }
        let missing = names(wanted).filter { values[.string($0)]?.isNull ?? true }
        return missing.isEmpty ? nil : ArgumentSpecLine.required(by: name, missing)
    }

    /// A list of groups; one group may stand by itself.
    private static func groups(_ value: Value?) -> [[String]] {
        guard let list = value?.list, let first = list.first else { return [] }
        return first.list == nil ? [names(.list(list))] : list.map(names)
    }

    private static func names(_ value: Value) -> [String] { (value.list ?? [value]).compactMap(\.text) }

    private static func given(_ names: [String], in values: Mapping) -> [String] {
        names.filter { values[.string($0)] != nil }
    }
}

/// The lines in `argument_errors`.
enum ArgumentSpecLine {
    static func missing(_ names: [String]) -> [String] {
        names.isEmpty ? [] : ["\(MatchedPhrase.argumentsMissing): \(names.sorted().joined(separator: ", "))"]
    }

    static func exclusive(_ names: [String]) -> String {
        "\(MatchedPhrase.mutuallyExclusive): \(names.joined(separator: "|"))"
    }

    static func together(_ names: [String]) -> String {
        "must be given together: \(names.joined(separator: ", "))"
    }

    static func oneOf(_ names: [String]) -> String {
        "\(MatchedPhrase.oneIsRequired): \(names.joined(separator: ", "))"
    }

    static func required(when condition: String, isOneEnough: Bool, _ missing: [String]) -> String {
        let names = missing.joined(separator: ", ")
        return isOneEnough
            ? "with \(condition), one of these is required: \(names)" : "with \(condition), also required: \(names)"
    }

    static func required(by name: String, _ missing: [String]) -> String {
        "with '\(name)' also required: \(missing.joined(separator: ", "))"
    }

    static func noChoice(_ name: String, _ others: [Value], of choices: [Value], isList: Bool) -> String {
        let texts = { (values: [Value]) in values.map { $0.scalarText ?? $0.kindInWords }.joined(separator: ", ") }
        return isList
            ? "argument '\(name)' accepts only \(texts(choices)), not \(texts(others))"
            : "argument '\(name)' \(MatchedPhrase.mustBeOneOf): \(texts(choices)), not \(texts(others))"
    }
}
