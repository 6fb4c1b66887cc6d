import Controller
import Playbook
import Values
import Vault

/// The vault passwords that options, environment and ansible.cfg name.
///
/// Source: Ansible's pages "Managing vault passwords" and "Configuration settings". What the configuration names
/// counts beside what the options name.
struct VaultPasswords {
    private let session: Session
    private let configuration: AnsibleConfiguration

    init(_ session: Session, _ configuration: AnsibleConfiguration) {
        self.session = session
        self.configuration = configuration
    }

    /// - Parameters:
    ///   - isRequired: Whether to ask for a password where none is named.
    ///   - isNew: Whether a password that is typed will close something, and is therefore asked for twice.
    /// - Throws: what is wrong with the sources of passwords, if none of them gives one; otherwise that is a warning.
    func keyring(_ options: VaultOptions, isRequired: Bool = false, isNew: Bool = false) throws -> VaultKeyring {
        var sources = sources(options)
        if asks(options) || isRequired && sources.isEmpty { sources.append(source("prompt")) }
        var identities: [VaultIdentity] = []
        var failures = Diagnostics()
        for source in sources {
            do { identities.append(try identity(source, isNew: isNew)) } catch { failures.add(error) }
        }
        if identities.isEmpty { try failures.throwIfErrors() }
        session.warn(failures.all.map(\.asWarning))
        return VaultKeyring(identities, registry: session.secrets, matchesLabels: matchesLabels)
    }

    /// The password of one source.
    func identity(_ source: VaultIdentity.Source, isNew: Bool) throws(Diagnostics) -> VaultIdentity {
        guard source.isPrompt else { return try VaultIdentity.load(source.atHome) }
        let label = source.label == VaultIdentity.defaultLabel ? "" : " (\(source.label))"
        do {
            let password = try typed(isNew ? "New vault password\(label)" : "Vault password\(label)", isNew: isNew)
            return VaultIdentity(label: source.label, password: password)
        } catch {
            throw Diagnostics(error)
        }
    }

    /// A source as `--vault-id` writes it; without a label it has the configured one.
    func source(_ text: String) -> VaultIdentity.Source { VaultIdentity.Source(text, unlabelled: unlabelled) }

    func source(file: String) -> VaultIdentity.Source { VaultIdentity.Source(file: file, label: unlabelled) }

    private func sources(_ options: VaultOptions) -> [VaultIdentity.Source] {
        let named = configuration[\.vault.identities] + options.identities
        let files = options.passwordFiles + configuration[\.vault.passwordFiles].sources
        return named.map { source($0) } + files.map { source(file: $0) }
    }

    private func asks(_ options: VaultOptions) -> Bool {
        configuration[\.vault.asksPassword, option: options.asks.ifSet]
    }

    private var unlabelled: String { configuration[\.vault.identity] }
    private var matchesLabels: Bool { configuration[\.vault.matchesLabels] }

    private func typed(_ question: String, isNew: Bool) throws(Diagnostic) -> Secret {
        let password = try Prompt.password(question)
        guard !password.isEmpty else {
            throw Diagnostic("vault", "empty vault password", detail: "Nothing was entered.")
        }
        if isNew, password != (try Prompt.password("Confirm " + question)) {
            throw Diagnostic("vault", "the passwords differ", detail: "The two inputs are not the same.")
        }
        return Secret(password)
    }
}

extension VaultIdentity.Source {
    /// Shells leave the `~` of `LABEL@~/FILE` as it is.
    fileprivate var atHome: VaultIdentity.Source {
        origin.hasPrefix("~/") ? VaultIdentity.Source(file: ControllerPath.join("", origin), label: label) : self
    }
}

extension Diagnostic {
    fileprivate var asWarning: Diagnostic {
        var warning = self
        warning.severity = .warning
        return warning
    }
}
