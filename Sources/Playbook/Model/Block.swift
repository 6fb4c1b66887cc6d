package import Values

/// Tasks that are kept together, with what is done when one of them fails, and what is done in any case.
package struct Block: Sendable {
    package let items: [TaskItem]
    package let rescue: [TaskItem]
    package let always: [TaskItem]
    /// The enclosure that the block's own tasks share.
    package let enclosure: TaskParent
    package let span: SourceSpan

    package init(
        items: [TaskItem], rescue: [TaskItem], always: [TaskItem], enclosure: TaskParent, at span: SourceSpan
    ) {
        self.items = items
        self.rescue = rescue
        self.always = always
        self.enclosure = enclosure
        self.span = span
    }

    package var name: KeywordValue? { enclosure.keywords[.name] }
}

/// An entry of a list of tasks. Static imports are already replaced by what they import.
package indirect enum TaskItem: Sendable {
    case task(Task)
    case block(Block)
    case role(RoleBlock)

    /// All tasks in here in the order of the file: rescue and always behind the block, dependencies before a role.
    package var tasks: [Task] {
        switch self {
        case .task(let task): [task]
        case .block(let block): (block.items + block.rescue + block.always).flatMap(\.tasks)
        case .role(let role): role.dependencies.flatMap { TaskItem.role($0).tasks } + role.items.flatMap(\.tasks)
        }
    }
}
