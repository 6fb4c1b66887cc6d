import Values
import Vault

/// What all vault commands begin with: the passwords, and a place for plain text that is clean of earlier runs.
struct VaultSession {
    let session: Session
    let keyring: VaultKeyring
    let passwords: VaultPasswords
    let configuration: AnsibleConfiguration

    var terminal: Terminal { session.terminal }

    /// - Parameter isNew: Whether the passwords will close something that was not vaulted.
    init(_ session: Session, _ options: VaultOptions, isNew: Bool = false) throws {
        self.session = session
        PlainTextFolder.removeAbandoned(session.environment)
        configuration = try session.configuration()
        passwords = VaultPasswords(session, configuration)
        keyring = try passwords.keyring(options, isRequired: true, isNew: isNew)
    }

    /// The password to encrypt with.
    func sealingIdentity(_ options: VaultSealOptions) throws -> VaultIdentity {
        try keyring.identity(toSealAs: configuration[\.vault.encryptIdentity, option: options.label])
    }

    func seal(_ plain: [UInt8], as identity: VaultIdentity) -> [UInt8] { Array(envelope(plain, as: identity).utf8) }

    func envelope(_ plain: [UInt8], as identity: VaultIdentity) -> String {
        keyring.seal(plain, as: identity, salt: configuration[\.vault.salt])
    }

    /// Tells a person that all went well; programs that read the output need no such word.
    func tellSuccess(_ what: String) {
        if Terminal.isInteractive { terminal.tell("\(what) successful\n") }
    }
}
