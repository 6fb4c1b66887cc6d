import Inventory
import Jinja
import Playbook
import Runner
import Values

/// The variables that playbooks set up each host with, resolved as far as that goes without asking a host.
struct VariableExport {
    private let playbook: LoadedPlaybook
    private let setup: RunSetup
    private let showsSecrets: Bool

    init(_ playbook: LoadedPlaybook, setup: RunSetup, showsSecrets: Bool) {
        self.playbook = playbook
        self.setup = setup
        self.showsSecrets = showsSecrets
    }

    /// Each host with its variables, names sorted. What depends on facts stands as it was written.
    func variables() throws -> Mapping {
        let hosts = HostStore(setup.inventory, workingDirectory: setup.workingDirectory)
        var result: Mapping = [:]
        for play in playbook.plays {
            let pattern = play.hosts.value.texts?.joined(separator: ":") ?? ""
            for host in try setup.inventory.select(pattern, limit: setup.settings.limit) {
                let known = result[host.name]?.map ?? [:]
                result[host.name] = .map(known.merging(try variables(of: host, in: play, hosts)))
            }
        }
        return result
    }

    private func variables(of host: Host, in play: Play, _ hosts: HostStore) throws -> Mapping {
        let scope = TaskScope(
            run: RunVariables(extra: setup.settings.extraVariables, mergesMappings: setup.options.mergesMappings),
            play: PlayVariables(play, name: ""),
            host: hosts.variables(of: host.name), hosts: hosts)
        let templar = Templar(
            TemplateContext(
                scope: scope,
                lookups: setup.lookups(in: play.directory), opener: setup.keyring, secrets: setup.session.secrets))
        var variables: Mapping = [:]
        for name in scope.stack.names.sorted() where !Self.isOfTheEngine(name) {
            guard let written = scope.stack.lookUp(name) else { continue }
            variables[name] = try shown(name, written, templar)
        }
        return variables
    }

    /// The vault is opened only for values that shall be seen, or that others are made of.
    private func shown(_ name: String, _ written: Value, _ templar: Templar) throws -> Value {
        let display = SecretDisplay(setup.keyring, isOpen: showsSecrets)
        if case .sealed = written { return try display.shown(written) }
        guard let resolved = try? templar.lookUp(name) else { return try display.shown(written) }
        return showsSecrets ? resolved : setup.session.secrets.mask(resolved)
    }

    /// How a host is reached, and what the engine adds, is no setting of the deployment.
    private static func isOfTheEngine(_ name: String) -> Bool {
        name.hasPrefix("ansible_")
            || ["inventory_hostname", "inventory_hostname_short", "inventory_file", "inventory_dir", "group_names"]
                .contains(name)
    }
}
