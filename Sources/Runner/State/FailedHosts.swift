import Synchronization

/// The hosts of a run that failed or were lost and take no part in later plays.
final class FailedHosts: Sendable {
    private let names = Mutex<Set<String>>([])

    func contains(_ name: String) -> Bool { names.withLock { $0.contains(name) } }
    func add(_ hosts: [String]) { names.withLock { $0.formUnion(hosts) } }

    /// `meta: clear_host_errors`.
    func forgive(_ hosts: [String]) { names.withLock { $0.subtract(hosts) } }
}
