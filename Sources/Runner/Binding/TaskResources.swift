import Controller
import Jinja
import ModuleKit
import Playbook
import Values

/// Lends the controller's files and templates to the arguments of one task on one host.
struct TaskResources: ArgumentResources, ControllerFiles {
    let task: Task
    let play: PlayContext
    let reached: PlayHost
    let templar: Templar
    let search: ResourceSearch

    var secrets: SecretRegistry { play.run.secrets }
    var hostName: String { reached.name }

    var circumstances: TaskCircumstances {
        get throws(ModuleFailure) {
            do {
                var circumstances = TaskCircumstances()
                let settings = play.run.settings
                circumstances.isCheckMode = try templar.flag(.checkMode, of: task) ?? settings.checkMode
                circumstances.showsDiff = try templar.flag(.diff, of: task) ?? settings.diff
                circumstances.isHidden = try templar.flag(.noLog, of: task) ?? settings.hidesResults
                circumstances.verbosity = settings.verbosity
                circumstances.interpreters = try interpreters
                return circumstances
            } catch {
                throw ModuleFailure(error)
            }
        }
    }

    /// Those of the host that does the task.
    private var interpreters: [String: String] {
        get throws(TemplateError) {
            var templar = templar
            if let delegate = try templar.text(.delegateTo, of: task), delegate != reached.name {
                templar.context.scope = play.scope(reached, task, delegate: delegate, local: [:])
            }
            var interpreters: [String: String] = [:]
            for name in templar.context.scope.names {
                guard let program = name.wholeMatch(of: /ansible_([a-z0-9_]+)_interpreter/)?.1 else { continue }
                interpreters[String(program)] = try templar.lookUp(name)?.text
            }
            return interpreters
        }
    }

    func controllerItem(_ name: String, kind: ResourceKind) throws(ModuleFailure) -> ControllerItem {
        try controllerItem(name, kind: kind, reading: ControllerReading())
    }

    func controllerItem(_ name: String, kind: ResourceKind, reading: ControllerReading) throws(ModuleFailure)
        -> ControllerItem
    {
        try play.run.files.item(at: try find(name, kind), reading: reading)
    }

    func renderTemplate(_ name: String, for destination: String, style: TemplateOptions) throws(ModuleFailure)
        -> RenderedText
    {
        let path = try find(name, .templates)
        let (template, mode) = try play.run.files.text(at: path)
        var templar = templar
        templar.context.scope = TemplateScope(
            over: templar.context.scope, name: name, path: path, destination: destination,
            settings: templar.context.settings)
        do {
            return RenderedText(text: try templar.render(template, options: style), path: path, mode: mode)
        } catch {
            throw ModuleFailure(error)
        }
    }

    func controllerState(_ path: String) throws(ModuleFailure) -> ControllerState {
        play.run.files.state(at: ControllerPath.join(play.play.directory, path))
    }

    func path(of name: String) throws(ModuleFailure) -> String { try find(name, .files) }

    func path(inPlay path: String) -> String { ControllerPath.join(play.play.directory, path) }

    func variables(in name: String) throws(ModuleFailure) -> (variables: Mapping, path: String) {
        let path = try find(name, .vars)
        return (try play.run.files.variables(at: path), path)
    }

    func variables(below directory: String, matching: (_ path: String, _ depth: Int) -> Bool) throws(ModuleFailure)
        -> [(variables: Mapping, path: String)]
    {
        let root = task.variablesDirectory(directory)
        guard ControllerPath.isDirectory(root) else {
            let message = "\(root) is not a directory"
            guard !play.run.files.hasGaps else { throw .notKnownYet(because: message) }
            throw ModuleFailure(message)
        }
        var found: [(variables: Mapping, path: String)] = []
        for entry in ControllerTree(root).files where matching(entry.path, entry.depth) {
            found.append((try play.run.files.variables(at: entry.path), entry.path))
        }
        return found
    }

    private func find(_ name: String, _ kind: ResourceKind) throws(ModuleFailure) -> String {
        do {
            return try search.find(name, kind, at: task.span)
        } catch {
            let message = error.detail ?? error.summary
            guard !play.run.files.hasGaps else { throw .notKnownYet(because: message) }
            throw ModuleFailure("\(message)\n\(error.notes.map(\.text).joined(separator: "\n"))")
        }
    }
}
