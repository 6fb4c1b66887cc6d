import Values

/// The handlers of a play, found by name or topic.
package struct HandlerIndex: Sendable {
    package private(set) var all: [Handler]

    package init(_ all: [Handler] = []) { self.all = all }

    /// Adds handlers of a role that was included in the run.
    package mutating func add(_ handlers: [Handler]) { all.append(contentsOf: handlers) }

    /// The handlers that a notification reaches: the last one of that name, and all that listen to it.
    ///
    /// - Parameter rendered: The handler's name rendered, for names that are templates; `nil` where it cannot be.
    package func notified(
        by notification: String, rendered: (Handler) -> String? = { $0.task.name?.value.text }
    ) -> [Handler] {
        let named = all.last { $0.answers(to: notification, name: rendered($0)) }
        return all.filter { $0.task.id == named?.task.id || $0.topics.contains(notification) }
    }
}

extension Handler {
    fileprivate func answers(to notification: String, name: String?) -> Bool {
        guard let name else { return false }
        return name == notification || task.role.map { "\($0.name) : \(name)" == notification } ?? false
    }
}
