import Synchronization

/// Counts the changes of a run, so that every answer tells whether a change came after it.
///
/// One clock for all hosts: a host may see another's change, through a shared file system or a service.
package final class ChangeClock: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package var now: Int { count.load(ordering: .acquiring) }

    /// Steps are about to be taken: no answer known so far may be used again.
    package func tick() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
