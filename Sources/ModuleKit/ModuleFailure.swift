package import Values

/// Why a task cannot be done on a host: its `msg`, and whatever else the result should say.
///
/// A result, not a diagnostic: it concerns one host and obeys `ignore_errors`, `failed_when` and `rescue`.
package struct ModuleFailure: Error, Sendable {
    package let message: String
    package let hint: String?
    /// Further return keys, such as `rc` and `stderr`.
    package var fields: Mapping
    /// The mistake in the user's files that is behind it, with its place, if there is one.
    package let diagnostic: Diagnostic?

    package init(_ message: String, hint: String? = nil, fields: Mapping = [:], diagnostic: Diagnostic? = nil) {
        self.message = message
        self.hint = hint
        self.fields = fields
        self.diagnostic = diagnostic
    }
    /// The arguments are wrong; where the mistakes stand, the report tells of its own.
    package init(_ mistakes: Diagnostics) {
        let details = mistakes.all.map { $0.detail ?? $0.summary }
        self.init(details.joined(separator: "\n"), hint: mistakes.all.first?.help)
    }
}
