import Synchronization

/// `--step`: asks before each task whether it shall be done, until the answer is to go on.
final class StepGate: Sendable {
    private let isAsking: Atomic<Bool>
    private let prompt: (@Sendable (_ question: String, _ echo: Bool) async -> String)?

    init(asks: Bool, prompt: (@Sendable (_ question: String, _ echo: Bool) async -> String)?) {
        isAsking = Atomic(asks)
        self.prompt = prompt
    }

    /// Anything but yes and continue leaves the task out.
    func lets(_ task: TaskHeader) async -> Bool {
        guard isAsking.load(ordering: .relaxed) else { return true }
        let question = "Perform task: TASK: \(task.title) (N)o/(y)es/(c)ontinue"
        let answer = await prompt?(question, true).lowercased() ?? ""
        if ["c", "continue"].contains(answer) {
            isAsking.store(false, ordering: .relaxed)
            return true
        }
        return ["y", "yes"].contains(answer)
    }
}
