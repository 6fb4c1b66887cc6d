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
    package let terms: Written
    package let control: LoopControl

    package init(_ source: Source, terms: Written, control: LoopControl) {
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
    package var loopVariableTemplate: Written?
    package var indexVariableTemplate: Written?
    /// What stands for the item in the report.
    package var label: Written?
    /// Seconds between two iterations.
    package var pause: Written?
    /// Whether `ansible_loop` is set.
    package var extended: Written?
    /// Whether `ansible_loop` has `allitems`; it does unless told otherwise.
    package var extendedAllItems: Written?
    /// Ends the loop after the first iteration for which all hold.
    package var breakWhen: [Condition] = []

    package init() {}
}
