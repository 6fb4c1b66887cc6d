package import Jinja
package import ModuleKit
package import Values

/// What loading needs to know of the world: which names exist, where files are, how vaulted ones are opened.
package struct LoadingContext: Sendable {
    package var catalogue: Catalogue
    package var actions: any ActionCatalog
    /// `roles_path`: where roles are looked for behind the playbook's own folder; absolute.
    package var rolesPath: [String]
    /// `collections_path`: where collections are looked for behind the playbook's own; absolute.
    package var collectionsPath: [String] = []
    /// `private_role_vars`: the rest of the play does not see defaults and variables of roles.
    package var hidesRoleVariables = false
    /// Folders of action plugins of one's own, which are known by name and do not run; absolute.
    package var actionPath: [String] = []
    /// Whether modules that were found may run, whatever a play says.
    package var allowsPython = false
    /// Names of imported files may use them.
    package var extraVariables: Mapping
    package let controller: ControllerAccess
    /// The hosts of the inventory that a pattern matches.
    package let hosts: @Sendable (_ pattern: String) -> [String]
    package var opener: (any SealedTextOpener)?
    package var secrets: SecretRegistry
    /// `swiftplay check`: a key given twice is an error and no longer a warning.
    package var isStrict: Bool

    package init(
        catalogue: Catalogue, actions: any ActionCatalog, controller: ControllerAccess,
        hosts: @escaping @Sendable (String) -> [String], rolesPath: [String] = [], extraVariables: Mapping = [:],
        secrets: SecretRegistry = SecretRegistry(), isStrict: Bool = false
    ) {
        self.catalogue = catalogue
        self.actions = actions
        self.controller = controller
        self.hosts = hosts
        self.rolesPath = rolesPath
        self.extraVariables = extraVariables
        self.secrets = secrets
        self.isStrict = isStrict
    }

    /// Relative paths start here; absolute.
    package var workingDirectory: String { controller.startDirectory }

    /// What is declared of the action or module of this name.
    func doc(of name: String) -> ModuleDoc? { actions[name]?.doc ?? catalogue[name]?.doc }
}

/// The actions that need the run and no host: `debug`, `set_fact`, `include_tasks` … The runner implements them; here
/// only their names and arguments count.
package protocol ActionCatalog: Sendable {
    /// The action of this name, with or without its collection.
    subscript(name: String) -> ActionEntry? { get }

    /// The action that has a trait; `nil` if there is none.
    func entry(with trait: ModuleTraits) -> ActionEntry?

    /// Short names, for suggestions.
    var names: [String] { get }
}

/// What can be checked of one action before the run.
package struct ActionEntry: Sendable {
    package let doc: ModuleDoc
    /// `nil` for an action that takes arguments of any name, such as `set_fact`.
    package let table: ArgumentTable?

    package init(_ table: ArgumentTable) {
        doc = table.doc
        self.table = table
    }

    /// An action whose arguments may have any name.
    package init(takingAnyArgument doc: ModuleDoc) {
        self.doc = doc
        table = nil
    }
}

/// Actions found by all their names.
package struct ActionTable: ActionCatalog {
    private let entries: [ActionEntry]
    private let byName: [String: ActionEntry]

    package init(_ entries: [ActionEntry]) {
        self.entries = entries
        byName = Dictionary(
            entries.flatMap { entry in entry.doc.allNames.map { ($0, entry) } }, uniquingKeysWith: { first, _ in first }
        )
    }

    package subscript(name: String) -> ActionEntry? { byName[name] }

    package func entry(with trait: ModuleTraits) -> ActionEntry? {
        entries.first { $0.doc.traits.contains(trait) }
    }

    package var names: [String] { entries.map(\.doc.name) }
}
