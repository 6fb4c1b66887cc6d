import Jinja
import ModuleKit
import Values

/// One act of reading: it goes on after a mistake, so that all come together.
struct PlaybookReading {
    let loader: PlaybookLoader
    var problems = Diagnostics()
    /// What tasks would fail by if their turn came.
    var latentMistakes: [LatentMistake] = []
    /// Mistakes in conditions and loops that no task has taken over yet: those of a block are the matter of its first
    /// task.
    var keywordFaults: [Diagnostic] = []
    /// What is known so far of the play being read.
    var play = PlayReading()

    private(set) var ownActions: OwnActions
    /// The project's modules of which it was said that ours run in their place.
    var unusedModules: Set<String> = []
    /// Whether variables may come whose names are not written anywhere.
    var mayDefineAnything = false
    /// What includes bring whose names are written out.
    var readAhead: Set<AheadOf> = []

    init(_ loader: PlaybookLoader) {
        self.loader = loader
        ownActions = OwnActions(in: loader.context.actionPath)
    }

    /// Reading for an include of a play that is running.
    init(_ loader: PlaybookLoader, in play: Play) {
        self.init(loader)
        self.play.directory = play.directory
        self.play.variables = play.variables
        self.play.collections = play.keywords.literalCollections
        for folder in [play.directory] + play.roleUses.map(\.role.path) { look(beside: folder) }
        context.catalogue.finder?.look(in: self.play.collections)
    }

    /// Takes note of the modules and plugins beside a playbook or in a role; from then on all later tasks may name them.
    mutating func look(beside folder: String) {
        ownActions.takePlugins(of: folder)
        context.catalogue.finder?.look(beside: folder)
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
                detail: "A list of \(what) is expected here, not \(node.value.kindInWords).",
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
    /// Handlers of roles that tasks import.
    var importedHandlers: [Handler] = []
    /// The files being imported, the outermost first.
    var importedFiles: [String] = []
    /// Whether a task before this place may end the play.
    var mayHaveEnded = false
    /// Whether a task before this place may have made a file on the controller.
    var mayWriteHere = false
}

extension Keywords {
    /// `collections`, as far as it is written out.
    var literalCollections: [String] { self[.collections]?.items.compactMap(\.value.text) ?? [] }
}

/// Where tasks stand that are being read.
struct TaskSite {
    var enclosure: TaskParent
    /// The absolute path of the folder of their file.
    var directory: String
    var isHandler = false
    /// Whether their turn may not come, or something takes over when one fails: handlers, `rescue`, a block that has one.
    var isDoubtful = false
    /// The includes that bring them in, the outermost first.
    var includes: [Task] = []

    func inside(_ enclosure: TaskParent) -> TaskSite {
        var inner = self
        inner.enclosure = enclosure
        return inner
    }
}
