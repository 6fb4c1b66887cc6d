import Synchronization

/// Holds tasks back until the one named by `--start-at-task` has come; open from the start without that option.
final class StartGate: Sendable {
    private let name: String?
    private let hasOpened: Atomic<Bool>

    init(_ name: String?) {
        self.name = name
        hasOpened = Atomic(name == nil)
    }

    var isOpen: Bool { hasOpened.load(ordering: .acquiring) }

    /// Whether a task may be done; the one that is named opens the gate.
    func lets(_ task: TaskHeader) -> Bool {
        if isOpen { return true }
        guard task.name == name || task.title == name else { return false }
        hasOpened.store(true, ordering: .releasing)
        return true
    }
}
