package import Values

/// The vault passwords of a run. What it opens is registered as secret before anyone sees it.
package final class VaultKeyring: SealedTextOpener {
    package let identities: [VaultIdentity]
    /// Whether a text with a vault id is opened only by the password of that id.
    private let matchesLabels: Bool
    private let registry: SecretRegistry
    private let cipher = VaultCipher()

    /// - Parameter identities: In the order they are tried; those whose label is the text's own come first.
    package init(_ identities: [VaultIdentity], registry: SecretRegistry, matchesLabels: Bool = false) {
        self.identities = identities
        self.registry = registry
        self.matchesLabels = matchesLabels
        for identity in identities { registry.register(identity.password) }
    }

    package func open(_ sealed: SealedText) throws(Diagnostic) -> Secret {
        let opened = try plainBytes(of: sealed.envelope, at: sealed.span)
        let secret = Secret(String(hostBytes: opened))
        registry.register(secret)
        return secret
    }

    /// What a vaulted text holds, and how it was closed.
    package struct Opened: Sendable {
        package let plain: [UInt8]
        /// The password that opened it, under the vault id that the text itself names.
        package let identity: VaultIdentity
    }

    /// The plain bytes of vaulted content. The caller registers what is secret in them.
    ///
    /// - Throws: a diagnostic with the place and the vault id; nothing is returned unless all of it is authentic.
    package func plainBytes(of envelope: String, at span: SourceSpan) throws(Diagnostic) -> [UInt8] {
        try opened(envelope, at: span).plain
    }

    /// The same with what is needed to close the bytes again as they were.
    package func opened(_ envelope: String, at span: SourceSpan) throws(Diagnostic) -> Opened {
        let envelope = try read(envelope, at: span)
        let label = envelope.label ?? VaultIdentity.defaultLabel
        let candidates = candidates(for: label)
        guard !candidates.isEmpty else { throw .noPassword(for: label, among: identities, at: span) }
        for identity in candidates {
            guard let plain = cipher.open(envelope, password: identity.password.reveal().hostBytes) else { continue }
            return Opened(plain: plain, identity: VaultIdentity(label: label, password: identity.password))
        }
        throw .wrongPassword(for: label, tried: candidates.map(\.label), at: span)
    }

    /// The password to close a text with: that of a label, or the only one there is.
    package func identity(toSealAs label: String?) throws(Diagnostic) -> VaultIdentity {
        if let label {
            guard let named = identities.first(where: { $0.label == label }) else {
                throw .noPasswordToSeal(as: label, among: identities)
            }
            return named
        }
        guard let only = identities.first else { throw .noPasswordToSeal(as: nil, among: []) }
        guard identities.count == 1 else { throw .severalPasswords(identities) }
        return only
    }

    /// Closes bytes with a password; the envelope ends in a line break.
    ///
    /// - Parameter salt: In place of a random one, so that equal texts have equal envelopes.
    package func seal(_ plain: [UInt8], as identity: VaultIdentity, salt: String? = nil) -> String {
        let name = identity.label == VaultIdentity.defaultLabel ? nil : identity.label
        return cipher.seal(
            plain, password: identity.password.reveal().hostBytes, label: name, salt: salt.map { Array($0.utf8) }
        ).text
    }

    private func read(_ text: String, at span: SourceSpan) throws(Diagnostic) -> VaultEnvelope {
        do {
            return try VaultEnvelope(text)
        } catch {
            // What was meant to be vaulted and is not should not be quoted either.
            if error == .noHeader { registry.register(text) }
            throw .flawed(error, at: span)
        }
    }

    /// Hides each line of a text.
    func registerText(_ text: String) {
        registry.register(text)
    }

    func registerValues(of node: Node) { registry.register(valuesOf: node) }

    private func candidates(for label: String) -> [VaultIdentity] {
        let own = identities.filter { $0.label == label }
        return matchesLabels ? own : own + identities.filter { $0.label != label }
    }
}

extension Diagnostic {
    fileprivate static func noPassword(
        for label: String, among known: [VaultIdentity], at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            "vault", "vault password needed",
            detail: "It is encrypted with vault id \(label), and no password for that id was given.", at: span,
            help: waysToGive(label, known))
    }

    fileprivate static func noPasswordToSeal(as label: String?, among known: [VaultIdentity]) -> Diagnostic {
        Diagnostic(
            "vault", "vault password needed for encryption",
            detail: label.map { "No password for vault id \($0) was given." } ?? "No password was given.",
            help: waysToGive(label ?? VaultIdentity.defaultLabel, known))
    }

    private static func waysToGive(_ label: String, _ known: [VaultIdentity]) -> String {
        let near = Suggestion.nearest(to: label, among: known.map(\.label))
        let meant = near.map { "did you mean vault id \($0)? " } ?? ""
        return meant + "--vault-password-file FILE, --vault-id \(label)@FILE, or --ask-vault-pass"
    }

    fileprivate static func severalPasswords(_ known: [VaultIdentity]) -> Diagnostic {
        Diagnostic(
            "vault-id", "several vault passwords for encryption",
            detail: "Passwords for these vault ids were given: \(known.map(\.label).joined(separator: ", ")).",
            help: "select one with --encrypt-vault-id \(known[0].label)")
    }

    fileprivate static func wrongPassword(
        for label: String, tried: [String], at span: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            "vault", "wrong vault password",
            detail:
                "It is encrypted with vault id \(label). The passwords for these ids do "
                + "not match, or the data is damaged: \(tried.joined(separator: ", ")).", at: span)
    }

    fileprivate static func flawed(_ flaw: VaultEnvelope.Flaw, at span: SourceSpan) -> Diagnostic {
        switch flaw {
        case .noHeader:
            Diagnostic(
                "vault", "not vaulted",
                detail: "The first line must be `\(VaultEnvelope.mark);1.1;AES256` or `…;1.2;AES256;LABEL`.", at: span)
        case .unsupported(let version, let cipher):
            Diagnostic(
                "vault", "unsupported vault format",
                detail:
                    "Version \(version) with cipher \(cipher) is not supported; versions 1.1 and 1.2 with AES256 are.",
                at: span, help: "rekey it with a current ansible-vault")
        case .damaged(let reason):
            Diagnostic("vault", "damaged vaulted data", detail: "It cannot be read: \(reason).", at: span)
        }
    }
}
