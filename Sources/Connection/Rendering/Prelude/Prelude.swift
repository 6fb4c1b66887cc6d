/// The shell functions that rendered frames call, in pieces that are sent to a shell when a frame first needs them.
///
/// Written for POSIX `sh`: they run under dash, bash and busybox ash. Names begin with `sp_`.
enum PreludePiece: String, Hashable, Sendable, CaseIterable {
    case core, tools, files, listing, writing, together, accounts, packages, services, http, waiting, tree, facts, jobs

    var script: [UInt8] {
        Array(text.utf8)
    }

    /// With the pieces that this one builds on, in the order in which a shell has to learn them.
    var withFoundations: [PreludePiece] {
        switch self {
        case .files, .writing: [.tools, self]
        default: [self]
        }
    }

    private var text: String {
        switch self {
        case .core: Prelude.coreText
        case .tools: Prelude.toolsText
        case .files: Prelude.filesText
        case .listing: Prelude.listingText
        case .writing: Prelude.directoriesText + Prelude.claimsText + Prelude.writingText
        case .together: Prelude.togetherText
        case .accounts: Prelude.accountsText
        case .packages: Prelude.packagesText
        case .services: Prelude.servicesText
        case .http: Prelude.httpText
        case .waiting: Prelude.waitingText
        case .tree: Prelude.treeText
        case .facts: Prelude.factsText
        case .jobs: Prelude.jobsText
        }
    }
}

enum Prelude {}

extension Frame {
    /// The first frame of every shell: its process group, which a timeout has to end.
    static let greeting = Frame("sp_group")
}
