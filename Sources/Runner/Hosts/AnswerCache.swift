package import Connection
package import ModuleKit

/// The answers a host has given, for as long as they are true.
///
/// An answer is true until something changes on the host, or elsewhere if that may reach the host, and never longer
/// than ``lifetime``: hosts wait for each other in `linear`.
package struct AnswerCache: Sendable {
    /// Seconds.
    package static let lifetime = 30.0

    private struct Entry: Sendable {
        let answer: Answer
        let change: ChangeCount
        let time: Double
    }

    /// The same question may have another answer for another user.
    private struct Key: Hashable, Sendable {
        let user: String?
        let query: Query
    }

    private var entries: [Key: Entry] = [:]

    package init() {}

    /// Keeps answers that were asked for when the clock stood at `change`.
    package mutating func keep(
        _ answers: [Answer], to queries: [Query], as user: Become?, change: ChangeCount, time: Double
    ) {
        forgetStale(change: change, time: time)
        for (query, answer) in zip(queries, answers) where !answer.isSilence {
            entries[Key(user: user?.user, query: query)] = Entry(answer: answer, change: change, time: time)
        }
    }

    /// The answers still true to those of the queries that have one.
    package func answers(to queries: [Query], as user: Become?, change: ChangeCount, time: Double) -> Answers {
        var known = Answers()
        for query in queries {
            guard let entry = entries[Key(user: user?.user, query: query)], entry.change == change,
                time - entry.time < Self.lifetime
            else { continue }
            known[query] = entry.answer
        }
        return known
    }

    /// All answers still true for a user.
    package func answers(as user: Become?, change: ChangeCount, time: Double) -> Answers {
        var known = Answers()
        for (key, entry) in entries
        where key.user == user?.user && entry.change == change && time - entry.time < Self.lifetime {
            known[key.query] = entry.answer
        }
        return known
    }

    package mutating func forgetStale(change: ChangeCount, time: Double) {
        entries = entries.filter { $0.value.change == change && time - $0.value.time < Self.lifetime }
    }

    /// After a lost connection nothing is known.
    package mutating func forget() { entries = [:] }
}
