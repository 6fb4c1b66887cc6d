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

    private func problems(of file: NamedFile, _ task: Task) -> [Diagnostic] {
        guard file.name.first != "/", file.name.first != "~", !file.name.contains("://") else { return [] }
        let search = ResourceSearch(directories: task.searchPath, playDirectory: play.directory)
        do throws(Diagnostic) {
            let path = try search.find(file.name, file.kind, at: file.place)
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
            (try? search.find(file.name, file.kind, at: file.place)).flatMap { template(at: $0, task) }
        }
    }

    /// A template with markers of its own, or a vaulted one, is left for its turn.
    private func template(at path: String, _ task: Task) -> TemplateText? {
        let hasOwnMarkers = task.action.arguments.contains { $0.name.hasSuffix("_string") }
        guard !hasOwnMarkers, !LocalPath.isDirectory(path),
            let bytes = try? SourceFile.bytes(of: path, isStream: false),
            !SourceFile.isVaulted(bytes),
            let file = try? SourceFile.decode(bytes, path: loader.store.shown(path))
        else { return nil }
        return TemplateText(file: file)
    }

    private func namedFiles(_ task: Task) -> [NamedFile] {
        switch task.action.shortName {
        case "include_vars": return [includedVariables(task)].compactMap(\.self)
        case "script": return [script(task)].compactMap(\.self)
        default: break
        }
        guard let module = context.catalogue[task.action.name], !isOnHost(task, module.doc) else { return [] }
        let given = task.action.arguments(freeFormAs: module.doc.freeForm)
        return given.compactMap { argument in
            guard case .string(let name) = argument.value, !name.isEmpty,
                let kind = module.table.argument(named: argument.name)?.controllerKind
            else { return nil }
            return NamedFile(name: name, kind: kind, place: argument.valuePlace)
        }
    }

    /// Whether `remote_src`, or what stood for it in former times, leads to files of the host.
    private func isOnHost(_ task: Task, _ doc: ModuleDoc) -> Bool {
        if doc.name == "assemble" { return task.action["remote_src"]?.value.boolean != false }
        if let copies = task.action["copy"]?.value { return copies.boolean != true }
        return task.action["remote_src"].map { $0.value.boolean != false } ?? false
    }

    private func includedVariables(_ task: Task) -> NamedFile? {
        guard let file = task.fileArgument, case .string(let name) = file.value else { return nil }
        return NamedFile(name: Python.strip(name, "\n", side: .right), kind: .vars, place: file.place)
    }

    private func script(_ task: Task) -> NamedFile? {
        guard let command = task.action.freeForm, case .string(let text) = command.value,
            let name = text.split(whereSeparator: \.isWhitespace).first, !name.contains("\\"), !name.contains("'"),
            !name.contains("\"")
        else { return nil }
        return NamedFile(name: String(name), kind: .files, place: command.place)
    }
}

private struct NamedFile {
    let name: String
    let kind: ResourceKind
    let place: SourceSpan?
}

extension ArgumentSpec {
    /// The folder in which the file is looked for that the argument names; `nil` if it names none.
    fileprivate var controllerKind: ResourceKind? {
        switch typeName {
        case LocalFile.typeName: .files
        case RenderedTemplate.typeName: .templates
        default: nil
        }
    }
}

extension Task {
    /// Whether the task may make a file on the controller, for those behind it.
    var mayWriteHere: Bool {
        let connection = setting(.connection)?.value.text
        return setting(.delegateTo) != nil || connection != nil && connection != "ssh" || action.shortName == "fetch"
    }
}
