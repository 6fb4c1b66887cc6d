import Values

/// What a module is, for people and for the runner.
package struct ModuleDoc: Sendable {
    /// What check mode can tell.
    package enum CheckMode: Sendable {
        /// The forecast is exact.
        case full
        /// The task is skipped, unless its probe alone decides (`creates`): Ansible's rule for commands.
        case skips
    }

    package let name: String
    /// Further names of the same module: `systemd` of `systemd_service`.
    package let aliases: [String]
    /// The collection whose name may stand before the module's: `ansible.builtin`.
    package let collection: String
    package let summary: String
    /// Tasks in YAML, as a reader would copy them; a test binds each.
    package let examples: String
    package let checkMode: CheckMode
    /// The argument that takes free-form text (`command: ls -l`); `nil` if the module takes none.
    package let freeForm: String?
    /// Arguments of Ansible's module that are refused here, with the reason.
    package let refused: [String: String]
    /// The module of the host's manager that Ansible's hands on to.
    package let handsOnTo: HandingOn?
    /// Whether it writes files on the controller.
    package let bringsFiles: Bool
    /// What differs from Ansible's module, for `swiftplay doc`.
    package let differences: String?

    package init(
        _ name: String, _ summary: String, aliases: [String] = [], collection: String = "ansible.builtin",
        checkMode: CheckMode = .full,
        freeForm: String? = nil, refused: [String: String] = [:], handsOnTo: HandingOn? = nil,
        bringsFiles: Bool = false, differences: String? = nil, examples: String
    ) {
        self.name = name
        self.aliases = aliases
        self.collection = collection
        self.summary = summary
        self.examples = examples
        self.checkMode = checkMode
        self.freeForm = freeForm
        self.refused = refused
        self.handsOnTo = handsOnTo
        self.bringsFiles = bringsFiles
        self.differences = differences
    }

    /// The names under which tasks may call it: short, and with the collection.
    package var allNames: [String] {
        ([name] + aliases).flatMap { name in
            collection == BuiltinCollection.name
                ? BuiltinCollection.names(of: name) : [name, "\(collection).\(name)"]
        }
    }
}
