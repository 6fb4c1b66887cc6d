package import Values

/// Why a template could not be rendered, told so that a person can mend it.
package struct TemplateError: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// A name or attribute that does not exist was used.
        case undefined
        /// In a forecast: what was used is known once earlier changes are made.
        case notKnownYet
        /// The text is not Jinja.
        case syntax
        /// A filter, test, operator or call was given something it cannot work on.
        case failed
        /// A variable needs itself.
        case cycle
        /// More steps, output or depth than ``TemplateSettings`` allows.
        case budget
        /// A lookup found nothing or may not be run here.
        case lookup
    }

    package let kind: Kind
    /// The variable that is missing, for ``Kind/undefined``; attributes are not part of it.
    package let undefinedName: String?
    private let tell: @Sendable () -> Diagnostic

    /// - Parameter diagnostic: Made when it is read: most errors are those of guesses, and nobody reads them.
    package init(
        _ kind: Kind, _ diagnostic: @autoclosure @escaping @Sendable () -> Diagnostic, undefinedName: String? = nil
    ) {
        self.kind = kind
        self.undefinedName = undefinedName
        tell = diagnostic
    }

    package var diagnostic: Diagnostic { tell() }
}
