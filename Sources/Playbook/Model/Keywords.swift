package import Values

/// The keywords one play, role entry, block or task sets itself, unrendered.
package struct Keywords: Sendable {
    private var settings: [Keyword: KeywordValue]
    /// The `vars:` of this holder.
    package let variables: Mapping
    /// The `when:` of this holder; all must hold.
    package let conditions: [Condition]

    package init(_ settings: [Keyword: KeywordValue] = [:], variables: Mapping = [:], conditions: [Condition] = []) {
        self.settings = settings
        self.variables = variables
        self.conditions = conditions
    }

    package subscript(keyword: Keyword) -> KeywordValue? { settings[keyword] }

    package var all: [Keyword: KeywordValue] { settings }

    /// The same with one keyword set by other means, such as `delegate_to` by `local_action`.
    package func setting(_ keyword: Keyword, to value: KeywordValue) -> Keywords {
        var changed = self
        changed.settings[keyword] = value
        return changed
    }
}
