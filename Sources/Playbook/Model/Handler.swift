import Values

/// A task that is done when it was notified, once, at the end of its section or at `meta: flush_handlers`.
package struct Handler: Sendable {
    package let task: Task
    /// Topics it listens to besides its name.
    package let listen: [KeywordValue]

    package init(_ task: Task, listen: [KeywordValue] = []) {
        self.task = task
        self.listen = listen
    }

    /// The name as written; with the role's before it (`role : name`) it can be notified as well.
    package var name: KeywordValue? { task.name }
}
