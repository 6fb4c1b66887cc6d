import ArgumentParser
import Connection
import Controller
import Inventory
import ModuleKit
import Modules
import Playbook
import Report
import Runner
import Transport
import Values

/// The run itself: everything put together, its events shown, its end as exit code.
extension RunSetup {
    /// - Parameter name: The playbook as it was given.
    func perform(_ playbook: LoadedPlaybook, named name: String) async throws {
        try tell(try checkHosts(of: playbook), of: playbook)
        session.warn(unusedTags(in: playbook))
        let prompts = try PromptedVariables(session, given: settings.extraVariables).ask(playbook)
        let output = try RunOutput(self)
        let interruption = Interruption(session.terminal)
        let run = Run(playbook, context: context(output, interruption.stop))
        output.take(.started(playbook: name, plays: playbook.plays.count, isCheckMode: settings.checkMode))
        // What cannot even be begun to be recorded is known before hosts are changed.
        guard session.terminal.isWhole else { throw ExitCode.failure }
        async let _ = output.tick()
        let summary = await run.start(prompts: prompts)
        guard summary.exitCode == 0 else { throw ExitCode(summary.exitCode) }
    }

    private func context(_ output: RunOutput, _ stop: StopRequest) -> RunContext {
        RunContext(
            settings: settings, catalogue: catalogue, loader: loader(),
            variables: RunVariables(
                extra: settings.extraVariables, mergesMappings: options.mergesMappings, options: commandLine),
            links: LinkPool(
                connector: connector(output),
                connections: OpenFiles.bounded(max(settings.forks, LinkPool.usualConnections)),
                stop: stop, time: { Environment.now }),
            hosts: HostStore(inventory, workingDirectory: workingDirectory, cache: factCache),
            secrets: session.secrets, opener: keyring,
            readInventory: options.inventoryReader(session.secrets), stop: stop, keys: keyboard(output, stop),
            now: { Environment.now },
            emit: { output.take($0) })
    }

    /// The keys of the person at the terminal, if there is one; nobody waits for them in a run that stops.
    private func keyboard(
        _ output: RunOutput, _ stop: StopRequest
    ) -> (@Sendable (KeyWait) async -> KeyWait.End)? {
        guard Keyboard.isAttended else { return nil }
        return { wait in await output.whileAsking { await Keyboard.wait(wait, isOver: { stop.isRequested }) } }
    }

    /// Connections tell what they do not honour as the run tells all else, and ask at the terminal.
    private func dialogue(_ output: RunOutput) -> ConnectionDialogue {
        let secrets = session.secrets
        return ConnectionDialogue(
            tell: { notice in
                output.take(.warning(Diagnostic("ssh", "connection settings", severity: .warning, detail: notice)))
            },
            answer: { question in
                guard let typed = output.quietly({ try? Prompt.ask(question, isSecret: true) }) else { return nil }
                secrets.register(typed)
                return Secret(typed)
            })
    }

    /// At -vvv it tells how hosts are reached, at -vvvv also what is sent to them.
    private func connector(_ output: RunOutput) -> any Connector {
        let connector = StandardConnector(dialogue(output))
        guard settings.verbosity >= 3 else { return connector }
        return TracingConnector(connector, showsText: settings.tellsShellText) { output.trace($0) }
    }

    /// What playbooks may read of the command line.
    private var commandLine: RunOptions {
        var line = RunOptions()
        line.checkMode = settings.checkMode
        line.diffMode = settings.diff
        line.verbosity = settings.verbosity
        line.forks = settings.forks
        line.tags = settings.tags.isEmpty ? ["all"] : settings.tags
        line.skippedTags = settings.skippedTags
        line.limit = settings.limit
        line.configurationFile = configuration.path
        line.inventorySources = options.inventorySources.map {
            $0.isHostList ? $0 : ControllerPath.join(workingDirectory, $0)
        }
        return line
    }

    /// Names of hosts that nobody knows, and mistakes in files of variables, are told before anything is done. A play
    /// whose hosts the inventory lacks is only passed over as long as another has some; the run tells it.
    ///
    /// Where a play adds hosts, patterns can only be judged in the run.
    /// - Returns: The plays that are not passed over, as far as is known.
    private func checkHosts(of playbook: LoadedPlaybook) throws -> [Play] {
        var found = Diagnostics()
        var absent = Diagnostics()
        var hosts: [Host] = []
        var done: [Play] = []
        let growing = playbook.plays.flatMap(\.allTasks).contains {
            $0.action.traits.contains(.changesInventory)
        }
        for play in playbook.plays where !play.hosts.value.isDynamic {
            do throws(Diagnostics) {
                let selection = try inventory.selection(play.hosts.value.texts ?? [], limit: settings.limit)
                if !growing { session.warn(selection.warnings) }
                hosts += selection.hosts
                if !selection.hosts.isEmpty { done.append(play) }
            } catch {
                if error.ofAbsentHosts == nil { found.add(error) } else { absent.add(error) }
            }
        }
        if hosts.isEmpty, !growing { found.add(absent) }
        found.collect { () throws(Diagnostics) in session.warn(try inventory.readVariables(of: hosts)) }
        try found.throwIfErrors()
        return done + playbook.plays.filter(\.hosts.value.isDynamic)
    }
}
