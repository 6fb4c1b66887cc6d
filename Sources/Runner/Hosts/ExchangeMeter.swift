import Synchronization

/// Counts the round trips that a piece of work causes, to whichever hosts.
final class ExchangeMeter: Sendable {
    @TaskLocal private static var current: ExchangeMeter?

    private let count = Atomic(0)

    /// Does the work, and tells how many round trips it took.
    static func measuring<Result>(_ work: () async -> Result) async -> (result: Result, exchanges: Int) {
        let meter = ExchangeMeter()
        let result = await $current.withValue(meter) { await work() }
        return (result, meter.count.load(ordering: .relaxed))
    }

    /// There was one more.
    static func note() { current?.count.add(1, ordering: .relaxed) }
}
