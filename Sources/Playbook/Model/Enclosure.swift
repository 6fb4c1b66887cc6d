package import Values

/// What surrounds a task: the block, import, include, role or play it stands in, and in turn what surrounds that.
///
/// Tasks inherit keywords and variables from here. Shared by all tasks inside, and never changed.
package final class Enclosure: Sendable {
    package enum Kind: Sendable {
        case play
        case role(RoleUse)
        case block
        /// `import_tasks` or `import_role`: everything it says holds for what is inside, as for a block.
        case imported
        /// `include_tasks` or `include_role`, expanded in a run: only what its `apply:` says is inherited, and its
        /// `vars` are parameters, stronger than `set_fact`.
        case included
    }

    package let kind: Kind
    package let keywords: Keywords
    package let parent: Enclosure?
    /// Variables that an include hands to what is inside: its `vars` and the variables of its loop.
    package let parameters: Mapping
    /// The folder of the file that imports or includes; `nil` for other kinds.
    package let directory: String?

    package init(
        _ kind: Kind, keywords: Keywords, parameters: Mapping = [:], directory: String? = nil, in parent: Enclosure?
    ) {
        self.kind = kind
        self.keywords = keywords
        self.parameters = parameters
        self.directory = directory
        self.parent = parent
    }

    /// From this one out to the play.
    package var chain: some Sequence<Enclosure> { sequence(first: self, next: { $0.parent }) }

    /// The role whose tasks these are; `nil` outside roles.
    package var role: RoleUse? { roles.first }

    /// The roles around, the innermost first: a role, then those that depend on it or include it.
    package var roles: [RoleUse] {
        chain.compactMap { if case .role(let use) = $0.kind { use } else { nil } }
    }

    /// The folders of the files that import or include what is here, the nearest first.
    var includingDirectories: [String] { chain.compactMap(\.directory) }
}
