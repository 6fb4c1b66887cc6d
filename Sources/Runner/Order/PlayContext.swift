import Playbook
import Synchronization
import Values

/// One play in a run, with what its tasks share.
final class PlayContext: Sendable {
    let run: RunContext
    let play: Play
    let plan: PlayPlan
    let handlers: PlayHandlers
    /// All hosts of the play, in its order.
    let hosts: [PlayHost]
    let batch: [PlayHost]
    private let prompts: Mapping
    /// Public uses of `include_role` so far.
    private let includedRoles = Mutex<[RoleUse]>([])

    init(run: RunContext, play: Play, plan: PlayPlan, hosts: [PlayHost], batch: [PlayHost], prompts: Mapping) {
        self.run = run
        self.play = play
        self.plan = plan
        self.hosts = hosts
        self.batch = batch
        self.prompts = prompts
        handlers = PlayHandlers(play.handlers)
    }

    func add(_ role: RoleUse) { includedRoles.withLock { $0.append(role) } }

    /// What the play gives to the variables of one host's tasks, as things stand.
    func variables(for host: PlayHost) -> PlayVariables {
        var names = PlayHosts()
        names.all = hosts.map(\.name)
        names.active = hosts.filter { $0.status != .failed && $0.status != .unreachable }.map(\.name)
        names.batch = batch.filter { $0.status != .failed && $0.status != .unreachable }.map(\.name)
        return PlayVariables(
            play, name: plan.name, hosts: names, prompts: prompts, files: host.variableFiles,
            included: includedRoles.withLock(\.self))
    }

    /// The variables of one task, or of the play itself, on one host.
    func scope(_ host: PlayHost, _ task: Task?, local: Mapping = [:]) -> TaskScope {
        TaskScope(
            run: run.variables, play: variables(for: host), host: run.hosts.variables(of: host.name), task: task,
            hosts: run.hosts, local: local)
    }
}
