/// How many turns ahead a host is asked about.
///
/// The first exchange asks for all that can be foreseen. Behind a change most answers would soon be stale, and to ask
/// for all that remains at every step would cost the square of the turns; so the window begins again small, doubles
/// while its answers last until they are used, and shrinks when changes elsewhere made them stale.
struct LookAheadWindow: Sendable {
    static let largest = 1000
    static let afterChange = 8

    private var size = Self.largest
    /// The changes counted at the last exchange; `nil` before the first.
    private var lastChange: ChangeCount?

    /// For an exchange that only asks.
    mutating func turns(at change: ChangeCount) -> Int {
        if let lastChange {
            size = lastChange == change ? min(Self.largest, size * 2) : max(1, min(size, Self.afterChange) / 2)
        }
        lastChange = change
        return size
    }

    /// For an exchange that takes steps.
    mutating func turnsAfterChange(at change: ChangeCount) -> Int {
        size = Self.afterChange
        lastChange = change
        return size
    }
}
