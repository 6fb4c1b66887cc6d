package import Values

/// What a module tells when it is done: return values of its own, and what every task tells in the same words.
///
/// Ansible's keys for the latter (``ResultKey``) are made of it when it is registered or shown, and nowhere before.
package struct ModuleResult: Sendable {
    /// The return values of the module's own.
    package var fields: Mapping
    /// For a tool that tells only afterwards whether it did anything; `nil` leaves it to the changes.
    package var changed: Bool?
    /// Why nothing was done, where the task counts as skipped.
    package var skipReason: String?
    /// Variables of the host that it brings.
    package var facts: Mapping?
    /// What a person should hear of besides.
    package var warnings: [String]
    /// For a tool that tells only afterwards what differed; `nil` leaves it to the changes.
    package var diffs: [Diff]?

    package init(
        _ fields: Mapping = [:], changed: Bool? = nil, facts: Mapping? = nil, warnings: [String] = []
    ) {
        self.fields = fields
        self.changed = changed
        self.facts = facts
        self.warnings = warnings
    }

    /// The task was not done, for a reason that is also its `msg`.
    package static func skipped(_ reason: String, _ fields: Mapping = [:]) -> ModuleResult {
        var result = ModuleResult(fields.merging(["msg": .string(reason)]), changed: false)
        result.skipReason = reason
        return result
    }
}

// Its own return values, as of a mapping.
extension ModuleResult: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral pairs: (String, Value)...) { self.init(Mapping(pairs)) }

    package subscript(name: String) -> Value? {
        get { fields[name] }
        set { fields[name] = newValue }
    }

    package mutating func merge(_ others: Mapping) { fields.merge(others) }

    package func merging(_ others: Mapping) -> ModuleResult {
        var merged = self
        merged.merge(others)
        return merged
    }

    /// The return values and warnings of a part of it.
    package mutating func add(_ part: ModuleResult) {
        fields.merge(part.fields)
        warnings += part.warnings
    }
}

/// The keys by which every task tells the same, in Ansible's words. No return value of a module's own is called so.
package enum ResultKey: String, CaseIterable, Sendable {
    case changed, failed, skipped, unreachable, warnings, diff
    case facts = "ansible_facts"
}

extension Mapping {
    package subscript(key: ResultKey) -> Value? {
        get { self[key.rawValue] }
        set { self[key.rawValue] = newValue }
    }
}
