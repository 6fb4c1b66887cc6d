import Values

/// The handlers of a play, found by name or topic.
package struct HandlerIndex: Sendable {
    package private(set) var all: [Handler]

    package init(_ all: [Handler] = []) { self.all = all }

    /// Adds handlers of a role that was included in the run.
    package mutating func add(_ handlers: [Handler]) { all.append(contentsOf: handlers) }

    /// The handlers that a notification reaches, in the order in which they run: one of that name, and all that listen to
    /// it, of those with the same name only one. The last list of handlers wins, and in it the first handler.
    ///
    /// - Parameter rendered: A handler's name, or a topic that it listens to, rendered; nothing where it cannot be.
    package func notified(
        by notification: String, rendered: (Handler, KeywordValue) -> [String] = { $1.plainNames }
    ) -> [Handler] {
        var reached: Set<TaskID> = []
        let searched = searched
        if let named = searched.first(where: { $0.isCalled(notification, rendered) }) { reached.insert(named.task.id) }
        var names: Set<[String]> = []
        for handler in searched where handler.listens(to: notification, rendered) {
            if let name = handler.name.map({ rendered(handler, $0) }), !names.insert(name).inserted { continue }
            reached.insert(handler.task.id)
        }
        return all.filter { reached.contains($0.task.id) }
    }

    /// The lists of the play and of each role, the last one first, each in its own order.
    private var searched: [Handler] {
        var lists: [[Handler]] = []
        for handler in all {
            if lists.last?.last?.task.enclosure.owner === handler.task.enclosure.owner {
                lists[lists.count - 1].append(handler)
            } else {
                lists.append([handler])
            }
        }
        return lists.reversed().flatMap(\.self)
    }
}

extension TaskParent {
    /// The play or the role whose list of handlers this is part of.
    fileprivate var owner: TaskParent {
        chain.first { enclosure in
            switch enclosure.kind {
            case .play, .role: true
            case .block, .imported, .included: false
            }
        } ?? self
    }
}

extension KeywordValue {
    /// The names that can be told without rendering.
    package var plainNames: [String] { items.compactMap { $0.value.isDynamic ? nil : $0.value.text } }
}

extension Handler {
    fileprivate func isCalled(_ notification: String, _ rendered: (Handler, KeywordValue) -> [String]) -> Bool {
        name.map { rendered(self, $0) }?.contains { answers($0, notification) } ?? false
    }

    fileprivate func listens(to notification: String, _ rendered: (Handler, KeywordValue) -> [String]) -> Bool {
        listen.contains { rendered(self, $0).contains { answers($0, notification) } }
    }

    private func answers(_ name: String, _ notification: String) -> Bool {
        name == notification || withRole(name).contains(notification)
    }

    /// `role : name`, by which handlers of roles can be told apart; of a role of a collection also without that.
    private func withRole(_ name: String) -> [String] {
        guard let role = task.role?.name else { return [] }
        let parts = role.split(separator: ".")
        return ["\(role) : \(name)"] + (parts.count == 3 ? ["\(parts[2]) : \(name)"] : [])
    }
}
