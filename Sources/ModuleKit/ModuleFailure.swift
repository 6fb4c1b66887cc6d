package import Values

/// Why a task cannot be done on a host: its `msg`, and whatever else the result should say.
///
/// A result, not a diagnostic: it concerns one host and obeys `ignore_errors`, `failed_when` and `rescue`.
package struct ModuleFailure: Error, Sendable {
    package let message: String
    package let hint: String?
    /// Further return keys, such as `rc` and `stderr`.
    package var fields: Mapping

    package init(_ message: String, hint: String? = nil, fields: Mapping = [:]) {
        self.message = message
        self.hint = hint
        self.fields = fields
    }
}
