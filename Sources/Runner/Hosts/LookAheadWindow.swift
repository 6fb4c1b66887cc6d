/// How many executions ahead a host is asked about.
///
/// The first exchange asks for all that can be forecast. Behind a change most answers would soon be stale, and to ask
/// for all that remains at every step would cost the square of the executions; so the window begins again at twice what
/// went along in the exchange, doubles while its answers last until they are used, shrinks when changes elsewhere made them stale, and closes where so many
/// hosts take each task in turn that answers are too old before they are used.
struct LookAheadWindow: Sendable {
    static let largest = 1000
    /// The fewest behind a change.
    static let afterChange = 8

    private var size = Self.largest
    /// The changes counted at the last exchange; `nil` before the first.
    private var lastChange: ChangeCount?
    /// When the last exchange ended, in seconds.
    private var lastAnswer = Double.infinity

    /// For an exchange that only asks.
    mutating func executions(at change: ChangeCount, _ time: Double) -> Int {
        if isLate(time) {
            size = 0
        } else if let lastChange {
            let grown = min(Self.largest, max(1, size * 2))
            size = lastChange == change ? grown : max(1, min(size, Self.afterChange) / 2)
        }
        lastChange = change
        return size
    }

    /// For an exchange that takes steps.
    ///
    /// - Parameter count: The executions whose steps these are, and those that will be skipped between them.
    mutating func executionsAfterChange(of count: Int, at change: ChangeCount, _ time: Double) -> Int {
        size = isLate(time) ? 0 : min(Self.largest, max(Self.afterChange, 2 * count))
        lastChange = change
        return size
    }

    /// An exchange has ended.
    mutating func answered(at time: Double) { lastAnswer = time }

    private func isLate(_ time: Double) -> Bool { time - lastAnswer >= AnswerCache.lifetime }
}
