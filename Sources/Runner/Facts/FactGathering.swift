import Connection
import Jinja
import ModuleKit
import Playbook
import Values

extension TaskRunner {
    /// Gathers what the play mentions of its hosts, in the same exchange as the first questions of its tasks.
    func gatherFacts(on hosts: [PlayHost], ahead upcoming: Upcoming) async {
        let gathers = plan.gathering != .explicit
        for host in hosts { readVariableFiles(for: host, isEarly: gathers) }
        let topics = gathers ? topics(of: hosts) : []
        let asked = gathers ? hosts.filter { !isKnown($0, topics) } : []
        if !asked.isEmpty {
            let header = TaskHeader(
                name: "Gathering Facts", module: "setup", place: context.play.place,
                isCheckMode: context.run.settings.checkMode)
            context.run.emit(.taskStarted(header))
            _ = await inParallel(asked, width: context.run.settings.forks) { host in
                await context.run.stop.whileBusy(host.name) {
                    await gather(topics, on: host, header: header, ahead: upcoming)
                }
            }
        }
        if gathers { for host in hosts.active { readVariableFiles(for: host, isEarly: false) } }
    }

    /// What the play, or a variable of one of the hosts, mentions.
    private func topics(of hosts: [PlayHost]) -> Set<FactTopic> {
        context.mentions.topics.union(FactMentions(inventory: inventoryLayers(hosts)).topics)
    }

    private func isKnown(_ host: PlayHost, _ topics: Set<FactTopic>) -> Bool {
        guard plan.gathering == .smart, let known = context.run.hosts.variables(of: host.name)?.gathered else {
            return false
        }
        return !known.isEmpty && topics.isSubset(of: known)
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

    /// A play that mentions no fact still learns whether a host can be reached.
    private func ask(_ mentioned: Set<FactTopic>, of host: PlayHost, ahead upcoming: Upcoming) async -> TaskResult {
        let topics = mentioned.isEmpty ? [.hostname] : mentioned
        let query = Query.facts(topics)
        do {
            let settings = try settings(for: host)
            let answers = try await context.run.links[host.name].ask(
                [query], ahead: { LookAhead.queries($0, of: upcoming, on: host, in: context) }, via: settings.route)
            try remember(answers, to: query, of: host, environment: settings.environment)
            context.run.hosts.change(host.name) { $0.gathered.formUnion(topics) }
            return TaskResult(.ok, fields: ["changed": false, "failed": false])
        } catch let error as ConnectionError {
            return .unreachable(error)
        } catch let error as TemplateError {
            return .failed(ModuleFailure(error))
        } catch let failure as ModuleFailure {
            return .failed(failure)
        } catch {
            return .failed(ModuleFailure("\(error)"))
        }
    }

    /// - Parameter environment: Of the play's tasks, which `ansible_env` tells as well.
    private func remember(_ answers: Answers, to query: Query, of host: PlayHost, environment: Mapping)
        throws(ModuleFailure)
    {
        let facts = try answers.facts(query)
        var named = Mapping(
            facts.map { fact in
                let name = fact.key.text ?? ""
                return (name.hasPrefix("ansible_") ? name : "ansible_" + name, fact.value)
            })
        if let own = named["ansible_env"]?.map {
            let added = environment.mapValues { .string($0.scalarText ?? "") }
            named["ansible_env"] = .map(own.merging(added))
        }
        context.run.hosts.change(host.name) { [named] in $0.facts = $0.facts.merging(named) }
    }

    private func finish(_ report: TaskReport, on host: PlayHost) {
        if report.result.isFailure {
            host.change { $0.status = report.result.outcome == .failed ? .failed : .unreachable }
        }
        context.run.tally.count(report)
        context.run.emit(.taskFinished(report))
    }

    /// What holds for what the play does itself: the play's keywords and the host's variables.
    private func settings(for host: PlayHost) throws(TemplateError) -> TurnSettings {
        let task = Task.ofPlay(context.play)
        return try TurnSettings(task, on: host, in: context, playTemplar(host, task))
    }

    private func playTemplar(_ host: PlayHost, _ task: Task?) -> Templar {
        let search = ResourceSearch(directories: [], playDirectory: context.play.directory)
        return context.run.templar(context.scope(host, task), search: search)
    }

    /// The settings of a task as far as they can be told before its turn.
    func settings(of task: Task, on host: PlayHost) -> TurnSettings? {
        try? TurnSettings(task, on: host, in: context, playTemplar(host, task))
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
    private func readVariableFiles(for host: PlayHost, isEarly: Bool) {
        guard !context.play.variableFiles.isEmpty else { return }
        do {
            let files = try context.run.loader.variableFiles(of: context.play, templar: playTemplar(host, nil))
            context.set(files, for: host)
        } catch {
            if isEarly { return }
            let header = TaskHeader(name: "vars_files", module: "vars_files", place: context.play.place)
            finish(TaskReport(header: header, host: host.name, result: .failed(error)), on: host)
        }
    }
}

extension Task {
    /// A task of the play itself, which has the play's keywords and none of its own.
    static func ofPlay(_ play: Play) -> Task {
        Task(
            id: TaskID(-1), action: ActionCall(name: "setup", at: play.place, arguments: []), keywords: Keywords(),
            loop: nil, in: play.enclosure, directory: play.directory, at: play.place)
    }
}
