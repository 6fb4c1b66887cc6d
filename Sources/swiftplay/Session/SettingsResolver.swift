import Jinja
import Playbook
import Runner
import Values
import Vault

/// Makes the settings of a run of what options, environment and ansible.cfg say.
struct SettingsResolver {
    let session: Session
    let configuration: AnsibleConfiguration
    let keyring: VaultKeyring

    fileprivate var templates: TemplateSettings {
        var templates = TemplateSettings()
        templates.native = configuration[\.playbook.nativeTypes]
        templates.managed = configuration[\.playbook.managed]
        return templates
    }

    fileprivate func extraVariables(_ options: VariableOptions) throws -> Mapping {
        let extra = try ExtraVariables(options.extraVars) { path throws(Diagnostics) in
            try keyring.readVariables(path)
        }
        session.warn(extra.warnings)
        return extra.values
    }

    /// As many as the limit of open files allows.
    fileprivate func forks(_ options: ControlOptions) -> Int {
        let wanted = configuration[\.connection.forks, option: options.forks.map(CountSetting.init)].count
        let forks = OpenFiles.bounded(wanted)
        if forks < wanted { session.warn([.fewerForks(forks, than: wanted)]) }
        return forks
    }
}

extension RunSettings {
    init(_ written: WrittenOptions, _ resolver: SettingsResolver) throws {
        self.init()
        templates = resolver.templates
        extraVariables = try resolver.extraVariables(written.variables)
        limit = written.hosts?.limit
        guard let run = written.run else { return }
        take(resolver.configuration)
        take(run, resolver.configuration)
        forks = resolver.forks(run.control)
        connection = try resolver.connection(run.reach)
        become = try resolver.become(run.reach, login: connection.password)
    }

    /// What options can say, too.
    private mutating func take(_ written: WrittenOptions.OfRun, _ configuration: AnsibleConfiguration) {
        checkMode = written.control.check
        diff = configuration[\.output.diff, option: written.control.diff.ifSet]
        looksAhead = written.control.lookAhead
        allowsPython = configuration[\.playbook.allowsPython, option: written.control.allowPython.ifSet]
        taskTimeout = Double(configuration[\.playbook.taskTimeout, option: written.taskTimeout])
        let talk = written.output.talk.verbose
        verbosity = configuration[\.output.verbosity, option: talk > 0 ? talk : nil]
        forceHandlers = configuration[\.playbook.forceHandlers, option: written.tasks?.forceHandlers.ifSet]
        guard let tasks = written.tasks else { return }
        tags = configuration[\.playbook.tags, option: tasks.tags.flatMap(CommaList.split).ifAny]
        skippedTags = configuration[\.playbook.skippedTags, option: tasks.skipTags.flatMap(CommaList.split).ifAny]
        startAtTask = tasks.startAtTask
        steps = tasks.step
    }

    /// What only environment and ansible.cfg say.
    private mutating func take(_ configuration: AnsibleConfiguration) {
        gathering = configuration[\.playbook.gathering]
        pollInterval = configuration[\.playbook.pollInterval]
        jobDirectory = configuration[\.playbook.jobDirectory]
        anyErrorsFatal = configuration[\.playbook.anyErrorsFatal]
        hidesResults = configuration[\.playbook.hidesResults]
        allowsUnknownHandlers = !configuration[\.playbook.refusesUnknownHandlers]
        strategy = configuration[\.playbook.strategy]
        tellsArguments =
            configuration[\.output.showsArguments] || configuration[\.output.further].contains { $0.hasSuffix("junit") }
        noHostsIsFailed = configuration[\.inventory.noHostsIsFailed] ?? !ProgramName.current.isAnsibles
        noTasksIsFailed = configuration[\.inventory.noTasksIsFailed] ?? !ProgramName.current.isAnsibles
    }
}

extension Diagnostic {
    fileprivate static func fewerForks(_ forks: Int, than wanted: Int) -> Diagnostic {
        Diagnostic(
            "forks", "fewer forks than requested", severity: .warning,
            detail: "The limit of open files allows \(forks) forks, not \(wanted).",
            help: "`ulimit -n` raises it")
    }
}
