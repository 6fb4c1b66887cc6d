package import ModuleKit

/// One exchange as frames: those of the steps first, then those of the queries.
struct FrameLayout: Sendable {
    private let steps: [StepGroup]
    private let groups: [QueryGroup]
    private let queryCount: Int

    init(_ steps: [Step], then queries: [Query]) {
        self.steps = StepGroup.groups(for: steps)
        groups = QueryRendering.groups(for: queries)
        queryCount = queries.count
    }

    var frames: [Frame] { steps.map(\.frame) + groups.flatMap(\.frames) }

    func outcomes(_ run: ShellSession.Run) -> [StepOutcome] {
        var isCut = false
        return steps.enumerated().flatMap { index, group in
            guard let reply = run.replies[index] else {
                defer { isCut = true }
                return [StepOutcome](repeating: isCut ? .notTaken : run.cutOutcome, count: group.count)
            }
            guard reply.status != nil else { return [StepOutcome](repeating: .notTaken, count: group.count) }
            return group.read(reply).map { $0.timed(run.times[index]) }
        }
    }

    /// Answers of the groups whose frames all have replies.
    func answers(_ run: ShellSession.Run) -> [Answer?] {
        var answers = [Answer?](repeating: nil, count: queryCount)
        var position = steps.count
        for group in groups {
            let range = position..<(position + group.frames.count)
            position = range.upperBound
            let replies = run.replies[range].compactMap { $0 }
            if let stuck = zip(group.frames, replies).first(where: { $0.patience != nil && $1.timedOut }) {
                for index in group.indices { answers[index] = .silence(after: stuck.0.patience ?? 0) }
                continue
            }
            guard replies.count == range.count else { continue }
            for (index, answer) in group.read(replies) {
                answers[index] = answer.timed(run.times[range.lowerBound])
            }
        }
        return answers
    }
}

extension ShellSession.Run {
    /// What became of the first steps without a reply.
    fileprivate var cutOutcome: StepOutcome {
        guard case .died(let words) = ending else { return .notTaken }
        let failure = "the shell on the host exited during this step, which may or may not have been done: \(words)"
        return .failed(StepFailure(.connection, failure))
    }
}

extension Answer {
    private static let stuck = "the host hangs on this query: there was no output for"

    fileprivate static func silence(after seconds: Double) -> Answer { .refused(stuck + "\(Int(seconds)) s") }

    /// Whether the host was stuck, be it in this question or in one that was asked together with it.
    package var isSilence: Bool { if case .refused(let reason) = self { reason.hasPrefix(Self.stuck) } else { false } }
}

extension CommandOutput {
    fileprivate func at(_ times: (began: Double, ended: Double)) -> CommandOutput {
        var output = self
        output.started = times.began
        output.ended = times.ended
        return output
    }
}

extension StepOutcome {
    fileprivate func timed(_ times: (began: Double, ended: Double)) -> StepOutcome {
        switch self {
        case .ran(let output): return .ran(output.at(times))
        case .responded(var response):
            response.seconds = times.ended - times.began
            return .responded(response)
        case .downloaded(var download):
            download.response.seconds = times.ended - times.began
            return .downloaded(download)
        default: return self
        }
    }
}

extension Answer {
    fileprivate func timed(_ times: (began: Double, ended: Double)) -> Answer {
        guard case .command(let output) = self else { return self }
        return .command(output.at(times))
    }
}
