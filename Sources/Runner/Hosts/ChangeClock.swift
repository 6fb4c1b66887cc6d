import Synchronization

/// Counts changes that any host of the run may see, so that every answer tells whether one came after it.
package final class ChangeClock: Sendable {
    private let count = Atomic<Int>(0)
    /// Jobs that may be running, and when they are over at the latest.
    private let jobs = Mutex<[String: ContinuousClock.Instant]>([:])
    private let hasJobs = Atomic<Bool>(false)

    package init() {}

    /// While a job runs, any moment may bring a change.
    package var now: Int {
        if hasJobs.load(ordering: .acquiring) { forgetOld() }
        return count.load(ordering: .acquiring)
    }

    /// Steps are about to be taken: no answer known so far may be used again.
    package func tick() { count.wrappingAdd(1, ordering: .acquiringAndReleasing) }

    /// A job is about to be started: until its end is heard of, or its time is over, no answer may be used again.
    package func begins(_ job: String, until end: ContinuousClock.Instant) {
        jobs.withLock { $0[job] = end }
        hasJobs.store(true, ordering: .releasing)
        tick()
    }

    package func ends(_ job: String) {
        jobs.withLock { $0[job] = nil }
        tick()
    }

    private func forgetOld() {
        tick()
        let present = ContinuousClock.now
        let isEmpty = jobs.withLock { jobs in
            jobs = jobs.filter { $0.value > present }
            return jobs.isEmpty
        }
        if isEmpty { hasJobs.store(false, ordering: .releasing) }
    }
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
