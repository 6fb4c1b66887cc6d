import Connection
import Inventory
import Jinja
import ModuleKit
import Modules
import Playbook
import Runner
import Values
import Vault

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
    /// Whether this is `exec`, whose output has a form of its own.
    var isAdHoc = false
    private(set) var eventsPath: String?
    /// Whether skipped tasks are shown.
    var showsSkipped: Bool {
        configuration.flag("defaults", "display_skipped_hosts", environment: "ANSIBLE_DISPLAY_SKIPPED_HOSTS") ?? true
    }
    /// Whether the output says of a check that it is one: by default, which is not Ansible's.
    var marksCheckMode: Bool {
        configuration.flag("defaults", "check_mode_markers", environment: "ANSIBLE_CHECK_MODE_MARKERS") ?? true
    }

    init(_ session: Session) throws(Diagnostics) {
        self.session = session
        workingDirectory = Environment.workingDirectory
        configuration = try AnsibleConfiguration(
            environment: session.environment, workingDirectory: workingDirectory)
        keyring = VaultKeyring([], registry: session.secrets)
        inventory = try Inventory.load(sources: [])
    }

    mutating func read(
        _ hosts: InventoryOptions, _ variables: VariableOptions, _ reach: ReachOptions, _ control: ControlOptions,
        _ output: OutputOptions
    ) throws {
        try read(hosts, variables)
        settings.checkMode = control.check
        settings.diff =
            control.diff || (configuration.flag("diff", "always", environment: "ANSIBLE_DIFF_ALWAYS") ?? false)
        settings.forks = forks(control)
        settings.looksAhead = control.lookAhead
        settings.verbosity = output.verbose
        let gathering = configuration.text("defaults", "gathering", environment: "ANSIBLE_GATHERING")
        settings.gathering = gathering.flatMap(Gathering.init) ?? .implicit
        settings.forceHandlers = isOn("force_handlers", "ANSIBLE_FORCE_HANDLERS")
        let interval = configuration.number("defaults", "poll_interval", environment: "ANSIBLE_POLL_INTERVAL")
        settings.pollInterval = interval.map { Int($0) } ?? settings.pollInterval
        settings.jobDirectory =
            configuration.text("defaults", "async_dir", environment: "ANSIBLE_ASYNC_DIR") ?? settings.jobDirectory
        settings.anyErrorsFatal = isOn("any_errors_fatal", "ANSIBLE_ANY_ERRORS_FATAL")
        settings.hidesResults = isOn("no_log", "ANSIBLE_NO_LOG")
        settings.allowsUnknownHandlers = isOff("error_on_missing_handler", "ANSIBLE_ERROR_ON_MISSING_HANDLER")
        if let strategy = configuration.text("defaults", "strategy", environment: "ANSIBLE_STRATEGY") {
            settings.strategy = strategy
        }
        eventsPath = output.events
        try readReach(reach)
    }

    /// Hosts and variables, for commands that contact nobody.
    mutating func read(_ hosts: InventoryOptions, _ variables: VariableOptions) throws {
        try readVariables(variables)
        settings.limit = hosts.limit
        try readInventory(hosts)
    }

    func isOn(_ key: String, _ variable: String) -> Bool {
        configuration.flag("defaults", key, environment: variable) ?? false
    }

    private func isOff(_ key: String, _ variable: String) -> Bool {
        configuration.flag("defaults", key, environment: variable) == false
    }

    /// Tags of the command line, or else those of the configuration.
    mutating func readTags(_ wanted: [String], skipped: [String]) {
        settings.tags = self.tags(wanted, or: "run", "ANSIBLE_RUN_TAGS")
        settings.skippedTags = tags(skipped, or: "skip", "ANSIBLE_SKIP_TAGS")
    }

    private func tags(_ given: [String], or key: String, _ variable: String) -> [String] {
        let configured = configuration.text("tags", key, environment: variable)
        return (given.isEmpty ? [configured ?? ""] : given).flatMap(CommaList.split)
    }

    /// Extra variables, vault passwords and the rules of templates, which is all that commands without hosts need.
    mutating func readVariables(_ options: VariableOptions) throws {
        settings.templates.native = isOn("jinja2_native", "ANSIBLE_JINJA2_NATIVE")
        if let managed = configuration.text("defaults", "ansible_managed") { settings.templates.managed = managed }
        keyring = try VaultPasswords(session, configuration).keyring(options.vault)
        let keyring = keyring
        let extra = try ExtraVariables(options.extraVars) { path throws(Diagnostics) in try keyring.readVariables(path)
        }
        session.warn(extra.warnings)
        settings.extraVariables = extra.values
    }

    /// Whether mappings of one name are merged over all levels of precedence.
    var mergesMappings: Bool {
        configuration.text("defaults", "hash_behaviour", environment: "ANSIBLE_HASH_BEHAVIOUR") == "merge"
    }

    private func forks(_ control: ControlOptions) -> Int {
        let configured = configuration.number("defaults", "forks", environment: "ANSIBLE_FORKS").map { Int($0) }
        return OpenFiles.bounded(control.forks ?? configured ?? settings.forks)
    }

    private mutating func readInventory(_ options: InventoryOptions) throws(Diagnostics) {
        let configured = configuration.paths("defaults", "inventory", environment: "ANSIBLE_INVENTORY", separator: ",")
        inventorySources = options.inventory.isEmpty ? configured : options.inventory
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
        loading.refusesStrays =
            configuration.flag(
                "inventory", "any_unparsed_is_failed", environment: "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED") ?? false
        loading.groupNames = configuration.text(
            "defaults", "force_valid_group_names", environment: "ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS"
        ).flatMap(GroupNames.init)
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
        let folders = paths.map { LocalPath.parent(of: LocalPath.join(workingDirectory, $0)) }
        for folder in folders { inventory.addPlaybookFolder(folder) }
        playbookFolders += folders
    }
}
