import Synchronization

/// `--step`: asks before each task whether it shall be done, until the answer is to go on.
final class StepGate: Sendable {
    private let isAsking: Atomic<Bool>
    private let tell: @Sendable (_ question: String) -> Void
    private let keys: (@Sendable (KeyWait) async -> KeyWait.End)?

    /// - Parameter keys: Of the person at the terminal; without one, every task is left out.
    init(
        asks: Bool, tell: @escaping @Sendable (String) -> Void, keys: (@Sendable (KeyWait) async -> KeyWait.End)?
    ) {
        isAsking = Atomic(asks)
        self.tell = tell
        self.keys = keys
    }

    /// Anything but yes and continue leaves the task out.
    func lets(_ task: TaskHeader) async -> Bool {
        guard isAsking.load(ordering: .relaxed) else { return true }
        tell("Perform task: TASK: \(task.title) (N)o/(y)es/(c)ontinue: ")
        guard case .typed(let typed)? = await keys?(KeyWait(echoes: true)) else { return false }
        let answer = typed.lowercased()
        if ["c", "continue"].contains(answer) {
            isAsking.store(false, ordering: .relaxed)
            return true
        }
        return ["y", "yes"].contains(answer)
    }
}
