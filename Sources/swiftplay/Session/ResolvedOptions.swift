import Controller
import Inventory
import Playbook
import PythonModules
import Runner
import Values
import Vault

/// What holds for a command: what its options say, or else the environment, ansible.cfg, the defaults.
///
/// Passwords that are asked for are typed by then, and files of extra variables read.
struct ResolvedOptions {
    let workingDirectory: String
    let configuration: AnsibleConfiguration
    let keyring: VaultKeyring
    let settings: RunSettings
    let inventorySources: [String]
    /// The folders of playbooks, whose group_vars and host_vars count too.
    let playbookFolders: [String]
    /// The folders of `--module-path`.
    let moduleFolders: [String]
    /// How `exec` shows its one task; `nil` for playbooks.
    let adHoc: AdHocOutput?
    let eventsPath: String?

    init(_ written: WrittenOptions, _ session: Session) throws {
        workingDirectory = Environment.workingDirectory
        configuration = try session.configuration()
        keyring = try VaultPasswords(session, configuration).keyring(written.variables.vault)
        let run = written.run
        adHoc = run?.adHoc
        eventsPath = run?.output.events
        moduleFolders = run?.control.modulePath.flatMap { $0.split(separator: ":").map(String.init) } ?? []
        inventorySources = written.hosts.map { [configuration] in configuration.sources($0) } ?? []
        playbookFolders = configuration.folders(written.folders, in: workingDirectory)
        settings = try RunSettings(
            written, SettingsResolver(session: session, configuration: configuration, keyring: keyring))
    }

    /// Where Ansible looks for collections behind the playbook's own folder.
    func collectionsPath(home: String?) -> [String] {
        configuration[\.playbook.collectionsPath]?.paths
            ?? (home.map { ["\($0)/.ansible/collections"] } ?? []) + ["/usr/share/ansible/collections"]
    }

    /// Where modules of others are.
    func modulePaths(home: String?) -> PythonLibrary.Paths {
        PythonLibrary.Paths(
            modules: moduleFolders.map { ControllerPath.join(workingDirectory, $0) }
                + (configuration[\.playbook.library]?.paths ?? []),
            moduleUtils: configuration[\.playbook.moduleUtils]?.paths ?? [],
            collections: collectionsPath(home: home), interpreter: configuration[\.playbook.interpreter])
    }

    /// Whether mappings of one name are merged over all levels of precedence.
    var mergesMappings: Bool { configuration[\.playbook.hashBehaviour] == .merge }

    /// Reads the inventory, now or again.
    ///
    /// - Parameter secrets: Names of hosts and groups are none.
    func inventoryReader(_ secrets: SecretRegistry) -> @Sendable () throws(Diagnostics) -> Inventory {
        var loading = LoadingOptions()
        loading.mergesMappings = mergesMappings
        loading.refusesStrays = configuration[\.inventory.refusesStrays]
        loading.groupNames = configuration[\.inventory.groupNames]
        return { [inventorySources, keyring, loading, playbookFolders] () throws(Diagnostics) in
            var inventory = try Inventory.load(sources: inventorySources, keyring: keyring, options: loading)
            for folder in playbookFolders { inventory.addPlaybookFolder(folder) }
            secrets.spare(inventory.hosts.map(\.name) + inventory.groups.map(\.name))
            return inventory
        }
    }
}

extension AnsibleConfiguration {
    fileprivate func sources(_ options: InventoryOptions) -> [String] {
        let sources = self[\.inventory.sources, option: options.inventory.ifAny.map(SourceListSetting.init)].sources
        return sources.isEmpty && ControllerPath.exists("/etc/ansible/hosts") ? ["/etc/ansible/hosts"] : sources
    }

    fileprivate func folders(_ folders: WrittenOptions.Folders, in workingDirectory: String) -> [String] {
        switch folders {
        case .none: []
        case .ofPlaybooks(let paths): paths.map { ControllerPath.parent(of: ControllerPath.join(workingDirectory, $0)) }
        case .option(let written, let fallback):
            (self[\.inventory.playbookFolder, option: written.map { PathSetting($0, in: workingDirectory) }]?.path
                ?? fallback.map { ControllerPath.join(workingDirectory, $0) }).map { [$0] } ?? []
        }
    }
}

extension Array {
    /// An option that can be repeated says something where it is given.
    var ifAny: [Element]? { isEmpty ? nil : self }
}

extension Bool {
    /// A flag says something where it is given.
    var ifSet: Bool? { self ? true : nil }
}
