import Values

/// The loop of a task, unrendered.
package struct Loop: Sendable {
    package enum Source: Sendable {
        /// `loop:`, whose value must give a list.
        case values
        /// `with_<name>:`, whose iterations the lookup of that name makes.
        case lookup(String)
    }

    package let source: Source
    /// The list, or the lookup's terms.
    package let terms: KeywordValue
    package let control: LoopControl

    package init(_ source: Source, terms: KeywordValue, control: LoopControl) {
        self.source = source
        self.terms = terms
        self.control = control
    }
}

/// How a loop names its variables and reports its turns.
package struct LoopControl: Sendable {
    package var loopVariable = "item"
    package var indexVariable: String?
    /// Their names where these are templates; see ``named(_:)``.
    package var loopVariableTemplate: KeywordValue?
    package var indexVariableTemplate: KeywordValue?
    /// What stands for the item in the report.
    package var label: KeywordValue?
    /// Seconds between two iterations.
    package var pause: KeywordValue?
    /// Whether `ansible_loop` is set.
    package var extended: KeywordValue?
    /// Whether `ansible_loop` has `allitems`; it does unless told otherwise.
    package var extendedAllItems: KeywordValue?
    /// Ends the loop after the first iteration for which all hold.
    package var breakWhen: [Condition] = []

    package init() {}
}
