import Jinja
import Values

/// One act of reading: it goes on after a mistake, so that all come together.
struct PlaybookReading {
    let loader: PlaybookLoader
    var problems = Diagnostics()
    /// What is known so far of the play being read.
    var play = PlayReading()

    init(_ loader: PlaybookLoader) { self.loader = loader }

    /// Reading for an include of a play that is running.
    init(_ loader: PlaybookLoader, in play: Play) {
        self.loader = loader
        self.play.directory = play.directory
        self.play.variables = play.variables
        self.play.collections = play.keywords.literalCollections
    }

    var context: LoadingContext { loader.context }

    /// The root of a file; a mistake in it is kept, and there is no root then.
    mutating func root(of path: String) -> Node? {
        do {
            return try loader.store.root(of: path, problems: &problems)
        } catch {
            problems.add(error)
            return nil
        }
    }

    /// The items of a list; anything else is a mistake.
    mutating func list(_ node: Node?, of what: String) -> [Node] {
        guard let node, !node.isNull else { return [] }
        if let items = node.sequence { return items }
        problems.add(
            Diagnostic(
                "playbook", "not a list",
                detail: "There must be a list of \(what) here, not \(node.value.kindInWords).",
                at: node.span, help: "begin each entry with `- `"))
        return []
    }
}

/// The play that is being read.
struct PlayReading {
    /// `playbook_dir`.
    var directory = "/"
    var variables: Mapping = [:]
    /// What `vars_files` without templates in their names hold.
    var fileVariables: Mapping = [:]
    /// The collections in which roles are looked for first.
    var collections: [String] = []
    var roleUses: [RoleUse] = []
    var publicUses: [RoleUse] { roleUses.filter(\.isPublic) }
    /// Handlers of roles that tasks import.
    var importedHandlers: [Handler] = []
    /// The files being imported, the outermost first.
    var importedFiles: [String] = []
}

extension Keywords {
    /// `collections`, as far as it is written out.
    var literalCollections: [String] { self[.collections]?.items.compactMap(\.value.text) ?? [] }
}

/// Where tasks stand that are being read.
struct TaskSite {
    var enclosure: Enclosure
    /// The absolute path of the folder of their file.
    var directory: String
    var isHandler = false
    /// Whether a `rescue` takes over when one of them fails.
    var isRescued = false

    func inside(_ enclosure: Enclosure) -> TaskSite {
        var inner = self
        inner.enclosure = enclosure
        return inner
    }
}
