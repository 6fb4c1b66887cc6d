import Controller
import Jinja
import ModuleKit
import Values

/// What `import_playbook` hands on to the plays it imports.
struct PlayImport {
    /// `tags`, `become` and the like; plays inherit them, the outermost last.
    var enclosure: TaskParent?
    var variables: Mapping = [:]
}

/// Reading playbook files.
extension PlaybookReading {
    /// The plays of a file, imports included.
    ///
    /// - Parameter importers: The files on the way here, which must not be imported again.
    mutating func plays(ofFile path: String, importedBy importers: [String], around: PlayImport) -> [Play] {
        let root = root(of: path)
        return list(root, of: "plays").flatMap { node in
            plays(node, inFile: path, importedBy: importers + [path], around: around)
        }
    }

    private mutating func plays(
        _ node: Node, inFile path: String, importedBy importers: [String], around: PlayImport
    ) -> [Play] {
        guard let entries = node.entries else {
            problems.add(.notAPlay(node))
            return []
        }
        let entry = entries.first { Self.importWords.contains($0.key.text ?? "") }
        guard let entry else { return play(node, inFile: path, around: around).map { [$0] } ?? [] }
        return imported(entry, of: node, inFile: path, importedBy: importers, around: around)
    }

    private static let importWords = Set(PlaybookImport.names + [StaticImport.formerName])

    private mutating func imported(
        _ entry: Node.Entry, of node: Node, inFile path: String, importedBy importers: [String], around: PlayImport
    ) -> [Play] {
        let keywords = keywords(of: node, as: .playbookImport, except: Self.importWords)
        if entry.key.text == StaticImport.formerName { problems.add(.formerPlaybookInclude(entry.key)) }
        play = PlayReading(
            directory: ControllerPath.parent(of: path), variables: around.variables.merging(keywords.variables))
        guard let name = text(firstWord(of: entry), of: nil)?.trimmed, !name.isEmpty else { return [] }
        let target = ControllerPath.join(ControllerPath.parent(of: path), name)
        guard ControllerPath.exists(target), !importers.contains(target) else {
            problems.add(.cannotImport(name, entry.value, isCircle: importers.contains(target)))
            return []
        }
        // Its variables become the plays' own and are not inherited besides, which would make them too strong.
        let inherited = Keywords(keywords.all, conditions: keywords.conditions)
        let inner = PlayImport(
            enclosure: TaskParent(.imported, keywords: inherited, in: around.enclosure),
            variables: keywords.variables.merging(around.variables))
        return plays(ofFile: target, importedBy: importers, around: inner)
    }

    /// The file that is imported. Ansible passes over words behind it, which here is told.
    private mutating func firstWord(of entry: Node.Entry) -> KeywordValue {
        let written = KeywordValue(entry.value, nameSpan: entry.key.span)
        guard let words = try? KeyValueWords(entry.value.text ?? "").words, words.count > 1 else { return written }
        problems.add(.wordsBehindImport(entry))
        let first = entry.value.part(words[0].text.trimmed, at: entry.value.span)
        return KeywordValue(Node(.scalar(first), at: entry.value.span), nameSpan: entry.key.span)
    }

    private mutating func play(_ node: Node, inFile path: String, around: PlayImport) -> Play? {
        let written = keywords(of: node, as: .play)
        let keywords = Keywords(
            written.all, variables: written.variables.merging(around.variables), conditions: written.conditions)
        let enclosure = TaskParent(.play, keywords: keywords, in: around.enclosure)
        play = PlayReading(
            directory: ControllerPath.parent(of: path), variables: keywords.variables,
            collections: keywords.literalCollections, mayWriteHere: play.mayWriteHere || keywords.areOfController)
        latentMistakes = []
        look(beside: play.directory)
        context.catalogue.finder?.look(in: play.collections)
        let files = keywords[.varsFiles]?.items ?? []
        readLiteralFiles(files)
        guard let hosts = hosts(of: node, keywords) else { return nil }
        let sections = sections(keywords, enclosure, path)
        let site = TaskSite(enclosure: enclosure, directory: play.directory, isHandler: true, isDoubtful: true)
        let own = handlers(list(keywords[.handlers]?.node, of: "handlers"), at: site)
        var play = Play(
            hosts: hosts, enclosure: enclosure, variableFiles: files, prompts: prompts(keywords[.varsPrompt]),
            sections: sections,
            handlers: HandlerIndex(sections.roles.flatMap(\.allHandlers) + own + self.play.importedHandlers),
            roleUses: self.play.roleUses, directory: self.play.directory, at: node.span)
        checkNotifications(of: play)
        play.latentMistakes =
            sections.preTasks.flatMap(\.tasks).contains(where: \.mayEndPlay)
            ? latentMistakes.map(\.doubtful) : latentMistakes
        return play
    }

