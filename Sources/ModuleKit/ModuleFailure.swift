package import Values

/// Why a task cannot be done on a host: its `msg`, and whatever else the result should say.
///
/// A result, not a diagnostic: it concerns one host and obeys `ignore_errors`, `failed_when` and `rescue`.
package struct ModuleFailure: Error, Sendable {
    package let message: String
    package let hint: String?
    /// What is told beside the message, such as `rc` and `stderr`.
    package var result: ModuleResult
    /// The mistake in the user's files that is behind it, with its place, if there is one.
    package let diagnostic: Diagnostic?
    /// In a forecast: whether it only says that an earlier task decides what comes.
    package private(set) var isNotKnownYet = false

    package init(
        _ message: String, hint: String? = nil, result: ModuleResult = [:], diagnostic: Diagnostic? = nil
    ) {
        self.message = message
        self.hint = hint
        self.result = result
        self.diagnostic = diagnostic
    }

    package init(_ message: String, hint: String? = nil, fields: Mapping) {
        self.init(message, hint: hint, result: ModuleResult(fields))
    }

    /// The arguments are wrong; where the mistakes stand, the report tells of its own.
    package init(_ mistakes: Diagnostics) {
        let details = mistakes.all.map { $0.detail ?? $0.summary }
        self.init(details.joined(separator: "\n"), hint: mistakes.all.first?.help)
    }
}

extension ModuleFailure {
    /// In a forecast: an earlier change decides what the answer will be.
    package static let notKnownYet = ModuleFailure("not known before the changes of earlier tasks have been made")
        .asNotKnownYet()

    /// - Parameter reason: What is in the way as things stand now.
    package static func notKnownYet(because reason: String) -> ModuleFailure {
        ModuleFailure("\(reason), but tasks that check mode skips may change that").asNotKnownYet()
    }

    package func asNotKnownYet() -> ModuleFailure {
        var failure = self
        failure.isNotKnownYet = true
        return failure
    }
}
