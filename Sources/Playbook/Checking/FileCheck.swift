import Controller
import Jinja
import ModuleKit
import Values

/// Files of the controller that a task names in plain words: whether they exist, and whether a template can be read.
extension PlaybookReading {
    /// Files that an earlier task may bring to the controller are not missed.
    func problemsOfFiles(_ task: Task) -> [Diagnostic] {
        guard !play.mayWriteHere else { return [] }
        return namedFiles(task).flatMap { file in problems(of: file, task) }
    }

    private func problems(of file: (name: String, kind: ResourceKind, span: SourceSpan?), _ task: Task) -> [Diagnostic]
    {
        guard file.name.first != "/", file.name.first != "~", !file.name.contains("://") else { return [] }
        let search = ResourceSearch(directories: task.searchPath, playDirectory: play.directory)
        do throws(Diagnostic) {
            let path = try search.find(file.name, file.kind, at: file.span)
            guard file.kind == .templates, let template = template(at: path, task) else { return [] }
            return Templar.check(templateFile: template)
        } catch {
            return [error]
        }
    }

    /// The template files that the task names in plain words and that can be parsed.
    func templateFiles(_ task: Task) -> [TemplateText] {
        let search = ResourceSearch(directories: task.searchPath, playDirectory: play.directory)
        return namedFiles(task).filter { $0.kind == .templates }.compactMap { file in
            (try? search.find(file.name, file.kind, at: file.span)).flatMap { template(at: $0, task) }
        }
    }

    /// A template with markers of its own, or a vaulted one, is left for the run.
    private func template(at path: String, _ task: Task) -> TemplateText? {
        let hasOwnMarkers = task.action.arguments.contains { $0.name.hasSuffix("_string") }
        guard !hasOwnMarkers, !ControllerPath.isDirectory(path),
            let bytes = try? SourceFile.bytes(of: path, isStream: false),
            !SourceFile.isVaulted(bytes),
            let file = try? SourceFile.decode(bytes, path: loader.store.shown(path))
        else { return nil }
        return TemplateText(file: file)
    }

    private func namedFiles(_ task: Task) -> [(name: String, kind: ResourceKind, span: SourceSpan?)] {
        let name = task.action.name
        guard let table = context.actions[name]?.table ?? context.catalogue[name]?.table, !isOnHost(task, table) else {
            return []
        }
        return task.action.arguments(freeFormAs: table.doc.freeForm).compactMap { argument in
            guard case .string(let text) = argument.value,
                let file = table.argument(named: argument.name)?.namedFile(text), !file.name.isEmpty
            else { return nil }
            return (file.name, file.kind, argument.valueSpan)
        }
    }

    /// Whether `remote_src`, or what stood for it in former times, leads to files of the host.
    private func isOnHost(_ task: Task, _ table: ArgumentTable) -> Bool {
        if let copies = task.action["copy"]?.value { return copies.boolean != true }
        guard let given = task.action["remote_src"] else {
            return table.argument(named: "remote_src")?.defaultForReading == true
        }
        return given.value.boolean != false
    }
}

extension Task {
    /// Whether the task may make a file on the controller, for those behind it.
    var mayWriteHere: Bool {
        let connection = setting(.connection)?.value.text
        return setting(.delegateTo) != nil || connection != nil && connection != "ssh"
            || action.traits.contains(.bringsFiles)
    }
}
