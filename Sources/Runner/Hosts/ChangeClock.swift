import Synchronization

/// Counts changes that any host of the run may see, so that every answer tells whether one came after it.
package final class ChangeClock: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var now: Int { count.load(ordering: .acquiring) }

    /// Steps are about to be taken: no answer known so far may be used again.
    package func tick() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}

/// How many changes a host has seen: its own, and those of other hosts that may reach it.
package struct ChangeCount: Hashable, Sendable {
    package var own: Int
    package var ofAll: Int

    package init(own: Int = 0, ofAll: Int = 0) {
        self.own = own
        self.ofAll = ofAll
    }
}
