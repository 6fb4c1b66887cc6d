import ArgumentParser
import Connection
import Inventory
import Modules
import Playbook
import Report
import Runner
import Values

/// The run itself: everything put together, its events shown, its end as exit code.
extension RunSetup {
    func perform(_ playbook: LoadedPlaybook) async throws {
        try checkHosts(of: playbook)
        let prompts = try PromptedVariables(session, given: settings.extraVariables).ask(playbook)
        let output = try RunOutput(self)
        let interruption = Interruption()
        let run = Run(playbook, context: context(output), stop: interruption.stop)
        let summary = await run.start(prompts: prompts)
        guard summary.exitCode == 0 else { throw ExitCode(summary.exitCode) }
    }

    private func context(_ output: RunOutput) -> RunContext {
        var context = RunContext(
            settings: settings, catalogue: .standard, loader: loader,
            variables: RunVariables(
                extra: settings.extraVariables, mergesMappings: mergesMappings, options: options),
            links: LinkPool(
                connector: StandardConnector(dialogue(output)),
                connections: OpenFiles.bounded(max(settings.forks, LinkPool.usualConnections)),
                time: { Environment.now }),
            hosts: HostStore(inventory), secrets: session.secrets, opener: keyring, environment: session.environment,
            prompt: prompter,
            now: { Environment.now },
            emit: { output.take($0) })
        context.readInventory = inventoryReader
        return context
    }

    /// Asks the person at the terminal, if there is one.
    private var prompter: (@Sendable (_ question: String, _ echo: Bool) async -> String)? {
        guard Prompt.isPossible else { return nil }
        return { question, echo in (try? Prompt.ask(question, isSecret: !echo)) ?? "" }
    }

    /// Connections tell what they do not honour as the run tells all else, and ask at the terminal.
    private func dialogue(_ output: RunOutput) -> ConnectionDialogue {
        let secrets = session.secrets
        return ConnectionDialogue(
            tell: { notice in
                let warning = Diagnostic("ssh", "a setting of SSH without effect", severity: .warning, detail: notice)
                output.take(.warning(warning))
            },
            answer: { question in
                guard let typed = try? Prompt.ask(question, isSecret: true) else { return nil }
                secrets.register(typed)
                return Secret(typed)
            })
    }

    /// What playbooks may read of the command line.
    private var options: RunOptions {
        var options = RunOptions()
        options.checkMode = settings.checkMode
        options.diffMode = settings.diff
        options.verbosity = settings.verbosity
        options.forks = settings.forks
        options.tags = settings.tags.isEmpty ? ["all"] : settings.tags
        options.skippedTags = settings.skippedTags
        options.limit = settings.limit
        options.configurationFile = configuration.path
        options.inventorySources = inventorySources
        return options
    }

    /// Names of hosts that nobody knows, and mistakes in files of variables, are told before anything is done. A play
    /// whose hosts the inventory lacks is only passed over as long as another has some; the run tells it.
    ///
    /// Where a play adds hosts, patterns can only be judged in the run.
    private func checkHosts(of playbook: LoadedPlaybook) throws {
        var found = Diagnostics()
        var absent = Diagnostics()
        var hosts: [Host] = []
        let growing = playbook.plays.flatMap(\.allTasks).contains {
            ["add_host", "group_by"].contains($0.action.shortName)
        }
        for play in playbook.plays where !growing && !play.hosts.value.isDynamic {
            do throws(Diagnostics) {
                let selection = try inventory.selection(play.hosts.value.texts ?? [], limit: settings.limit)
                session.warn(selection.warnings)
                hosts += selection.hosts
            } catch {
                if error.ofAbsentHosts == nil { found.add(error) } else { absent.add(error) }
            }
        }
        if hosts.isEmpty { found.add(absent) }
        found.collect { () throws(Diagnostics) in session.warn(try inventory.readVariables(of: hosts)) }
        try found.throwIfErrors()
    }
}

/// The answers to `vars_prompt`, asked before any host is contacted.
private struct PromptedVariables {
    let session: Session
    /// Extra variables: what they give is not asked for.
    let given: Mapping

    init(_ session: Session, given: Mapping) {
        self.session = session
        self.given = given
    }

    func ask(_ playbook: LoadedPlaybook) throws -> Mapping {
        var answers: Mapping = [:]
        for prompt in playbook.plays.flatMap(\.prompts) where answers[prompt.name] == nil && given[prompt.name] == nil {
            let answer = try self.answer(to: prompt)
            if prompt.isPrivate { session.secrets.register(answer) }
            answers[prompt.name] = answer.isEmpty ? prompt.defaultValue?.value ?? "" : .string(answer)
        }
        return answers
    }

    /// Without a terminal, as in a pipeline, what has a default takes it.
    private func answer(to prompt: VariablePrompt) throws -> String {
        if prompt.defaultValue != nil, !Prompt.isPossible { return "" }
        return try Prompt.ask(prompt.prompt?.value.text ?? prompt.name, isSecret: prompt.isPrivate)
    }
}
