import Connection

/// All settings that mean something here, by topic.
///
/// Source: Ansible's pages "Configuration settings" and those of its plugins.
struct Settings: Sendable {
    let connection = ConnectionSettings()
    let become = BecomeSettings()
    let sudo = BecomeMethodSettings(.sudo)
    let su = BecomeMethodSettings(.su)
    let doas = BecomeMethodSettings(.doas)
    let vault = VaultSettings()
    let playbook = PlaybookSettings()
    let inventory = InventorySettings()
    let facts = FactSettings()
    let output = OutputSettings()
    let colours = ColourSettings()
    let junit = JUnitSettings()

    static let standard = Settings()

    /// Every setting once, in the order of the declarations.
    static let all: [any DeclaredSetting] = Mirror(reflecting: standard).children.flatMap { topic in
        Mirror(reflecting: topic.value).children.compactMap { $0.value as? any DeclaredSetting }
    }
}
