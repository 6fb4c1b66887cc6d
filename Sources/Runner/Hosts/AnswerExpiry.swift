import Synchronization

/// Tells whose answers have come of age, so that memory holds those of the last ``AnswerCache/lifetime`` and not those
/// of every host of the run.
final class AnswerExpiry: Sendable {
    fileprivate struct Keeping: Sendable {
        let link: HostLink
        let time: Double
    }

    fileprivate struct State {
        /// By time, the oldest first; those before ``next`` were told.
        var all: [Keeping] = []
        var next = 0
    }

    private let state = Mutex(State())

    /// A host's answers were kept.
    ///
    /// - Returns: The hosts that have answers which are too old.
    func kept(by link: HostLink, at time: Double) -> [HostLink] {
        state.withLock { state in
            state.all.append(Keeping(link: link, time: time))
            let old = state.all[state.next...].prefix { time - $0.time >= AnswerCache.lifetime }.map(\.link)
            state.next += old.count
            defer { if state.next > state.all.count / 2 { state.forgetTold() } }
            return old
        }
    }
}

extension AnswerExpiry.State {
    fileprivate mutating func forgetTold() {
        all.removeFirst(next)
        next = 0
    }
}
