import Jinja
import Playbook
import Synchronization
import Values

/// One play in a run, with what its tasks share.
final class PlayContext: Sendable {
    let run: RunContext
    let play: Play
    let playSettings: PlaySettings
    let handlers: PlayHandlers
    let throttles = Throttles()
    /// All hosts of the play, in its order.
    let hosts: [PlayHost]
    let batch: [PlayHost]
    let factReferences: PlaybookFactReferences
    private let prompts: Mapping
    /// Ticks when a host of the play fails, ends or goes on.
    private let statusClock: ChangeClock
    private let shared: Mutex<Shared>

    /// What the play gives to all its tasks, put in order once and used until something changes.
    private struct Shared: Sendable {
        /// Public uses of `include_role` so far.
        var included: [RoleUse] = []
        var hosts = PlayHosts()
        /// The status clock when ``hosts`` were counted.
        var counted: Int?
        /// By host; hosts without files of their own share the entry of no name.
        var variables: [String: PlayVariables] = [:]
    }

    init(
        run: RunContext, play: Play, playSettings: PlaySettings, hosts: [PlayHost], batch: [PlayHost], prompts: Mapping,
        factReferences: PlaybookFactReferences, statusClock: ChangeClock
    ) {
        self.run = run
        self.play = play
        self.playSettings = playSettings
        self.hosts = hosts
        self.batch = batch
        self.prompts = prompts
        self.factReferences = factReferences
        self.statusClock = statusClock
        handlers = PlayHandlers(play.handlers)
        shared = Mutex(Shared())
        countHosts()
    }

    func add(_ role: RoleUse) {
        shared.withLock { shared in
            // Of one that the play does not see only the name counts.
            guard role.isPublic || !(play.roleUses + shared.included).contains(where: { $0.name == role.name }) else {
                return
            }
            shared.included.append(role)
            shared.variables = [:]
        }
    }

    /// Counts anew who still takes part: once for each task, as its templates see it.
    func countHosts() {
        let now = statusClock.now
        guard shared.withLock({ $0.counted != now }) else { return }
        let names = PlayHosts(hosts, batch)
        shared.withLock { shared in
            shared.hosts = names
            shared.counted = now
            shared.variables = [:]
        }
    }

    /// The handlers that a notification reaches on a host, as things stand.
    func handlers(notifiedBy name: String, on host: PlayHost) -> [Handler] {
        handlers.notified(by: name) { handler, written in
            guard written.value.isDynamic else { return written.plainNames }
            let search = ResourceSearch(handler.task, in: play)
            return (try? run.templar(scope(host, handler.task), search: search).names(written)) ?? []
        }
    }

    /// What `vars_files` hold for a host.
    func set(_ files: [VariableLayer], for host: PlayHost) {
        host.change { $0.variableFiles = files }
        shared.withLock { $0.variables[host.name] = nil }
    }

    /// What the play gives to the variables of one host's tasks, as things stand.
    private func variables(for host: PlayHost) -> PlayVariables {
        let files = host.variableFiles
        let key = files.isEmpty ? "" : host.name
        return shared.withLock { shared in
            if let known = shared.variables[key] { return known }
            let variables = PlayVariables(
                play, name: playSettings.name, hosts: shared.hosts, prompts: prompts, files: files,
                included: shared.included)
            shared.variables[key] = variables
            return variables
        }
    }

    /// The variables of one task, or of the play itself, on one host.
    func scope(_ host: PlayHost, _ task: Task?, local: Mapping = [:]) -> TaskScope {
        var scope = scope(host, task, of: run.hosts.variables(of: host.name), local: local)
        guard let task else { return scope }
        scope.connection = { [self, plain = scope] name in
            guard Route.variableNames.contains(name) else { return nil }
            let templar = run.templar(plain, search: ResourceSearch(task, in: play))
            let finder = RouteFinder(task: task, host: host, play: self, templar: templar, local: local)
            return try? finder.route().variables[name]
        }
        return scope
    }

    /// The variables of a task as they would be on the host to which it is delegated.
    func scope(_ host: PlayHost, _ task: Task, delegate: String, local: Mapping) -> TaskScope {
        scope(host, task, of: run.hosts.variables(of: delegate) ?? HostVariables(delegate), local: local)
    }

    private func scope(_ host: PlayHost, _ task: Task?, of variables: HostVariables?, local: Mapping) -> TaskScope {
        TaskScope(
            run: run.variables, play: self.variables(for: host), host: variables, task: task, hosts: run.hosts,
            local: local)
    }
}

extension PlayContext {
    func templar(_ task: Task, on host: PlayHost) -> Templar {
        run.templar(scope(host, task), search: ResourceSearch(task, in: play))
    }

    /// Whether the tags of a task are among those of the run.
    func isSelected(_ task: Task, on host: PlayHost) -> Bool {
        let tags = (try? task.tags(templar(task, on: host))) ?? task.literalTags
        run.tally.look(at: tags, in: run.tags)
        return run.tags.includes(tags)
    }
}

extension PlayHosts {
    fileprivate init(_ hosts: [PlayHost], _ batch: [PlayHost]) {
        self.init()
        all = hosts.map(\.name)
        active = hosts.filter(\.isActive).map(\.name)
        self.batch = batch.filter(\.isActive).map(\.name)
    }
}