    private mutating func hosts(of node: Node, _ keywords: Keywords) -> KeywordValue? {
        guard let hosts = keywords[.hosts] else {
            problems.add(.playWithoutHosts(node))
            return nil
        }
        let isEmpty = hosts.items.isEmpty || hosts.value.text?.trimmed.isEmpty ?? false
        guard !isEmpty, hosts.value.map == nil else {
            problems.add(.emptyHosts(hosts))
            return nil
        }
        return hosts
    }

    private mutating func sections(_ keywords: Keywords, _ enclosure: TaskParent, _ path: String) -> PlaySections {
        let site = TaskSite(enclosure: enclosure, directory: ControllerPath.parent(of: path))
        var sections = PlaySections()
        sections.roles = roles(list(keywords[.roles]?.node, of: "roles"), in: enclosure)
        sections.preTasks = items(list(keywords[.preTasks]?.node, of: "tasks"), at: site)
        sections.tasks = items(list(keywords[.tasks]?.node, of: "tasks"), at: site)
        sections.postTasks = items(list(keywords[.postTasks]?.node, of: "tasks"), at: site)
        return sections
    }

    /// Handlers in the order of the file; what a handler imports becomes handlers, and so does what stands in a block.
    mutating func handlers(_ nodes: [Node], at site: TaskSite) -> [Handler] {
        items(nodes, at: site).flatMap(\.tasks).map { task in
            Handler(task, listen: task.keywords[.listen]?.items ?? [])
        }
    }
}

extension Keywords {
    /// Whether the play may be done on the controller itself.
    fileprivate var areOfController: Bool {
        let hosts = self[.hosts]?.value
        return hosts?.isDynamic ?? true
            || hosts?.texts?.contains { $0.contains("localhost") || $0.hasPrefix("127.") } ?? true
    }
}

// What is said about plays.
extension Diagnostic {
    fileprivate static func notAPlay(_ node: Node) -> Diagnostic {
        Diagnostic(
            "playbook", "not a play", detail: "A play is a mapping with `hosts`; this is \(node.value.kindInWords).",
            at: node.span)
    }

    fileprivate static func playWithoutHosts(_ node: Node) -> Diagnostic {
        let isTask = node.entries?.contains { entry in
            ["when", "register", "become", "loop", "notify"].contains(entry.key.text)
                || entry.key.text?.contains(".") ?? false
        }
        return Diagnostic(
            "playbook", "play without hosts", detail: "A play must have `hosts`.", at: node.span,
            help: isTask ?? false ? "if this is a task file, import it with `import_tasks`" : nil)
    }

    fileprivate static func emptyHosts(_ hosts: KeywordValue) -> Diagnostic {
        Diagnostic(
            "playbook", "empty `hosts`",
            detail: "`hosts` must be a pattern or a list of patterns, and cannot be empty.",
            at: hosts.span)
    }

    fileprivate static func formerPlaybookInclude(_ key: Node) -> Diagnostic {
        Diagnostic(
            "keyword", "obsolete keyword", severity: .warning,
            detail: "Ansible has removed `include`; here it is read as `import_playbook`.", at: key.span,
            help: "use `import_playbook`")
    }

    fileprivate static func wordsBehindImport(_ entry: Node.Entry) -> Diagnostic {
        Diagnostic(
            "import", "parameters without effect", severity: .warning,
            detail: "Parameters after the file name have no effect, as in Ansible.", at: entry.value.span,
            help: "put `vars` and `tags` below `import_playbook`")
    }

    fileprivate static func cannotImport(_ name: String, _ node: Node, isCircle: Bool) -> Diagnostic {
        isCircle
            ? Diagnostic(
                "import", "circular import", detail: "`\(name)` is already being imported.", at: node.span)
            : Diagnostic("file", "file not found", detail: "The playbook `\(name)` does not exist.", at: node.span)
    }
}
