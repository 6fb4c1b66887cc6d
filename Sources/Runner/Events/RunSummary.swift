/// How a run ended, host by host.
package struct RunSummary: Sendable {
    /// The counts of a host, as in the recap.
    package struct Tally: Sendable, Hashable {
        package var ok = 0
        package var changed = 0
        package var unreachable = 0
        package var failed = 0
        package var skipped = 0
        package var rescued = 0
        package var ignored = 0
        package var unknown = 0
        /// What check mode forecasts; tasks that are done for real (`check_mode: false`) are not in it.
        package var forecast = Forecast()
        /// Failures, and losses of contact, that `meta: clear_host_errors` has forgiven.
        package var forgivenFailures = 0
        package var forgivenLosses = 0
        /// Round trips made to the host.
        package var exchanges = 0
        /// Questions asked of it.
        package var queries = 0

        package init() {}

        var losses: Int { unreachable + unknown }

        /// All that went wrong so far does not count for the exit code.
        mutating func forgive() {
            forgivenFailures = failed
            forgivenLosses = losses
        }
    }

    /// The tasks of a host in a run of check mode, by what they would do.
    package struct Forecast: Sendable, Hashable {
        package var wouldChange = 0
        package var same = 0
        package var unknown = 0
        /// Those of ``unknown`` that are handlers of which it is not known whether they are notified.
        package var doubtedHandlers = 0
        /// Programs that check mode does not run.
        package var leftOut = 0

        package init() {}

        package mutating func count(_ report: TaskReport) {
            switch report.result.outcome {
            case .changed: wouldChange += 1
            case .ok: same += 1
            case .undecided:
                unknown += 1
                doubtedHandlers += report.isDoubtedHandler ? 1 : 0
            case .skipped: leftOut += report.result.isLeftOut ? 1 : 0
            case .failed, .unreachable, .unknown: break
            }
        }
    }

    /// In the order of the inventory.
    package private(set) var hosts: [(name: String, tally: Tally)] = []
    /// The tasks that took round trips, in the order in which they came.
    package private(set) var tasks: [(header: TaskHeader, exchanges: Int)] = []
    /// Where a host stands in ``hosts``.
    private var rows: [String: Int] = [:]
    /// Seconds from start to end.
    package var duration: Double = 0
    package var isCheckMode = false
    package var wasInterrupted = false
    /// What `set_stats` has set; `nil` if nothing did.
    package internal(set) var customStats: CustomStats?
    /// Whether any play had hosts.
    package var foundHosts = false
    /// Whether the selection by tags chose a task, and whether it left one out.
    package var foundTasks = false
    package var leftOutTasks = false
    /// Whether a play could not be begun: a mistake that only showed in the run.
    package var couldNotGoOn = false

    package init() {}

    package mutating func record(_ host: String, _ change: (inout Tally) -> Void) {
        if let row = rows[host] { return change(&hosts[row].tally) }
        var tally = Tally()
        change(&tally)
        rows[host] = hosts.count
        hosts.append((host, tally))
    }

    package mutating func record(exchanges: Int, of task: TaskHeader) {
        guard exchanges > 0 else { return }
        if let row = tasks.lastIndex(where: { $0.header == task }) {
            tasks[row].exchanges += exchanges
        } else {
            tasks.append((task, exchanges))
        }
    }

    /// Ansible's exit codes: 2 if a host failed, 4 if one was unreachable and none failed; 1 if the run could not go on
    /// or found nobody, 130 if interrupted. What was forgiven does not count.
    package var exitCode: Int32 {
        if wasInterrupted { return 130 }
        if hosts.contains(where: { $0.tally.failed > $0.tally.forgivenFailures }) { return 2 }
        if hosts.contains(where: { $0.tally.losses > $0.tally.forgivenLosses }) { return 4 }
        return couldNotGoOn ? 1 : 0
    }
}
