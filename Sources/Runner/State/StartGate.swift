import Inventory
import Synchronization
import Values

/// Holds tasks back until the one named by `--start-at-task` has come, which may be a pattern of the shell's kind; open
/// from the start without that option.
final class StartGate: Sendable {
    private let name: FileNamePattern?
    private let hasOpened: Atomic<Bool>
    /// What the tasks are called that came before it.
    private let passed = Mutex<Set<String>>([])

    init(_ name: String?) {
        self.name = name.map(FileNamePattern.init)
        hasOpened = Atomic(name == nil)
    }

    var isOpen: Bool { hasOpened.load(ordering: .acquiring) }

    /// Whether a task may be done; the one that is named opens the gate.
    func lets(_ task: TaskHeader) -> Bool {
        if isOpen { return true }
        guard let name, name.matches(task.name) || name.matches(task.title) else {
            passed.withLock { $0.formUnion([task.name, task.title]) }
            return false
        }
        hasOpened.store(true, ordering: .releasing)
        return true
    }

    /// The task that a person may have meant by a name that none has, as a question.
    func question(for name: String) -> String? {
        passed.withLock { Suggestion.question(for: name, among: $0) }
    }
}
