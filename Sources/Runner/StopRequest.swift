import Synchronization

/// Asks a run to begin no more work: tasks under way end, then comes the recap.
package final class StopRequest: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    package var isRequested: Bool { flag.load(ordering: .acquiring) }
    package func request() { flag.store(true, ordering: .releasing) }
}
