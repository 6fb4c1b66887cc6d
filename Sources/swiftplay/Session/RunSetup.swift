import Connection
import Inventory
import Jinja
import ModuleKit
import Modules
import Playbook
import Runner
import Values
import Vault

/// How `exec` shows the result of its task.
struct AdHocOutput {
    let oneLine: Bool
    /// The folder for a file of each host.
    let tree: String?
}

/// Everything a run is made of, read from options, configuration and environment: looks at the world once.
struct RunSetup {
    let session: Session
    let workingDirectory: String
    private(set) var configuration: AnsibleConfiguration
    private(set) var keyring: VaultKeyring
    private(set) var inventory: Inventory
    private(set) var inventorySources: [String] = []
    private var playbookFolders: [String] = []
    var settings = RunSettings()
    /// How `exec` shows its one task; `nil` for playbooks.
    var adHoc: AdHocOutput?
    private(set) var eventsPath: String?
    /// The folders of `--module-path`.
    private(set) var moduleFolders: [String] = []

    init(_ session: Session) throws(Diagnostics) {
        self.session = session
        workingDirectory = Environment.workingDirectory
        configuration = try session.configuration()
        keyring = VaultKeyring([], registry: session.secrets)
        inventory = try Inventory.load(sources: [])
    }

    mutating func read(
        _ hosts: InventoryOptions, _ variables: VariableOptions, _ reach: ReachOptions, _ control: ControlOptions,
        _ output: OutputOptions
    ) throws {
        try read(hosts, variables)
        settings.checkMode = control.check
        moduleFolders = control.modulePath.flatMap { $0.split(separator: ":").map(String.init) }
        settings.diff = control.diff || configuration[\.output.diff]
        let forks = control.forks ?? configuration[\.connection.forks].count
        settings.forks = OpenFiles.bounded(forks)
        if settings.forks < forks { session.warn([.fewerForks(settings.forks, than: forks)]) }
        settings.looksAhead = control.lookAhead
        settings.verbosity = output.talk.verbose > 0 ? output.talk.verbose : configuration[\.output.verbosity]
        settings.gathering = configuration[\.playbook.gathering]
        settings.forceHandlers = configuration[\.playbook.forceHandlers]
        settings.taskTimeout = Double(configuration[\.playbook.taskTimeout])
        settings.pollInterval = configuration[\.playbook.pollInterval]
        settings.jobDirectory = configuration[\.playbook.jobDirectory]
        settings.anyErrorsFatal = configuration[\.playbook.anyErrorsFatal]
        settings.hidesResults = configuration[\.playbook.hidesResults]
        settings.allowsUnknownHandlers = !configuration[\.playbook.refusesUnknownHandlers]
        settings.strategy = configuration[\.playbook.strategy]
        settings.tellsArguments =
            configuration[\.output.showsArguments] || configuration[\.output.further].contains { $0.hasSuffix("junit") }
        settings.noHostsIsFailed = configuration[\.inventory.noHostsIsFailed] ?? !ProgramName.current.isAnsibles
        settings.noTasksIsFailed = configuration[\.inventory.noTasksIsFailed] ?? !ProgramName.current.isAnsibles
        eventsPath = output.events
        try readReach(reach)
    }

    /// Hosts and variables, for commands that contact nobody.
    mutating func read(_ hosts: InventoryOptions, _ variables: VariableOptions) throws {
        try readVariables(variables)
        settings.limit = hosts.limit
        try readInventory(hosts)
    }

    /// Tags of the command line, or else those of the configuration.
    mutating func readTags(_ wanted: [String], skipped: [String]) {
        settings.tags = wanted.isEmpty ? configuration[\.playbook.tags] : wanted.flatMap(CommaList.split)
        settings.skippedTags =
            skipped.isEmpty ? configuration[\.playbook.skippedTags] : skipped.flatMap(CommaList.split)
    }

    /// Extra variables, vault passwords and the rules of templates, which is all that commands without hosts need.
    mutating func readVariables(_ options: VariableOptions) throws {
        settings.templates.native = configuration[\.playbook.nativeTypes]
        settings.templates.managed = configuration[\.playbook.managed]
        keyring = try VaultPasswords(session, configuration).keyring(options.vault)
        let keyring = keyring
        let extra = try ExtraVariables(options.extraVars) { path throws(Diagnostics) in try keyring.readVariables(path)
        }
        session.warn(extra.warnings)
        settings.extraVariables = extra.values
    }

    /// Whether mappings of one name are merged over all levels of precedence.
    var mergesMappings: Bool { configuration[\.playbook.hashBehaviour] == .merge }

    private mutating func readInventory(_ options: InventoryOptions) throws(Diagnostics) {
        inventorySources =
            options.inventory.isEmpty ? configuration[\.inventory.sources].sources : options.inventory
        if inventorySources.isEmpty, LocalPath.exists("/etc/ansible/hosts") {
            inventorySources = ["/etc/ansible/hosts"]
        }
        inventory = try inventoryReader()
        session.warn(inventory.warnings)
    }

    /// Reads the inventory, now or again.
    var inventoryReader: @Sendable () throws(Diagnostics) -> Inventory {
        var loading = LoadingOptions()
        loading.mergesMappings = mergesMappings
        loading.refusesStrays = configuration[\.inventory.refusesStrays]
        loading.groupNames = configuration[\.inventory.groupNames]
        return {
            [inventorySources, keyring, loading, playbookFolders, secrets = session.secrets] () throws(Diagnostics) in
            var inventory = try Inventory.load(sources: inventorySources, keyring: keyring, options: loading)
            for folder in playbookFolders { inventory.addPlaybookFolder(folder) }
            secrets.spare(inventory.hosts.map(\.name) + inventory.groups.map(\.name))
            return inventory
        }
    }

    /// The folders of playbooks, whose group_vars and host_vars count too.
    mutating func addPlaybookFolders(_ paths: [String]) {
        for path in paths { addPlaybookFolder(LocalPath.parent(of: LocalPath.join(workingDirectory, path))) }
    }

    mutating func addPlaybookFolder(_ path: String) {
        let folder = LocalPath.join(workingDirectory, path)
        inventory.addPlaybookFolder(folder)
        playbookFolders.append(folder)
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
