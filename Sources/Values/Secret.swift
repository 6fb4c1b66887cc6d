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

/// The secrets a run has come to know, and the mask over them.
///
/// Every text passes ``mask(_:)`` before it reaches a sink (terminal, diff, log, events, record), so a secret
/// is hidden wherever it turns up, also inside other text.
package final class SecretRegistry: Sendable {
    /// Shorter texts would mask half of every report and protect nothing.
    package static let shortestMasked = 3

    private let secrets = Mutex<Set<String>>([])

    package init() {}

    /// Hides `secret` from now on; of a text of several lines each line as well.
    package func register(_ secret: String) {
        let lines = secret.split(separator: "\n").map(String.init)
        // A line of dashes tells nothing, and hiding it would spoil every diff.
        let telling = lines.filter { $0.contains { $0.isLetter || $0.isNumber } }
        let new = ([secret] + telling).filter { $0.utf8.count >= Self.shortestMasked }
        secrets.withLock { $0.formUnion(new) }
    }

    package func register(_ secret: Secret) { register(secret.reveal()) }

    /// Hides the texts in a node and its long numbers. Short numbers and booleans would mask half of every report.
    package func register(valuesOf node: Node) {
        switch node.content {
        case .scalar(.int(let number)) where abs(number) >= 100_000: register(String(number))
        case .scalar(let value): if let text = value.text { register(text) }
        case .sequence(let items): for item in items { register(valuesOf: item) }
        case .mapping(let entries): for entry in entries { register(valuesOf: entry.value) }
        }
    }

    /// The text with every known secret replaced by ``Secret/mask``. The longest secrets go first, so that one
    /// secret inside another leaves no remnant.
    package func mask(_ text: String) -> String {
        let known = secrets.withLock { $0 }
        guard !known.isEmpty else { return text }
        return known.sorted { $0.utf8.count > $1.utf8.count }
            .reduce(text) { $0.contains($1) ? $0.replacing($1, with: Secret.mask) : $0 }
    }

    /// The same with one asterisk for each hidden scalar, for lines whose columns are counted.
    package func maskKeepingLength(_ line: String) -> String {
        secrets.withLock { $0 }.sorted { $0.utf8.count > $1.utf8.count }
            .reduce(line) { $0.replacing($1, with: String(repeating: "*", count: $1.unicodeScalars.count)) }
    }

    /// ``mask(_:)`` on every text of a value, keys of mappings included.
    package func mask(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(mask(text))
        case .list(let items): .list(items.map { mask($0) })
        case .map(let mapping): .map(Mapping(mapping.map { (mask($0.key), mask($0.value)) }))
        case .sealed: .string(Secret.mask)
        default: value
        }
    }
}
