/// What must hold between arguments of a module, beyond what holds for each by itself.
///
/// An argument is given if the task gives it a value that is not null. What a template will give is not known when a
/// playbook is loaded, and then it is no mistake.
///
/// Source: `mutually_exclusive`, `required_one_of`, `required_by` and `required_if` of Ansible's argument specifications.
package struct ArgumentRule: Sendable {
    enum Demand: Sendable {
        /// Not more than one of them is given.
        case exclusive([String])
        /// One of them is given, or more.
        case atLeastOne([String])
        case exactlyOne([String])
        /// All of them are given.
        case all([String])
        /// The argument has one of the values.
        case value(String, isOneOf: [String])
    }

    /// When the demand holds: if the argument is given or, where there are values, has one of them.
    struct Condition: Sendable {
        let argument: String
        var values: [String]?
    }

    let demand: Demand
    var condition: Condition?
    /// What is said of a breach, where playbooks look for words of this module alone.
    var message: String?
}

extension ArgumentRule {
    package static func exclusive(_ names: String...) -> ArgumentRule { ArgumentRule(demand: .exclusive(names)) }

    package static func atLeastOne(_ names: String...) -> ArgumentRule { ArgumentRule(demand: .atLeastOne(names)) }

    package static func exactlyOne(_ names: String..., saying message: String? = nil) -> ArgumentRule {
        ArgumentRule(demand: .exactlyOne(names), message: message)
    }

    /// Whoever gives the one has to give the others too.
    package static func requires(_ name: String, _ others: String...) -> ArgumentRule {
        ArgumentRule(demand: .all(others), condition: Condition(argument: name))
    }

    /// - Parameter values: As the documentation writes them: `present`, `true`.
    package static func required(
        _ names: String..., when argument: String, is values: String..., saying message: String? = nil
    ) -> ArgumentRule {
        let condition = Condition(argument: argument, values: values)
        return ArgumentRule(demand: .all(names), condition: condition, message: message)
    }

    package static func atLeastOne(_ names: String..., when argument: String, is values: String...) -> ArgumentRule {
        ArgumentRule(demand: .atLeastOne(names), condition: Condition(argument: argument, values: values))
    }

    /// The argument means something only where another has one of the values.
    package static func only(
        _ name: String, when argument: String, is values: String..., saying message: String? = nil
    ) -> ArgumentRule {
        let demand = Demand.value(argument, isOneOf: values)
        return ArgumentRule(demand: demand, condition: Condition(argument: name), message: message)
    }

    /// All arguments and values that it names.
    package var names: [(argument: String, value: String?)] {
        let demanded: [(String, String?)] =
            switch demand {
            case .exclusive(let names), .atLeastOne(let names), .exactlyOne(let names), .all(let names):
                names.map { ($0, nil) }
            case .value(let name, let values): values.map { (name, $0) }
            }
        guard let condition else { return demanded }
        return demanded + (condition.values?.map { (condition.argument, $0) } ?? [(condition.argument, nil)])
    }
}

/// In words, for the documentation and for mistakes.
extension ArgumentRule {
    /// "at most one of `src` and `content`", "`state: present` needs `line`".
    package var text: String {
        switch demand {
        case .exclusive(let names): "at most one of \(Self.list(names.map(quoted), "and"))"
        case .exactlyOne(let names): "exactly one of \(Self.list(names.map(quoted), "and"))"
        case .atLeastOne(let names) where condition == nil: "at least one of \(Self.list(names.map(quoted), "and"))"
        case .atLeastOne(let names): "\(conditionText) needs \(Self.list(names.map(quoted), "or"))"
        case .all(let names): "\(conditionText) needs \(Self.list(names.map(quoted), "and"))"
        case .value(let name, let values):
            "\(conditionText) needs \(Self.list(values.map { "`\(name): \($0)`" }, "or"))"
        }
    }

    private var conditionText: String {
        guard let condition else { return "" }
        guard let values = condition.values else { return quoted(condition.argument) }
        return Self.list(values.map { "`\(condition.argument): \($0)`" }, "or")
    }

    private func quoted(_ name: String) -> String { "`\(name)`" }

    private static func list(_ words: [String], _ conjunction: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }
}
