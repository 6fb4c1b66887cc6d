import Inventory
import Jinja
import ModuleKit
package import Playbook
package import Values

/// A run of plays over an inventory: play by play, batch by batch.
package struct Run: Sendable {
    private let context: RunContext
    private let playbook: LoadedPlaybook
    private let factReferences: PlaybookFactReferences
    private var stop: StopRequest { context.stop }

    package init(_ playbook: LoadedPlaybook, context: RunContext) {
        self.playbook = playbook
        self.context = context
        factReferences = PlaybookFactReferences(playbook)
    }

    /// Does all plays and closes every connection.
    ///
    /// - Parameter prompts: The answers to `vars_prompt`, asked before any host is contacted.
    package func start(prompts: Mapping = [:]) async -> RunSummary {
        let start = context.now()
        let problem = await becomeCheck(prompts).missing(in: playbook.plays)
        if let problem {
            context.emit(.warning(problem))
        } else {
            for play in playbook.plays where !stop.isRequested {
                guard await perform(play, prompts) else { break }
            }
        }
        await countExchanges()
        await context.links.closeAll()
        if !context.gate.isOpen, !stop.isRequested { refuseStart() }
        if problem == nil, !context.tally.current.foundHosts, !playbook.plays.isEmpty { tellNoHosts() }
        if problem == nil, !stop.isRequested { tellNoTasks() }
        var summary = context.tally.current
        summary.duration = context.now() - start
        summary.isCheckMode = context.settings.checkMode
        summary.wasInterrupted = stop.isRequested
        context.emit(.finished(summary))
        return summary
    }

    private func becomeCheck(_ prompts: Mapping) -> BecomeCheck {
        BecomeCheck(run: context) { play in
            let templar = playTemplar(play)
            guard let playSettings = try? PlaySettings(play, templar, settings: context.settings),
                let pattern = try? templar.texts(play.hosts).joined(separator: ":"),
                let selected = try? context.hosts.inventory.select(pattern, limit: context.settings.limit)
            else { return nil }
            let clock = ChangeClock()
            let hosts = selected.map { PlayHost($0, clock: clock) }
            return PlayContext(
                run: context, play: play, playSettings: playSettings, hosts: hosts, batch: hosts, prompts: prompts,
                factReferences: factReferences,
                statusClock: clock)
        }
    }

    /// - Returns: Whether the plays behind it shall be done.
    private func perform(_ play: Play, _ prompts: Mapping) async -> Bool {
        let templar = playTemplar(play)
        do {
            let (playSettings, selected) = try await context.withFacts {
                (try PlaySettings(play, templar, settings: context.settings), try self.hosts(of: play, templar))
            }
            guard !selected.isEmpty else {
                context.emit(.noHosts(header(playSettings, [], play), reason: "no hosts matched"))
                return true
            }
            context.tally.findHosts()
            let clock = ChangeClock()
            let hosts = selected.map { PlayHost($0, hasFailed: context.failedHosts.contains($0.name), clock: clock) }
            guard !hosts.active.isEmpty else {
                context.emit(.playStarted(header(playSettings, [], play)))
                return true
            }
            return await perform(play, playSettings, hosts, prompts, statusClock: clock)
        } catch let error as TemplateError {
            context.emit(.warning(error.diagnostic))
        } catch let diagnostics as Diagnostics {
            for diagnostic in diagnostics.all { context.emit(.warning(diagnostic)) }
        } catch {
            context.emit(.warning(Diagnostic("internal", "the play could not be started", detail: "\(error)")))
        }
        context.tally.fail()
        return false
    }

    private func perform(
        _ play: Play, _ playSettings: PlaySettings, _ hosts: [PlayHost], _ prompts: Mapping, statusClock: ChangeClock
    ) async -> Bool {
        for batch in playSettings.batches(hosts.active) where !stop.isRequested && !batch.active.isEmpty {
            context.emit(.playStarted(header(playSettings, batch, play)))
            let playContext = PlayContext(
                run: context, play: play, playSettings: playSettings, hosts: hosts, batch: batch, prompts: prompts,
                factReferences: factReferences,
                statusClock: statusClock)
            let run = PlayRun(
                play: play, batch: batch, tasks: TaskRunner(context: playContext), handlers: playContext.handlers,
                isStopping: { [stop] in stop.isRequested })
            await run.run()
            context.failedHosts.add(batch.filter(\.hasFailed).map(\.name))
            // As in Ansible, a batch that failed as a whole ends the run.
            guard !batch.allSatisfy(\.hasFailed) else { return false }
        }
        return true
    }

    /// The hosts of a play; none if it is one of several and the inventory lacks them.
    private func hosts(of play: Play, _ templar: Templar) throws -> [Host] {
        let patterns = try templar.texts(play.hosts)
        do throws(Diagnostics) {
            return try context.hosts.inventory.select(patterns, limit: context.settings.limit)
        } catch {
            guard playbook.plays.count > 1, let warnings = error.ofAbsentHosts else { throw error }
            for warning in warnings { context.emit(.warning(warning)) }
            return []
        }
    }

    private func header(_ playSettings: PlaySettings, _ hosts: [PlayHost], _ play: Play) -> PlayHeader {
        PlayHeader(
            name: playSettings.name, pattern: play.hosts.value.texts?.joined(separator: ",") ?? "",
            hosts: hosts.map(\.name),
            span: play.span, isCheckMode: playSettings.isCheckMode, isInterleaved: playSettings.strategy == .free)
    }

    /// Nothing was done, which a person who forgot the inventory must not take for success.
    private func tellNoHosts() {
        if context.settings.noHostsIsFailed { context.tally.fail() }
        let severity: Diagnostic.Severity = context.settings.noHostsIsFailed ? .error : .warning
        context.emit(.warning(.nobody(context.hosts.inventory, context.settings.limit, severity)))
    }

    /// Tags that are misspelt must not look like success either.
    private func tellNoTasks() {
        let found = context.tally.current
        guard found.leftOutTasks, !found.foundTasks, found.exitCode == 0 else { return }
        let isFailed = context.settings.noTasksIsFailed && !context.tags.onlySkipsByName
        if isFailed { context.tally.fail() }
        context.emit(
            .warning(
                Diagnostic(
                    "tags", "no task was selected", severity: isFailed ? .error : .warning,
                    detail: "--tags and --skip-tags exclude every task except those that always run.",
                    help:
                        "--list-tags shows the tags; to allow this, set no_tasks_is_failed = no in [tags] of ansible.cfg"
                )))
    }

    private func refuseStart() {
        let name = context.settings.startAtTask ?? ""
        context.tally.fail()
        context.emit(
            .warning(
                Diagnostic(
                    "start", "start task not found", detail: "There is no task named \"\(name)\".",
                    help: context.gate.question(for: name) ?? "--list-tasks shows the names")))
    }

    private func playTemplar(_ play: Play) -> Templar {
        let files = try? context.loader.variableFiles(of: play, templar: playTemplar(play, files: []))
        return playTemplar(play, files: files ?? [])
    }

    private func playTemplar(_ play: Play, files: [VariableLayer]) -> Templar {
        let scope = TaskScope(
            run: context.variables, play: PlayVariables(play, name: play.name?.value.text ?? "", files: files),
            hosts: context.hosts)
        return context.templar(scope, search: ResourceSearch(directories: [], playDirectory: play.directory))
    }

    private func countExchanges() async {
        for (name, _) in context.tally.current.hosts {
            let counts = await context.links[name].tally()
            context.tally.record(name) { tally in
                tally.exchanges = counts.exchanges
                tally.queries = counts.queries
            }
        }
    }
}

extension Diagnostic {
    fileprivate static func nobody(_ inventory: Inventory, _ limit: String?, _ severity: Severity) -> Diagnostic {
        let reason =
            if inventory.hosts.isEmpty {
                "The inventory has no hosts."
            } else if let limit {
                "--limit \(limit) excludes the hosts of all plays."
            } else {
                "The groups of the plays have no hosts."
            }
        return Diagnostic(
            "hosts", "no play matched a host", severity: severity, detail: "\(reason) Nothing was run.",
            help: inventory.hosts.isEmpty
                ? "give an inventory with -i"
                : "to allow this, set no_hosts_is_failed = no in [inventory] of ansible.cfg")
    }
}
