import Jinja
import Values

/// The variables known while playbooks are read, for the names of imported files and roles.
struct LoadingScope: VariableScope {
    private let stack: VariableStack
    private let magic: Mapping

    init(_ play: PlayReading, extra: Mapping, task: Task?) {
        var stack = VariableStack(mergesMappings: false)
        for use in play.roleUses where use.isPublic { use.defaultLayers.forEach { stack.push($0) } }
        for use in task?.enclosure.roles.reversed() ?? [] { stack.push(use.layers.defaults) }
        stack.push(.playVariables, "vars of the play", play.variables)
        stack.push(.variableFiles, "vars_files", play.fileVariables)
        for use in play.roleUses where use.isPublic { use.exportedLayers.forEach { stack.push($0) } }
        if let task { Self.push(task, on: &stack) }
        stack.push(.extraVariables, "extra vars", extra)
        self.stack = stack
        magic = Self.magic(play, task)
    }

    private static func push(_ task: Task, on stack: inout VariableStack) {
        for use in task.enclosure.roles.reversed() {
            stack.push(use.layers.variables)
            stack.push(use.layers.entry)
            stack.push(use.layers.parameters)
        }
        for enclosure in task.enclosure.chain.reversed() {
            stack.push(.blockVariables, "vars of the block", enclosure.keywords.variables)
            stack.push(.includeParameters, "vars of the include", enclosure.parameters)
        }
        stack.push(.taskVariables, "vars of the task", task.keywords.variables)
    }

    private static func magic(_ play: PlayReading, _ task: Task?) -> Mapping {
        var magic: Mapping = ["playbook_dir": .string(play.directory)]
        if let role = task?.role {
            magic["role_path"] = .string(role.role.path)
            magic["role_name"] = .string(role.name)
            magic["ansible_role_name"] = .string(role.name)
        }
        return magic
    }

    func lookUp(_ name: String) -> Variable? { (magic[name] ?? stack.lookUp(name)).map { .value($0) } }

    var names: [String] { stack.names + magic.keys.compactMap(\.text) }
}
