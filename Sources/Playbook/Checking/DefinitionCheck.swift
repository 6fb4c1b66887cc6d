import Controller
import Jinja
import ModuleKit
import Values

/// Variables that a task needs and that nothing can define.
///
/// Only what is certain counts: a word that stands anywhere in a file that was read, as a key or in plain text, may be the
/// name of a variable, and where names may come from what is not known before the run, nothing is missed.
extension PlaybookReading {
    mutating func checkDefinitions(_ task: Task, at site: TaskSite) {
        if bringsUnknownNames(task) { mayDefineAnything = true }
        let values = task.action.arguments.map(\.value) + [task.action.freeForm?.value].compactMap(\.self)
        for (name, problem) in values.flatMap(Templar.requiredNames) + requiredByTemplates(task)
        where !name.hasPrefix("ansible_") && !Self.alwaysDefined.contains(name) {
            addLatentMistake(problem, undefinedName: name, of: task, at: site)
        }
    }

    private static let alwaysDefined: Set<String> = MagicVariables.names.union([
        "item", "inventory_hostname", "inventory_hostname_short", "inventory_dir", "inventory_file", "group_names",
        "vars",
        "template_host", "template_uid", "template_path", "template_fullpath", "template_destpath", "template_run_date",
        "play_hosts",
    ])

    private func requiredByTemplates(_ task: Task) -> [(name: String, problem: Diagnostic)] {
        templateFiles(task).flatMap(Templar.requiredNames(inFile:))
    }

    /// Whether the task may set variables whose names are not written out.
    private mutating func bringsUnknownNames(_ task: Task) -> Bool {
        if task.action.variableArguments != nil || TemplateText.hasMarkers(task.action.name) { return true }
        let traits = task.action.traits
        if traits.contains(.includesVariables) { return !readsLiteralVariables(task) }
        if traits.contains(.includesTasks) { return task.fileArgument?.value.isDynamic ?? true }
        if traits.contains(.includesRole) { return literalRequest(of: task) == nil }
        if traits.contains(.setsFacts) { return task.action.arguments.contains { TemplateText.hasMarkers($0.name) } }
        return !traits.isDisjoint(with: [.changesInventory, .bringsFactsOfAnyName])
            || task.action.metaAction == .refreshInventory
    }

    /// Reads a file of variables that is named in plain words, so that the names in it are known.
    private mutating func readsLiteralVariables(_ task: Task) -> Bool {
        guard case .string(let name) = task.fileArgument?.value else { return false }
        let search = ResourceSearch(directories: task.searchPath, playDirectory: play.directory)
        guard
            let path = search.candidates(Python.strip(name, "\n", side: .right), .vars).first(
                where: ControllerPath.exists)
        else {
            return false
        }
        var ignored = Diagnostics()
        return (try? loader.store.root(of: path, problems: &ignored)) != nil
    }
}

extension PlaybookReading {
    /// Takes back what was latentMistakes of variables that, now that all files are read, may be defined.
    func passOverDefinedNames(in files: inout [LoadedPlaybook.File]) {
        let suspects = files.flatMap(\.plays).flatMap(\.latentMistakes).contains { $0.undefinedName != nil }
        guard suspects else { return }
        let words = mayDefineAnything ? [] : loader.store.words
        let mayExist = { (name: String) in
            mayDefineAnything || words.contains(Substring(name)) || context.extraVariables[name] != nil
        }
        for file in files.indices {
            for play in files[file].plays.indices {
                files[file].plays[play].latentMistakes.removeAll { $0.undefinedName.map(mayExist) ?? false }
                files[file].plays[play].latentMistakes = files[file].plays[play].latentMistakes.map {
                    $0.suggesting(words)
                }
            }
        }
    }
}

extension LatentMistake {
    /// With the word that the name of an undefined variable may stand for.
    fileprivate func suggesting(_ words: Set<Substring>) -> LatentMistake {
        guard let undefinedName else { return self }
        var problem = problem
        problem.help = Suggestion.question(for: undefinedName, among: words.map(String.init).sorted())
        return LatentMistake(problem: problem, tasks: tasks, isCertain: isCertain, undefinedName: undefinedName)
    }
}

extension SourceStore {
    /// All words outside of templates in the files that were read, which may be names of variables.
    var words: Set<Substring> {
        roots.reduce(into: []) { words, root in Self.take(root, into: &words) }
    }

    private static func take(_ node: Node, into words: inout Set<Substring>) {
        for entry in node.entries ?? [] {
            take(entry.key, into: &words)
            take(entry.value, into: &words)
        }
        for item in node.sequence ?? [] { take(item, into: &words) }
        if let text = node.text { words.formUnion(Self.words(of: text)) }
    }

    /// A template sets names only by words outside of its markers, as in `name={{ value }}`. What is beyond ASCII may belong
    /// to a word.
    private static func words(of text: String) -> [Substring] {
        var words: [Substring] = []
        var rest = text.utf8[...]
        while !rest.isEmpty {
            let open = rest.startOfMarkers
            words += rest[..<open].split { !$0.isOfName && $0 < 0x80 }.map { Substring($0) }
            rest = rest[open...].afterMarkers
        }
        return words
    }
}

extension Substring.UTF8View {
    /// Where the next `{{` or `{%` begins; the end if there is none.
    fileprivate var startOfMarkers: Index {
        indices.first { self[$0] == UInt8(ascii: "{") && opens(at: $0) } ?? endIndex
    }

    private func opens(at index: Index) -> Bool {
        let next = self[self.index(after: index)...].first
        return next == UInt8(ascii: "{") || next == UInt8(ascii: "%")
    }

    /// What follows the `}}` or `%}` that closes the markers in front.
    fileprivate var afterMarkers: Substring.UTF8View {
        var last: UInt8 = 0
        for index in indices {
            let byte = self[index]
            if byte == UInt8(ascii: "}"), last == UInt8(ascii: "}") || last == UInt8(ascii: "%") {
                return self[self.index(after: index)...]
            }
            last = byte
        }
        return self[endIndex...]
    }
}
