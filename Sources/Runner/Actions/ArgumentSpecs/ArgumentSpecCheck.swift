import Playbook
import Values

/// Holds values against a specification of arguments and notes all that does not fit.
///
/// Source: Ansible's page "Roles", section "Role argument validation", and the behaviour of ansible-core 2.18.
struct ArgumentSpecCheck {
    /// One line each.
    private(set) var errors: [String] = []
    private var unknown: [(name: String, known: [String])] = []

    init(_ options: Mapping, _ values: Mapping) {
        check(values, against: options, rules: [:], inside: [])
        if !unknown.isEmpty {
            let names = unknown.map(\.name).sorted().joined(separator: ", ")
            let known = Set(unknown.flatMap(\.known)).sorted().joined(separator: ", ")
            errors.append("\(names): not in the specification, which has \(known)")
        }
    }

    /// - Parameters:
    ///   - rules: What else is said of the options together, such as `required_if`.
    ///   - path: The options around, the outermost first.
    private mutating func check(_ given: Mapping, against options: Mapping, rules: Mapping, inside path: [String]) {
        var values = withAliases(given, options)
        noteUnknown(in: given, options, path)
        note(ArgumentSpecRules.exclusive(rules, values), path)
        for (name, option) in options where values[name] == nil {
            if let standard = option.map?["default"], !standard.isNull { values[name] = standard }
        }
        let missing = options.filter { $0.value.map?["required"]?.boolean == true && values[$0.key] == nil }
        note(ArgumentSpecLine.missing(missing.compactMap(\.key.text)), path)
        for (name, option) in options { checkValue(of: name, option.map ?? [:], &values, path) }
        note(ArgumentSpecRules.together(rules, values), path)
        for (name, option) in options { checkOptions(of: name, option.map ?? [:], values[name], path) }
    }

    private func withAliases(_ given: Mapping, _ options: Mapping) -> Mapping {
        var values = given
        for (name, option) in options {
            for alias in option.map?["aliases"]?.list ?? [] { if let value = given[alias] { values[name] = value } }
        }
        return values
    }

    private mutating func noteUnknown(in given: Mapping, _ options: Mapping, _ path: [String]) {
        let aliases = options.flatMap { $0.value.map?["aliases"]?.list ?? [] }
        for name in given.keys where options[name] == nil && !aliases.contains(name) {
            let text = (path + [name.scalarText ?? ""]).joined(separator: ".")
            unknown.append((text, options.keys.compactMap(\.text)))
        }
    }

    private mutating func note(_ lines: [String], _ path: [String]) {
        errors += lines.map { path.isEmpty ? $0 : "\($0) found in \(path.joined(separator: " -> "))" }
    }
}

extension ArgumentSpecCheck {
    private mutating func checkValue(of name: Value, _ option: Mapping, _ values: inout Mapping, _ path: [String]) {
        let standard = option["default"] ?? .null
        guard let value = values[name], let label = name.text else { return }
        if value.isNull, option["required"]?.boolean != true, standard.isNull { return }
        do throws(ArgumentSpecMisfit) {
            let type = try ArgumentSpecType(option["type"])
            values[name] = try type.fitted(value, elements: try option["elements"].map(ArgumentSpecType.init))
        } catch {
            return note(["argument '\(label)' \(error.reason)"], path)
        }
        if let choices = option["choices"]?.list { checkChoice(label, values[name] ?? .null, choices, path) }
    }

    /// Of a list each item must be one of the choices.
    private mutating func checkChoice(_ name: String, _ value: Value, _ choices: [Value], _ path: [String]) {
        let others = (value.list ?? [value]).filter { !choices.contains($0) && !choices.contains($0.readAgain) }
        guard !others.isEmpty else { return }
        note([ArgumentSpecLine.noChoice(name, others, of: choices, isList: value.list != nil)], path)
    }

    /// What is inside a mapping, or inside each of a list of mappings.
    private mutating func checkOptions(of name: Value, _ option: Mapping, _ value: Value?, _ path: [String]) {
        let type = option["type"]?.text
        let isNested = type == "dict" || type == "list" && option["elements"]?.text == "dict"
        guard isNested, let options = option["options"]?.map, let label = name.text else { return }
        let standard: Value? = option["apply_defaults"]?.boolean == true ? [:] : nil
        guard let value = value.flatMap({ $0.isNull ? nil : $0 }) ?? standard else { return }
        for element in value.list ?? [value] {
            guard let values = element.map else {
                errors.append("argument '\(label)' must be a mapping or a list of mappings")
                continue
            }
            check(values, against: options, rules: option, inside: path + [label])
        }
    }
}

extension Value {
    /// YAML reads `yes` and `no` as booleans, whose text is then no choice.
    fileprivate var readAgain: Value {
        switch self {
        case .string("True"): true
        case .string("False"): false
        default: self
        }
    }
}
