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

    package var outcome: Outcome
    /// The return keys as `register` keeps them: `changed`, `failed`, `msg`, the module's own.
    package var fields: Mapping
    package var diffs: [Diff]
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
        _ outcome: Outcome, fields: Mapping = [:], diffs: [Diff] = [], skipReason: String? = nil,
        showsFields: Bool = false, warnings: [String] = []
    ) {
        self.outcome = outcome
        self.fields = fields
        self.diffs = diffs
        self.skipReason = skipReason
        self.showsFields = showsFields
        self.warnings = warnings
    }

    package var isFailure: Bool { outcome == .failed || outcome == .unreachable || outcome == .unknown }
    /// What `register` keeps: of a task that was left out not whether it changes something or fails.
    package var registered: Mapping {
        guard isLeftOut, outcome != .changed else { return fields }
        var known = fields.partlyKnown
        for name in ["changed", "failed"] { known.removeValue(forKey: .string(name)) }
        return known
    }

    package var message: String? { fields["msg"]?.text }

    /// What may be told of a result that is hidden.
    package var censored: Mapping {
        [
            "censored": .string("\(MatchedPhrase.outputHidden): the task says no_log"),
            "changed": fields["changed"] ?? false,
        ]
    }
}

extension TaskResult {
    /// A failed result from what a module says, with its further keys.
    package static func failed(_ failure: ModuleFailure) -> TaskResult {
        var fields: Mapping = ["changed": false, "failed": true, "msg": .string(failure.message)]
        fields.merge(failure.fields)
        fields.addLines()
        if let hint = failure.hint { fields["hint"] = .string(hint) }
        var result = TaskResult(.failed, fields: fields)
        result.warnings = fields.warnings
        result.diagnostic = failure.diagnostic
        return result
    }

    /// A failed result from a mistake in the playbook that only showed at run time; the report gives its place.
    package static func failed(_ diagnostics: Diagnostics) -> TaskResult {
        let messages = diagnostics.all.map(\.sentence)
        var result = TaskResult(
            .failed, fields: ["changed": false, "failed": true, "msg": .string(messages.joined(separator: "\n"))])
        result.diagnostic = diagnostics.all.first
        return result
    }

    /// A template of the task could not be rendered, so nothing was done.
    static func failed(_ error: TemplateError) -> TaskResult {
        let failure = ModuleFailure(error)
        var fields: Mapping = ["failed": true, "msg": .string(failure.message)]
        if let hint = failure.hint { fields["hint"] = .string(hint) }
        var result = TaskResult(.failed, fields: fields)
        result.diagnostic = error.diagnostic
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

    package static func skipped(_ reason: String, condition: Value? = nil) -> TaskResult {
        var fields: Mapping = ["changed": false, "skipped": true, "skip_reason": .string(reason)]
        if let condition { fields["false_condition"] = condition }
        return TaskResult(.skipped, fields: fields, skipReason: reason)
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
