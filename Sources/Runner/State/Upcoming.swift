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

    static func all(of play: Play) -> Upcoming { Upcoming(Array(play.sections.joined())[...], around: nil) }

    /// The next tasks in the order in which the host would do them if none failed, at most `count`.
    func next(_ count: Int, on host: PlayHost) -> [Task] {
        var list = UpcomingTasks(host: host, limit: count)
        var current: Upcoming? = self
        while let here = current, !list.isFull {
            list.add(here.items)
            current = here.around
        }
        return list.tasks
    }
}

/// Tasks of a list as one host would do them: without rescue sections, which are the exception, and without roles
/// that it was done with before.
private struct UpcomingTasks {
    let host: PlayHost
    let limit: Int
    private(set) var tasks: [Task] = []
    private var roles: Set<RoleIdentity> = []

    init(host: PlayHost, limit: Int) {
        self.host = host
        self.limit = limit
    }

    var isFull: Bool { tasks.count >= limit }

    mutating func add(_ items: some Sequence<TaskItem>) {
        for item in items where !isFull {
            switch item {
            case .task(let task): if !host.hasEnded(task.role) { tasks.append(task) }
            case .block(let block): add(block.items + block.always)
            case .role(let role): add(role)
            }
        }
    }

    private mutating func add(_ role: RoleBlock) {
        for dependency in role.dependencies { add(dependency) }
        guard !host.hasCompleted(role.use), role.use.allowsDuplicates || !roles.contains(role.use.identity) else {
            return
        }
        add(role.items)
        roles.insert(role.use.identity)
    }
}
