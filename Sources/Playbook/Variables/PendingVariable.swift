import Synchronization

/// A variable that something still to come sets. What depends on it is not known before the run.
package final class PendingVariable: Sendable {
    package let name: String
    private let read = Mutex(false)

    package init(_ name: String) { self.name = name }

    package var wasRead: Bool { read.withLock { $0 } }

    func noteReading() { read.withLock { $0 = true } }
}
