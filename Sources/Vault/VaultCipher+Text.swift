/// Text closed and opened with a password that is at hand, as the filters `vault` and `unvault` do.
extension VaultCipher {
    /// The envelope of a text, under a random salt unless one is given.
    @Sendable package static func seal(_ text: String, password: String, salt: String?, label: String) -> String {
        let envelope = VaultCipher().seal(
            Array(text.utf8), password: Array(password.utf8), label: label, salt: salt.map { Array($0.utf8) })
        return envelope.text
    }

    /// The text of an envelope; `nil` if the password is another one or the envelope is damaged.
    @Sendable package static func unseal(_ envelope: String, password: String) -> String? {
        guard let envelope = try? VaultEnvelope(envelope) else { return nil }
        return VaultCipher().open(envelope, password: Array(password.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}
