import Connection
import Jinja
package import ModuleKit
package import Values

/// What became of a task, or of one iteration of its loop, on one host.
package struct TaskResult: Sendable {
    package enum Outcome: String, Sendable, Hashable {
        case ok, changed, skipped, failed, unreachable
        /// Contact was lost after the steps had been sent: they may or may not have been taken.
        case unknown
        /// Check mode: what the task would do is only known once earlier changes are made. No failure, and not "ok".
        case undecided
    }

    /// Of what it is the result. Which of Ansible's keys it has where they say nothing depends on that.
    package enum Kind: Sendable {
        /// Of a module or an action, or of what kept it from being done.
        case execution
        /// Of a task that was left out by a condition, or has no items.
        case skip
        /// Of all iterations of a loop.
        case loop
    }

    package var outcome: Outcome
    package let kind: Kind
    /// Whether something was changed, which a task that failed may have done, too; `nil` if a template of the task could
    /// not be rendered.
    package var changed: Bool?
    /// Whether it is told that the task failed though it did not: no try met `until`, and `failed_when` says otherwise.
    var isExhausted = false
    /// The return values of the module or action, without those that every task has (``ResultKey``).
    package var fields: Mapping
    /// Variables of the host that it brings.
    package var facts: Mapping?
    package var diffs: [Diff]
    /// How the differences are told; `nil` if only a report shows them.
    var diffStyle: ModuleDoc.Diffs?
    /// For a skipped task: why, in words for the report.
    package var skipReason: String?
    /// Whether the report shows the fields even without `-v`, as for `debug`.
    package var showsFields: Bool
    /// What happened beside the result that a person should hear of.
    package var warnings: [String]
    /// Whether it is of a task that a check does not do: what doing it would tell is not known.
    package var isLeftOut = false
    /// Whether no report shows the fields, as with `no_log`.
    package var isSecret = false
    /// The mistake in the user's files that made the task fail, with its place.
    package var diagnostic: Diagnostic?

    package init(
        _ outcome: Outcome, of kind: Kind = .execution, fields: Mapping = [:], diffs: [Diff] = [],
        skipReason: String? = nil, showsFields: Bool = false, warnings: [String] = []
    ) {
        self.outcome = outcome
        self.kind = kind
        changed = outcome == .changed
        self.fields = fields
        self.diffs = diffs
        self.skipReason = skipReason
        self.showsFields = showsFields
        self.warnings = warnings
    }

    package var isFailure: Bool { outcome == .failed || outcome == .unreachable || outcome == .unknown }

    package var message: String? { fields["msg"]?.text }
}
