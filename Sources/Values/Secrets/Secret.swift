import Synchronization

/// A text that must reach no sink: it prints as asterisks, and only ``reveal()`` gives it.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The plain text. For the two places that must send it: the wire and the vault.
    package func reveal() -> String { text }

    package var description: String { Self.mask }
    package var debugDescription: String { Self.mask }

    /// What stands in place of a secret.
    package static let mask = "********"
}

/// A vaulted text as it stands in a file: the `$ANSIBLE_VAULT;…` envelope, still closed.
package final class SealedText: Sendable {
    package let envelope: String
    package let span: SourceSpan

    package init(envelope: String, at span: SourceSpan) {
        self.envelope = envelope
        self.span = span
    }
}

/// Opens vaulted texts. The vault implements it; templating and loading use it.
package protocol SealedTextOpener: Sendable {
    /// - Throws: a diagnostic that names the place and the vault id when no known password opens the text.
    func open(_ sealed: SealedText) throws(Diagnostic) -> Secret
}
