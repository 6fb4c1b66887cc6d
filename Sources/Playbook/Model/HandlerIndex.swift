import Values

/// The handlers of a play, found by name or topic.
package struct HandlerIndex: Sendable {
    package private(set) var all: [Handler]

    package init(_ all: [Handler] = []) { self.all = all }

    /// Adds handlers of a role that was included in the run.
    package mutating func add(_ handlers: [Handler]) { all.append(contentsOf: handlers) }

    /// The handlers that a notification reaches, in the order in which they run: the last one of that name, and all
    /// that listen to it, of those with the same name only the last.
    ///
    /// - Parameter rendered: The handler's name rendered, for names that are templates; `nil` where it cannot be.
    package func notified(
        by notification: String, rendered: (Handler) -> String? = { $0.task.name?.value.text }
    ) -> [Handler] {
        var reached: Set<TaskID> = []
        if let named = all.last(where: { $0.isCalled(notification, name: rendered($0)) }) {
            reached.insert(named.task.id)
        }
        var names: Set<String> = []
        for handler in all.reversed() where handler.listens(to: notification) {
            if let name = rendered(handler), !names.insert(name).inserted { continue }
            reached.insert(handler.task.id)
        }
        return all.filter { reached.contains($0.task.id) }
    }
}

extension Handler {
    fileprivate func isCalled(_ notification: String, name: String?) -> Bool {
        guard let name else { return false }
        return name == notification || withRole(name) == notification
    }

    fileprivate func listens(to notification: String) -> Bool {
        topics.contains { $0 == notification || withRole($0) == notification }
    }

    /// `role : name`, by which handlers of roles can be told apart.
    private func withRole(_ name: String) -> String? { task.role.map { "\($0.name) : \(name)" } }
}
