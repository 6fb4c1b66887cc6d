import ModuleKit

/// Steps that share a frame: mostly one, several small files together.
struct StepGroup: Sendable {
    let frame: Frame
    let count: Int
    /// - Returns: What became of each step.
    let read: @Sendable (FrameReply) -> [StepOutcome]

    init(_ frame: Frame, count: Int, read: @escaping @Sendable (FrameReply) -> [StepOutcome]) {
        var step = frame
        step.isStep = true
        self.frame = step
        self.count = count
        self.read = read
    }

    init(_ step: RenderedStep) {
        frame = step.frame
        count = 1
        read = { [step.read($0)] }
    }

    static func groups(for steps: [Step]) -> [StepGroup] {
        var groups: [StepGroup] = []
        var rest = steps[...]
        while let step = rest.first {
            let writes = WritesTogether(startOf: rest)
            groups.append(writes?.group ?? StepGroup(StepRendering.rendered(step)))
            rest = rest.dropFirst(writes?.count ?? 1)
        }
        return groups
    }
}
