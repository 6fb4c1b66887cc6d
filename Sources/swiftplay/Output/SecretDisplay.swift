import Values
import Vault

/// Shows values that may hold vaulted texts: as asterisks, or opened where the user asked for it.
struct SecretDisplay {
    private let keyring: VaultKeyring
    private let isOpen: Bool
    /// Whether text that only looks like a template is told from one, as JSON has it that is read as an inventory again.
    private let tellsUnsafe: Bool

    init(_ keyring: VaultKeyring, isOpen: Bool, tellsUnsafe: Bool = false) {
        self.keyring = keyring
        self.isOpen = isOpen
        self.tellsUnsafe = tellsUnsafe
    }

    func shown(_ value: Value) throws(Diagnostic) -> Value {
        switch value {
        case .sealed(let sealed): return .string(isOpen ? try keyring.open(sealed).reveal() : Secret.mask)
        case .string(let text) where tellsUnsafe && TemplateText.hasMarkers(text):
            return ["__ansible_unsafe": .string(text)]
        case .template(let template): return .string(template.text)
        case .list(let items):
            var shown: [Value] = []
            for item in items { shown.append(try self.shown(item)) }
            return .list(shown)
        case .map(let mapping):
            return .map(try mapping.mapValues { (value) throws(Diagnostic) in try self.shown(value) })
        default: return value
        }
    }
}
