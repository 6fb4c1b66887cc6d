import Inventory
import Playbook
import Synchronization
import Values

/// One host in one play: whether it still takes part, and which handlers wait for it.
///
/// A reference, because its tasks, blocks and handlers must all see what became of it.
final class PlayHost: Sendable {
    enum Status: Sendable, Hashable {
        case active
        /// A task failed and no rescue has taken it up.
        case failed
        case unreachable
        /// Left the play without failure: `meta: end_host`, `end_play`.
        case ended
    }

    struct State: Sendable {
        var status = Status.active
        /// What tasks have notified since handlers were last flushed: only then it is settled which handlers are meant, for
        /// an include may bring later ones of the same name.
        var notifications: Set<String> = []
        /// Notified handlers, by the identity of their tasks.
        var notified: Set<TaskID> = []
        /// In a check: handlers of which it is not known whether they will be notified.
        var perhapsNotified: Set<TaskID> = []
        /// In a check: why it is not known whether the present tasks are done at all.
        var doubt: String?
        /// Roles of which a task was done and not skipped, and those that came to their end after that.
        var begunRoles: Set<RoleIdentity> = []
        var completedRoles: Set<RoleIdentity> = []
        /// The failure that no rescue has taken up yet. A host that fails because another one did has none.
        var failure: TaskFailure?
        /// `meta: clear_host_errors` came: the failure counts for this play only.
        var isForgiven = false
        /// Roles that `meta: end_role` left; their remaining tasks are passed over.
        var endedRoles: Set<ObjectIdentifier> = []
        /// It failed and only takes part in an `always` or in forced handlers: what stands behind is not for it.
        var isLeaving = false
        /// Turns whose steps were taken ahead and whose results are still to be told.
        var takenAhead: [ExecutionKey: SpeculatedExecution] = [:]
        /// What `vars_files` hold for this host.
        var variableFiles: [VariableLayer] = []
    }

    let host: Host
    private let state = Mutex(State())
    /// Ticks when a host's status changes; shared by the hosts of a play.
    private let clock: ChangeClock

    /// - Parameter hasFailed: Whether it failed in an earlier play and so takes no part.
    init(_ host: Host, hasFailed: Bool = false, clock: ChangeClock) {
        self.host = host
        self.clock = clock
        if hasFailed { state.withLock { $0.status = .failed } }
    }

    var name: String { host.name }
    var status: Status { state.withLock(\.status) }
    var isActive: Bool { status == .active }
    /// Whether later plays must do without it.
    var hasFailed: Bool { state.withLock { ($0.status == .failed || $0.status == .unreachable) && !$0.isForgiven } }
    var doubt: String? { state.withLock(\.doubt) }
    var variableFiles: [VariableLayer] { state.withLock(\.variableFiles) }

    /// Whether it was done with the same use of a role before, which is then passed over.
    func hasCompleted(_ use: RoleUse) -> Bool {
        !use.allowsDuplicates && state.withLock { $0.completedRoles.contains(use.identity) }
    }

    /// A role has come to its end. As in Ansible it may be done again if all of it was skipped.
    func complete(_ use: RoleUse) {
        change { if $0.begunRoles.contains(use.identity) { $0.completedRoles.insert(use.identity) } }
    }

    /// Whether `meta: end_role` left the role.
    func hasEnded(_ role: RoleUse?) -> Bool {
        guard let role else { return false }
        return state.withLock { $0.endedRoles.contains(ObjectIdentifier(role)) }
    }

    /// Whether something was done on it that has not been told yet.
    var owesResults: Bool { state.withLock { !$0.takenAhead.isEmpty } }

    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            let before = state.status
            defer { if state.status != before { clock.tick() } }
            return body(&state)
        }
    }
}

extension [PlayHost] {
    var active: [PlayHost] { filter(\.isActive) }
}
