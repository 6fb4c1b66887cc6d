package import Values

/// A role as it lies on the controller: where it is, its variables and what its metadata say.
///
/// One object for each folder and choice of `*_from` files; the ways it is used are ``RoleUse``.
package final class Role: Sendable {
    /// The name by which it was asked for.
    package let name: String
    /// The absolute path of its folder.
    package let path: String
    /// `defaults/main.yml` or what `defaults_from` names; the weakest variables there are.
    package let defaults: Mapping
    /// `vars/main.yml` or what `vars_from` names.
    package let variables: Mapping
    package let metadata: RoleMetadata

    package init(name: String, path: String, defaults: Mapping, variables: Mapping, metadata: RoleMetadata) {
        self.name = name
        self.path = path
        self.defaults = defaults
        self.variables = variables
        self.metadata = metadata
    }
}

/// `meta/main.yml` of a role, as far as a run depends on it.
package struct RoleMetadata: Sendable {
    package var allowsDuplicates = false
    /// Entries like those under `roles:` of a play.
    package var dependencies: [Node] = []
    /// `meta/argument_specs.yml` or `argument_specs` in `meta/main.yml`: by entry point (`main`).
    package var argumentSpecs: Mapping = [:]

    package init() {}
}

/// One use of a role in a play, with its parameters.
package final class RoleUse: Sendable {
    package let role: Role
    /// What else stands in the entry under `roles:`; stronger than `set_fact`.
    package let parameters: Mapping
    /// The `vars:` of the entry.
    package let variables: Mapping
    /// The uses this one depends on directly, in the order in which they are done.
    package let dependencies: [RoleUse]
    /// Whether defaults and variables of the role are seen by the whole play.
    package let isPublic: Bool
    /// Whether it runs again although it ran before with the same parameters on the host.
    package let allowsDuplicates: Bool
    /// Equal for uses that Ansible takes for the same: same folder, parameters, keywords and files.
    package let identity: RoleIdentity
    package let span: SourceSpan
    /// All uses this one depends on, those they depend on first.
    package let allDependencies: [RoleUse]
    let layers: RoleLayers

    package init(
        _ role: Role, parameters: Mapping = [:], variables: Mapping = [:], dependencies: [RoleUse] = [],
        isPublic: Bool, allowsDuplicates: Bool, identity: RoleIdentity, at span: SourceSpan
    ) {
        self.role = role
        self.parameters = parameters
        self.variables = variables
        self.dependencies = dependencies
        self.isPublic = isPublic
        self.allowsDuplicates = allowsDuplicates
        self.identity = identity
        self.span = span
        allDependencies = dependencies.flatMap { $0.allDependencies + [$0] }
        layers = RoleLayers(role, entry: variables, parameters: parameters)
    }

    package var name: String { role.name }
}

/// By what two uses of a role are the same, so that a host runs it once.
package struct RoleIdentity: Hashable, Sendable {
    package let path: String
    package let parameters: Mapping
    /// `when`, `tags`, `vars` and the other keywords of the use.
    package let keywords: [Keyword: Value]
    /// `tasks_from` and its like.
    package let files: [String: String]

    package init(path: String, parameters: Mapping, keywords: [Keyword: Value], files: [String: String]) {
        self.path = path
        self.parameters = parameters
        self.keywords = keywords
        self.files = files
    }
}

/// A use of a role with its tasks, dependencies first.
///
/// A host that has completed a use of the same ``RoleUse/identity`` passes over it, unless duplicates are allowed.
package struct RoleBlock: Sendable {
    package let use: RoleUse
    package let dependencies: [RoleBlock]
    package let items: [TaskItem]
    /// Handlers of this role alone; those of dependencies are theirs.
    package let handlers: [Handler]

    package init(use: RoleUse, dependencies: [RoleBlock], items: [TaskItem], handlers: [Handler]) {
        self.use = use
        self.dependencies = dependencies
        self.items = items
        self.handlers = handlers
    }

    /// The role's own tasks.
    package var withoutDependencies: RoleBlock {
        RoleBlock(use: use, dependencies: [], items: items, handlers: handlers)
    }

    /// This role's and its dependencies' handlers in the order of loading.
    package var allHandlers: [Handler] { dependencies.flatMap(\.allHandlers) + handlers }
}
