/// What a host would answer if steps had been taken that were not: the forecast of check mode and of `plan`.
///
/// It learns true answers of the unchanged host at any time, and takes steps; an answer it gives is the true one
/// with all steps taken so far applied to it, or ``Answer/unknown`` where they do not tell. Paths are compared as
/// they are written; a directory reached under two names by links is not seen as one.
package struct HostForecast: Sendable {
    /// True answers, as the host gave them.
    private var learned: [Query: Answer] = [:]
    private var known: [Query: Answer] = [:]
    private var links = KnownLinks()
    private var effects: [Effect] = []
    private let maker: FileMaker
    /// Whether something was left out of which nobody knows what else it would have done.
    package private(set) var hasGaps = false

    /// - Parameter maker: Who owns files that are made.
    package init(maker: FileMaker = FileMaker()) { self.maker = maker }

    /// The same host in the eyes of another user, whom nothing was asked for yet.
    package init(after other: HostForecast, maker: FileMaker) {
        self.maker = maker
        effects = other.effects
        hasGaps = other.hasGaps
    }

    /// What is known after all steps so far; `nil` if the question was never answered.
    package subscript(query: Query) -> Answer? { known[query] }

    package var isUntouched: Bool { effects.isEmpty }

    /// Whether steps taken so far may have brought something that the answer to this says is not there.
    package func doubts(_ query: Query) -> Bool {
        guard let answer = known[query] else { return false }
        return effects.contains { effect in
            guard case .blind(let footprints) = effect else { return false }
            return footprints.contains { $0.mayBring(answer, to: query) }
        }
    }

    /// Keeps a true answer of the host.
    ///
    /// - Returns: what the answer would be after the steps taken so far.
    @discardableResult
    package mutating func learn(_ answer: Answer, to query: Query) -> Answer {
        learned[query] = answer
        // What was answered about a link's target is understood only once the link itself is known.
        if case .file(let path, _) = query, links.note(answer, at: path) { forecastAgain(path) }
        let current = forecast(answer, query)
        known[query] = current
        return current
    }

    private func forecast(_ answer: Answer, _ query: Query) -> Answer {
        effects.reduce(answer) { $1.applied(to: $0, of: query, links) }
    }

    private mutating func forecastAgain(_ path: RemotePath) {
        for (query, answer) in learned {
            if case .file(path, _) = query { known[query] = forecast(answer, query) }
        }
    }

    /// Takes the steps of a change, with what the change itself says of their effect.
    package mutating func take(_ change: Change) {
        for step in change.steps { take(step, touching: change.touches) }
        for (query, answer) in change.expects {
            effects.append(.told(query, answer))
            known[query] = answer
        }
    }

    /// A task is left out that would touch these, and may do more than it says.
    package mutating func leaveOut(touching footprints: [Footprint]) {
        hasGaps = true
        take(.blind(footprints))
    }

    /// - Parameter footprints: What a step that acts blindly may touch; `nil` for what its kind says.
    package mutating func take(_ step: Step, touching footprints: [Footprint]? = nil) {
        for effect in step.effects(touching: footprints, knowing: ForecastKnowledge(known: known, maker: maker)) {
            take(effect)
        }
    }

    private mutating func take(_ effect: Effect) {
        effects.append(effect)
        for (query, answer) in known { known[query] = effect.applied(to: answer, of: query, links) }
    }

    /// The answers to these queries, as far as they are known.
    package func answers(to queries: [Query]) -> Answers {
        var answers = Answers()
        for query in queries { answers[query] = known[query] }
        return answers
    }
}

/// Where links lead, as far as the host has said.
struct KnownLinks: Sendable {
    private var targets: [RemotePath: RemotePath] = [:]

    /// - Returns: whether this was new.
    mutating func note(_ answer: Answer, at path: RemotePath) -> Bool {
        guard case .file(let file?) = answer, file.kind == .symbolicLink, let target = file.resolvedPath,
            targets[path] != target
        else { return false }
        targets[path] = target
        return true
    }

    subscript(path: RemotePath) -> RemotePath? { targets[path] }
}

/// Who makes files on a host: the user as whom tasks run.
package struct FileMaker: Sendable, Hashable {
    package var userID: Int
    package var groupID: Int
    package var user: String?
    package var group: String?
    package var umask: UInt16

    package init(
        userID: Int = 0, groupID: Int = 0, user: String? = "root", group: String? = "root", umask: UInt16 = 0o022
    ) {
        self.userID = userID
        self.groupID = groupID
        self.user = user
        self.group = group
        self.umask = umask
    }
}
