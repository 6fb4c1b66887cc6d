import Playbook

/// What a play does after the present task: the rest of this list, then of the list around it, and so on.
///
/// Shared by all who look ahead and never changed, so keeping a place in it costs nothing.
final class Upcoming: Sendable {
    private let items: ArraySlice<TaskItem>
    private let around: Upcoming?

    init(_ items: ArraySlice<TaskItem>, around: Upcoming?) {
        self.items = items
        self.around = around
    }

    /// The next tasks in the order in which they would be done if none failed, at most `count`.
    func next(_ count: Int) -> [Task] {
        var tasks: [Task] = []
        var place: Upcoming? = self
        while let here = place, tasks.count < count {
            for item in here.items where tasks.count < count { tasks.append(contentsOf: item.likelyTasks) }
            place = here.around
        }
        return tasks
    }
}

extension TaskItem {
    /// Without rescue sections, which are the exception.
    fileprivate var likelyTasks: [Task] {
        switch self {
        case .task(let task): [task]
        case .block(let block): (block.items + block.always).flatMap(\.likelyTasks)
        case .role(let role):
            role.dependencies.flatMap { TaskItem.role($0).likelyTasks } + role.items.flatMap(\.likelyTasks)
        }
    }
}
