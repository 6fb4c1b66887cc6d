import Synchronization
package import Values

/// The person behind a run, as connections know them: they are told what is not honoured, and asked for passphrases.
package final class ConnectionDialogue: Sendable {
    private let tell: @Sendable (String) -> Void
    private let answer: @Sendable (String) -> Secret?
    private let told = Mutex<Set<String>>([])

    /// - Parameters:
    ///   - tell: Shows a sentence, or less, as a warning.
    ///   - answer: Asks for a secret; `nil` where there is nobody to ask. May block; is asked for one at a time.
    package init(
        tell: @escaping @Sendable (String) -> Void = { _ in },
        answer: @escaping @Sendable (String) -> Secret? = { _ in nil }
    ) {
        self.tell = tell
        self.answer = answer
    }

    /// Tells it once, however many hosts it is said of.
    func warn(_ notices: [String]) {
        for notice in notices where told.withLock({ $0.insert(notice).inserted }) { tell(notice) }
    }

    func ask(_ question: String) -> Secret? { answer(question) }
}
