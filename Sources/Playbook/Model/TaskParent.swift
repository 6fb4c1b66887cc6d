import Controller
package import Values

/// What surrounds a task: the block, import, include, role or play it stands in, and in turn what surrounds that.
///
/// Tasks inherit keywords and variables from here. Shared by all tasks inside, and never changed.
package final class TaskParent: Sendable {
    package enum Kind: Sendable {
        case play
        case role(RoleUse)
        case block
        /// `import_tasks` or `import_role`: everything it says holds for what is inside, as for a block.
        case imported
        /// `include_tasks` or `include_role`, expanded in a run: only what its `apply:` says is inherited, and its
        /// `vars` are parameters, stronger than `set_fact`.
        case included(at: SourceSpan)
    }

    package let kind: Kind
    package let keywords: Keywords
    package let parent: TaskParent?
    /// Variables that an include hands to what is inside: its `vars` and the variables of its loop.
    package let parameters: Mapping
    /// The folder in the name of the file that is imported or included: `sub` of `sub/web.yml`; `nil` for other kinds.
    let folder: String?

    /// The roles around, the innermost first: a role, then those that depend on it or include it.
    package let roles: [RoleUse]

    package init(
        _ kind: Kind, keywords: Keywords, parameters: Mapping = [:], folder: String? = nil, in parent: TaskParent?
    ) {
        self.kind = kind
        self.keywords = keywords
        self.parameters = parameters
        self.folder = folder
        self.parent = parent
        let around = parent?.roles ?? []
        if case .role(let use) = kind { roles = [use] + around } else { roles = around }
    }

    /// From this one out to the play.
    package var chain: some Sequence<TaskParent> { sequence(first: self, next: { $0.parent }) }

    /// Where the includes stand that led here, the outermost first.
    var includes: [SourceSpan] {
        chain.compactMap { if case .included(let span) = $0.kind { span } else { nil } }.reversed()
    }

    /// The role whose tasks these are; `nil` outside roles.
    package var role: RoleUse? { roles.first }

    /// The folders in the names of the files around, the nearest first, each seen from the next; up to the role.
    var importFolders: [String] {
        let inRole = chain.prefix { if case .role = $0.kind { false } else { true } }
        return inRole.compactMap(\.folder).reduce(into: []) { folders, folder in
            folders.append(folders.last.map { ControllerPath.join(folder, $0) } ?? folder)
        }
    }
}
