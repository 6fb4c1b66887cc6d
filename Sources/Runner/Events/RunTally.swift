import Playbook
import Synchronization
import Values

/// Counts results as they come; every host of the run has its place from the start.
package final class RunTally: Sendable {
    private let summary = Mutex(RunSummary())

    package init() {}

    package func record(_ host: String, _ change: (inout RunSummary.Tally) -> Void) {
        summary.withLock { $0.record(host, change) }
    }

    /// Counts one result; a loop counts once.
    package func count(_ report: TaskReport) {
        summary.withLock { $0.record(exchanges: report.exchanges, of: report.header) }
        record(report.host) { tally in
            if report.isForecast { tally.forecast.count(report) }
            switch report.result.outcome {
            case .ok: tally.ok += 1
            case .changed:
                tally.ok += 1
                tally.changed += 1
            case .skipped: tally.skipped += 1
            case .failed where report.isIgnored:
                tally.ok += 1
                tally.ignored += 1
                if report.result.changed == true { tally.changed += 1 }
            case .failed: tally.failed += 1
            case .unreachable where report.isIgnored:
                tally.ok += 1
                tally.ignored += 1
            case .unreachable: tally.unreachable += 1
            case .unknown: tally.unknown += 1
            case .undecided: break
            }
        }
    }

    func set(_ stats: StatsToSet, by host: String) {
        summary.withLock { $0.customStats = ($0.customStats ?? CustomStats()).setting(stats, by: host) }
    }

    package func findHosts() { summary.withLock { $0.foundHosts = true } }

    /// Notes what the selection by tags says of a task.
    func look(at tags: Set<String>, in selection: TagSelection) {
        let (isChosen, isIncluded) = (selection.chooses(tags), selection.includes(tags))
        summary.withLock { summary in
            if isChosen { summary.foundTasks = true }
            if !isIncluded { summary.leftOutTasks = true }
        }
    }

    /// The run cannot go on for a reason that is no host's.
    package func fail() { summary.withLock { $0.couldNotGoOn = true } }

    package var current: RunSummary { summary.withLock { $0 } }
}
