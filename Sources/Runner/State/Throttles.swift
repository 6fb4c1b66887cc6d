import Playbook

/// Lets only so many hosts do a task at once where each goes its own way, as under `free`.
actor Throttles {
    private var busy: [TaskID: Int] = [:]
    private var waiting: [TaskID: [CheckedContinuation<Void, Never>]] = [:]

    func perform<Result: Sendable>(
        _ task: TaskID, atMost limit: Int, _ body: @Sendable () async -> Result
    ) async -> Result {
        await enter(task, limit)
        defer { leave(task) }
        return await body()
    }

    private func enter(_ task: TaskID, _ limit: Int) async {
        guard busy[task, default: 0] >= limit else {
            busy[task, default: 0] += 1
            return
        }
        await withCheckedContinuation { waiting[task, default: []].append($0) }
    }

    /// Who waits longest takes the place over.
    private func leave(_ task: TaskID) {
        if waiting[task]?.isEmpty == false {
            waiting[task]?.removeFirst().resume()
        } else {
            busy[task, default: 1] -= 1
        }
    }
}
