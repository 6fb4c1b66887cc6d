/// How much a view shows, as Ansible's callbacks have it.
package struct ViewOptions: Sendable {
    package var verbosity = 0
    /// Columns of the terminal, or 79 without one.
    package var width = 79
    package var format = ResultFormat.json
    /// Whether results are spread over lines; `nil` leaves it to the format.
    package var isPretty: Bool?
    package var showsOK = true
    package var showsSkipped = true
    /// Equal lines around a difference.
    package var diffContext = UnifiedDiff.usualContext
    /// Whether failures go to standard error.
    package var failsOnErrors = false
    package var showsHostStart = false
    package var showsPathOfFailures = false
    /// Whether headings tell the arguments of tasks.
    package var showsArguments = false
    /// Whether the end tells what `set_stats` has set.
    package var showsCustomStats = false
    /// Whether headings tell that this is check mode.
    package var marksCheckMode = false

    package init() {}
}

/// How the fields of a result are written.
package enum ResultFormat: String, Sendable, CaseIterable {
    case json, yaml
}
