package import Jinja
package import ModuleKit
import Values

extension ModuleFailure {
    /// A template that could not be rendered, as the failure of the task that needed it.
    package init(_ error: TemplateError) {
        let diagnostic = error.diagnostic
        var message = diagnostic.detail ?? diagnostic.summary
        if let span = diagnostic.span { message += " (\(span))" }
        self.init(message, hint: diagnostic.help, diagnostic: diagnostic)
        if error.kind == .notKnownYet { self = asNotKnownYet() }
    }
}
