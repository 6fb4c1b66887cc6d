import Connection
import Jinja
import ModuleKit
import Playbook
import Values

extension TaskRunner {
    /// Gathers what the play mentions of its hosts, in the same exchange as the first questions of its tasks.
    func gatherFacts(on hosts: [PlayHost], ahead upcoming: Upcoming) async {
        let gathers = playSettings.gathering != .explicit
        for host in hosts { await readVariableFiles(for: host, isEarly: gathers) }
        let asked = hosts.filter(gathersFacts)
        if !asked.isEmpty {
            let topics = topics(of: hosts)
            let gathering = Task.ofPlay(context.play, in: context.run).action
            let header = TaskHeader(
                name: "Gathering Facts", module: gathering.name, traits: gathering.traits, span: context.play.span,
                isCheckMode: context.run.settings.checkMode)
            context.run.emit(.taskStarted(header, hosts: asked.map(\.name)))
            _ = await inParallel(asked, width: context.run.settings.forks) { host in
                await context.run.stop.whileBusy(host.name) {
                    await gather(topics, on: host, header: header, ahead: upcoming)
                }
            }
        }
        if gathers { for host in hosts.active { await readVariableFiles(for: host, isEarly: false) } }
    }

    /// What the play, or a variable of one of the hosts, mentions; all of it where other runs will read it.
    private func topics(of hosts: [PlayHost]) -> Set<FactTopic> {
        if context.run.hosts.keepsFacts { return Set(FactTopic.allCases) }
        return context.factReferences.topics.union(FactReferences(inventory: inventoryLayers(hosts)).topics)
    }

    fileprivate func gathersFacts(of host: PlayHost) -> Bool {
        switch playSettings.gathering {
        case .implicit: true
        case .smart: !(context.run.hosts.variables(of: host.name)?.hasGatheredFacts ?? false)
        case .explicit: false
        }
    }

    private func inventoryLayers(_ hosts: [PlayHost]) -> [VariableLayer] {
        var seen: Set<String> = []
        return hosts.flatMap { context.run.hosts.variables(of: $0.name)?.inventory ?? [] }
            .filter { seen.insert($0.source).inserted }
    }

    private func gather(_ topics: Set<FactTopic>, on host: PlayHost, header: TaskHeader, ahead upcoming: Upcoming) async
    {
        let run = context.run
        let start = run.now()
        let (result, exchanges) = await ExchangeMeter.measuring { await ask(topics, of: host, ahead: upcoming) }
        var report = TaskReport(header: header, host: host.name, result: result, duration: run.now() - start)
        report.exchanges = exchanges
        report.isForecast = run.settings.checkMode
        finish(report, on: host)
    }

    private func ask(_ mentioned: Set<FactTopic>, of host: PlayHost, ahead upcoming: Upcoming) async -> TaskResult {
        do {
            let request = try await context.run.withFacts { try factRequest(for: mentioned, of: host) }
            let source = request.source
            try await context.run.gather(
                request.topics, of: host.name, as: source,
                ahead: { LookAhead.queries($0, of: upcoming, on: host, in: context, via: source.route) })
            context.run.hosts.owe(request.owed, to: host.name, source)
            return TaskResult(.ok)
        } catch {
            return TaskResult(evaluating: error, on: host.name)
        }
    }

    /// What hosts will be asked when the play begins.
    func opening(for hosts: [PlayHost]) -> PlayOpening {
        PlayOpening(runner: self, topics: playSettings.gathering == .explicit ? [] : topics(of: hosts))
    }

    /// How the facts of a host are asked for. A play that mentions none still learns whether the host can be reached.
    fileprivate func factRequest(for mentioned: Set<FactTopic>, of host: PlayHost) throws -> FactRequest {
        let (settings, promise) = try terms(for: host)
        let source = FactSource(
            route: settings.route, environment: settings.environment, localFacts: promise.localFacts,
            subset: promise.subset)
        let topics = mentioned.intersection(promise.topics)
        return FactRequest(
            source: source, topics: topics.isEmpty ? promise.topics.intersection([.hostname]) : topics,
            owed: promise.topics.subtracting(topics))
    }

    private func finish(_ report: TaskReport, on host: PlayHost) {
        if report.result.isFailure {
            host.change { $0.status = report.result.outcome == .failed ? .failed : .unreachable }
        }
        context.run.tally.count(report)
        context.run.emit(.taskFinished(report))
    }

