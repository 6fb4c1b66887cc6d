import ModuleKit
import Values

/// Whether every notification of a play will find a handler.
extension PlaybookReading {
    /// Notifications that are templates are left for the run; so are all, if handlers may come that are not known yet.
    mutating func checkNotifications(of play: Play) {
        let handlers = play.handlers
        let tasks = play.allTasks + handlers.all.map(\.task)
        guard !tasks.contains(where: \.mayBringHandlers), !handlers.all.contains(where: \.hasOpenName) else { return }
        for task in tasks {
            for notification in task.notify { check(notification, of: task, handlers) }
        }
    }

    /// Only a change notifies, so what is missing is never certain to be missed.
    private mutating func check(_ notification: KeywordValue, of task: Task, _ handlers: HandlerIndex) {
        guard !notification.value.isDynamic, let name = notification.value.text else { return }
        guard handlers.notified(by: name).isEmpty else { return }
        let names = handlers.all.flatMap { ($0.name?.plainNames ?? []) + $0.listen.flatMap(\.plainNames) }
        let near = Suggestion.nearest(to: name, among: names)
        let span = handlers.all.first { $0.task.name?.value.text == near }?.task.name?.span
        let problem = Diagnostic(
            "handler", "unknown handler", detail: "There is no handler named `\(name)`, and none listens to it.",
            at: notification.span,
            notes: near.flatMap { name in span.map { [.init("`\(name)` is defined here", at: $0)] } } ?? [],
            help: near.map { "did you mean `\($0)`?" })
        latentMistakes.append(LatentMistake(problem: problem, tasks: [task], isCertain: false))
    }
}

extension Task {
    /// Whether handlers may come with what this task includes in the run.
    fileprivate var mayBringHandlers: Bool {
        action.traits.contains(.includesRole) || keywords[.listen] != nil && isDynamicInclude
    }
}

extension Handler {
    fileprivate var hasOpenName: Bool {
        task.name?.value.isDynamic ?? false || listen.contains { $0.value.isDynamic } || task.isDynamicInclude
    }
}
