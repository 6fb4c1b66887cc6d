import Connection
import Jinja
package import ModuleKit
import Transport
package import Values

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

    static func unreachable(_ error: ConnectionError) -> TaskResult {
        if error.isFailureOfTask { return .failed(ModuleFailure(error.explanation)) }
        return TaskResult(.unreachable, fields: ["msg": .string(error.explanation)])
    }

    static func unknown(_ reason: String) -> TaskResult {
        TaskResult(
            .unknown,
            fields: [
                "msg": .string("contact was lost during this task, which may or may not have been done: \(reason)")
            ])
    }

    /// What a check cannot tell, and why.
    static func undecided(_ reason: String) -> TaskResult {
        let fields: Mapping = ["msg": .string(reason)]
        var result = TaskResult(.undecided, fields: fields.partlyKnown)
        result.isLeftOut = true
        return result
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
        if let span { sentence += " (\(span))" }
        if let help { sentence += " — \(help)" }
        return sentence
    }
}

/// A host that was to be asked for facts and could not be.
struct FactsUnavailable: Error {
    let host: String
    let reason: ConnectionError
}

extension ModuleFailure {
    /// Why a task could not be bound.
    init(wrapping error: any Error) {
        switch error {
        case let failure as ModuleFailure: self = failure
        case let mistakes as Diagnostics: self.init(mistakes)
        default: self.init("\(error)")
        }
    }
}
