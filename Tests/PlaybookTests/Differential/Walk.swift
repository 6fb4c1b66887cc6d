import ModuleKit
import Playbook
import Values

/// Goes through a play as a run without conditions would, and notes what each `debug` task would say.
struct Walk {
    let loader: PlaybookLoader
    let play: Play
    private(set) var said: [String] = []
    private var included: [RoleUse] = []
    private var notified: Set<String> = []
    private var isInHandlers = false

    /// What all plays of a project's `site.yml` would say.
    static func said(by project: Project) throws -> [String] {
        let loader = project.loader()
        return try loader.load(["site.yml"]).plays.flatMap { play in
            var walk = Walk(loader: loader, play: play)
            for section in play.sections { try walk.take(section) }
            walk.isInHandlers = true
            for handler in play.handlers.all where walk.notified.contains(handler.name?.value.text ?? "") {
                try walk.take(handler.task)
            }
            return walk.said
        }
    }

    private init(loader: PlaybookLoader, play: Play) {
        self.loader = loader
        self.play = play
    }

    private mutating func take(_ items: [TaskItem]) throws {
        for item in items {
            switch item {
            case .task(let task): try take(task)
            case .block(let block): try take(block.items + block.always)
            case .role(let role): try take(role.dependencies.map(TaskItem.role) + role.items)
            }
        }
    }

    private mutating func take(_ task: Task) throws {
        notified.formUnion(task.notify.compactMap(\.value.text))
        switch task.action.name.withoutBuiltinCollection {
        case "debug": said.append("\(task.action["msg"]?.value.text?.prefix { $0 != "=" } ?? "")=\(value(in: task))")
        case "include_tasks":
            let file = task.fileArgument?.value.text ?? ""
            try take(loader.loadTasks(file: file, for: task, in: play, asHandlers: isInHandlers).items)
        case "include_role":
            var request = RoleRequest(task.action["name"]?.value.text ?? "")
            request.files["tasks"] = task.action["tasks_from"]?.value.text
            request.isPublic = task.action["public"]?.value.boolean ?? false
            let inclusion = try loader.loadRole(request, for: task, in: play)
            for case .role(let role) in inclusion.items { included.append(role.use) }
            try take(inclusion.items)
        default: break
        }
    }

    /// The variable `v` as the task sees it.
    private func value(in task: Task) -> String {
        let scope = TaskScope(
            run: RunVariables(), play: PlayVariables(play, name: "", included: included), host: HostVariables("h"),
            task: task, hosts: ToyHosts())
        return scope.stack.lookUp("v")?.text ?? "none"
    }
}
