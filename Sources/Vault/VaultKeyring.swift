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

    /// The plain bytes of vaulted content. The caller registers what is secret in them.
    ///
    /// - Throws: a diagnostic with the place and the vault id; nothing is returned unless all of it is authentic.
    package func plainBytes(of envelope: String, at place: SourceSpan) throws(Diagnostic) -> [UInt8] {
        let envelope = try read(envelope, at: place)
        let candidates = candidates(for: envelope.label)
        guard !candidates.isEmpty else { throw .noPassword(for: envelope.label, among: identities, at: place) }
        for identity in candidates {
            let password = identity.password.reveal().hostBytes
            if let plain = cipher.open(envelope, password: password) { return plain }
        }
        throw .wrongPassword(for: envelope.label, tried: candidates.map(\.label), at: place)
    }

    /// Closes bytes with the password of a label, or with the first one.
    package func seal(_ plain: [UInt8], label: String? = nil) throws(Diagnostic) -> String {
        guard let identity = label == nil ? identities.first : identities.first(where: { $0.label == label }) else {
            throw .noPassword(for: label, among: identities, at: nil)
        }
        let name = identity.label == VaultIdentity.defaultLabel ? nil : identity.label
        return cipher.seal(plain, password: identity.password.reveal().hostBytes, label: name).text
    }

    private func read(_ text: String, at place: SourceSpan) throws(Diagnostic) -> VaultEnvelope {
        do {
            return try VaultEnvelope(text)
        } catch {
            throw .flawed(error, at: place)
        }
    }

    /// Hides each line of a text.
    func registerText(_ text: String) {
        registry.register(text)
    }

    func registerValues(of node: Node) { registry.register(valuesOf: node) }

    private func candidates(for label: String?) -> [VaultIdentity] {
        let own = identities.filter { $0.label == label }
        return matchesLabels && label != nil ? own : own + identities.filter { $0.label != label }
    }
}

extension Diagnostic {
    fileprivate static func noPassword(
        for label: String?, among known: [VaultIdentity], at place: SourceSpan?
    ) -> Diagnostic {
        let name = label ?? VaultIdentity.defaultLabel
        let near = Suggestion.nearest(to: name, among: known.map(\.label))
        let meant = near.map { "did you mean vault id \($0)? " } ?? ""
        return Diagnostic(
            "vault", "no vault password for this",
            detail: "It is encrypted under vault id \(name), and no password of that id is given.", at: place,
            help: meant + "--vault-password-file FILE, --vault-id \(name)@FILE, or --ask-vault-pass")
    }

    fileprivate static func wrongPassword(
        for label: String?, tried: [String], at place: SourceSpan
    ) -> Diagnostic {
        Diagnostic(
            "vault", "no vault password opens this",
            detail:
                "It is encrypted under vault id \(label ?? VaultIdentity.defaultLabel). The passwords of these ids do "
                + "not fit, or the text is damaged: \(tried.joined(separator: ", ")).", at: place)
    }

    fileprivate static func flawed(_ flaw: VaultEnvelope.Flaw, at place: SourceSpan) -> Diagnostic {
        switch flaw {
        case .noHeader:
            Diagnostic(
                "vault", "not a vaulted text",
                detail: "The first line must be `\(VaultEnvelope.mark);1.1;AES256` or `…;1.2;AES256;LABEL`.", at: place)
        case .unsupported(let version, let cipher):
            Diagnostic(
                "vault", "an unsupported kind of vault",
                detail: "Version \(version) with cipher \(cipher) is not known; versions 1.1 and 1.2 with AES256 are.",
                at: place, help: "rekey it with a current ansible-vault")
        case .damaged(let reason):
            Diagnostic("vault", "a damaged vaulted text", detail: "The text cannot be read: \(reason).", at: place)
        }
    }
}
