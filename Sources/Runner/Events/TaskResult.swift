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

extension TaskResult {
    /// A failed result from what a module says, with its further keys.
    package static func failed(_ failure: ModuleFailure) -> TaskResult {
        var result = failed(failure.message, hint: failure.hint, failure.diagnostic)
        result.fields.merge(failure.result.fields)
        result.changed = failure.result.changed ?? false
        result.facts = failure.result.facts
        result.warnings = failure.result.warnings
        return result
    }

    /// A failed result from a mistake in the playbook that only showed at run time; the report gives its place.
    package static func failed(_ diagnostics: Diagnostics) -> TaskResult {
        let messages = diagnostics.all.map(\.sentence)
        return failed(messages.joined(separator: "\n"), diagnostics.all.first)
    }

    /// A template of the task could not be rendered, so nothing was done.
    static func failed(_ error: TemplateError) -> TaskResult {
        let failure = ModuleFailure(error)
        var result = failed(failure.message, hint: failure.hint, error.diagnostic)
        result.changed = nil
        return result
    }

    private static func failed(_ message: String, hint: String? = nil, _ diagnostic: Diagnostic?) -> TaskResult {
        var result = TaskResult(.failed, fields: ["msg": .string(message)])
        if let hint { result.fields["hint"] = .string(hint) }
        result.diagnostic = diagnostic
        return result
    }

    /// What kept a task from being evaluated: a template, an argument, or a host that could not be asked for facts, which
    /// may be another than the task's.
    init(evaluating error: any Error, on host: String) {
        self =
            switch error {
            case let error as TemplateError: .failed(error)
            case let missing as FactsUnavailable where missing.host != host:
                .failed(ModuleFailure("the facts of \(missing.host) are not available: \(missing.reason.explanation)"))
            case let missing as FactsUnavailable: .unreachable(missing.reason)
            case let error as ConnectionError: .unreachable(error)
            default: .failed(ModuleFailure(wrapping: error))
            }
    }

    /// What a module tells.
    init(_ told: ModuleResult) {
        let outcome: Outcome = told.skipReason != nil ? .skipped : told.changed == true ? .changed : .ok
        self.init(outcome, fields: told.fields, skipReason: told.skipReason, warnings: told.warnings)
        facts = told.facts
    }

    package static func skipped(_ reason: String, condition: Value? = nil) -> TaskResult {
        var fields: Mapping = ["skip_reason": .string(reason)]
        if let condition { fields["false_condition"] = condition }
        return TaskResult(.skipped, of: .skip, fields: fields, skipReason: reason)
    }
}

extension Diagnostic {
    /// Summary, place and help on one line, for the `msg` of a result.
    var sentence: String {
        var sentence = detail ?? summary
        if let place { sentence += " (\(place))" }
        if let help { sentence += " — \(help)" }
        return sentence
    }
}