    /// What holds for what the play does itself: the play's keywords and the host's variables.
    private func terms(for host: PlayHost) throws -> (TaskSettings, FactPromise) {
        let task = Task.ofPlay(context.play, in: context.run)
        let templar = playTemplar(host, task)
        let doc = context.run.catalogue[task.action.name]?.table.doc
        return (
            try TaskSettings(task, on: host, in: context, templar),
            try FactPromise(
                of: context.play, defaults: doc.map { try task.moduleDefaults(for: $0, templar) } ?? [], templar)
        )
    }

    private func playTemplar(_ host: PlayHost, _ task: Task?) -> Templar {
        let search = ResourceSearch(directories: [], playDirectory: context.play.directory)
        return context.run.templar(context.scope(host, task), search: search)
    }

    /// The settings of a task as far as they are known before it is reached.
    func settings(of task: Task, on host: PlayHost) -> TaskSettings? {
        try? TaskSettings(task, on: host, in: context, playTemplar(host, task))
    }

    /// Whether the play's `vars_files` can be read before anything is known of a host.
    func readsVariableFiles(for host: PlayHost) -> Bool {
        guard !context.play.variableFiles.isEmpty else { return true }
        guard let files = try? context.run.loader.variableFiles(of: context.play, templar: playTemplar(host, nil))
        else {
            return false
        }
        context.set(files, for: host)
        return true
    }

    /// `vars_files` may say how the host is reached, and their names may hold facts: they are read before facts are
    /// gathered, as far as that can be done, and after.
    private func readVariableFiles(for host: PlayHost, isEarly: Bool) async {
        guard !context.play.variableFiles.isEmpty else { return }
        do {
            let files = try await context.run.withFacts {
                try context.run.loader.variableFiles(of: context.play, templar: playTemplar(host, nil))
            }
            context.set(files, for: host)
        } catch {
            if isEarly { return }
            let header = TaskHeader(name: "vars_files", module: "vars_files", span: context.play.span)
            finish(
                TaskReport(header: header, host: host.name, result: TaskResult(evaluating: error, on: host.name)),
                on: host)
        }
    }
}

/// What a play asks its hosts first: for facts, and what its first tasks want to know.
struct PlayOpening: Sendable {
    fileprivate let runner: TaskRunner
    /// The facts that are mentioned.
    fileprivate let topics: Set<FactTopic>

    /// - Parameters:
    ///   - limit: Look so many executions ahead.
    ///   - route: How the host is asked. What will be asked by another way is left out.
    func questions(_ limit: Int, for host: PlayHost, via route: Route) -> [Query] {
        var facts: [Query] = []
        if runner.gathersFacts(of: host) {
            guard let request = try? runner.factRequest(for: topics, of: host), request.source.route == route else {
                return []
            }
            facts = request.probe.queries
        }
        let context = runner.context
        return facts + LookAhead.queries(limit, of: .all(of: context.play), on: host, in: context, via: route)
    }
}

/// What is asked of one host when a play gathers facts.
fileprivate struct FactRequest {
    let source: FactSource
    let topics: Set<FactTopic>
    /// What is only asked when a task needs it.
    let owed: Set<FactTopic>

    var probe: Probe<Mapping> { .facts(topics, localFacts: source.localFacts) }
}

/// What a play that gathers facts promises: the topics of its `gather_subset`, and local facts from its `fact_path`.
private struct FactPromise {
    let subset: [String]
    let topics: Set<FactTopic>
    let localFacts: RemotePath

    /// - Parameter defaults: What `module_defaults` give to the gathering of facts; the play's keywords win.
    init(of play: Play, defaults: [GivenArgument], _ templar: Templar) throws {
        let standard = { (name: String) in defaults.last { $0.name == name }?.value }
        let subset = try play.keywords[.gatherSubset].map { try templar.texts($0) } ?? standard("gather_subset")?.texts
        self.subset = subset ?? ["all"]
        topics = try FactSubsets(self.subset).topics
        let path = try play.keywords[.factPath].flatMap { try templar.text($0) } ?? standard("fact_path")?.text
        localFacts = path.map { RemotePath.written($0) } ?? FactTopic.localFacts
    }
}

extension Task {
    /// A task of the play itself, which has the play's keywords and none of its own.
    static func ofPlay(_ play: Play, in run: RunContext) -> Task {
        let doc = run.catalogue.entry(with: .gathersFacts)?.doc
        return Task(
            id: TaskID(-1),
            action: ActionCall(
                name: doc?.name ?? Keyword.gatherFacts.rawValue, at: play.span, arguments: [], doc: doc),
            keywords: Keywords(), loop: nil, in: play.enclosure, directory: play.directory, at: play.span)
    }
}
