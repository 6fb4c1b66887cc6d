import ModuleKit
import Values

/// Controls a service by whatever the host starts services with.
struct Service: Module {
    /// What the host tells: the service, its processes where a pattern was given, and what sets boot-time links.
    struct Host: Sendable {
        var service: ServiceState
        var processes: String?
        var registry: ScriptPlan.Registry?
    }

    static let doc = ModuleDoc(
        "service", "Start, stop, restart or enable services.",
        handsOnTo: HandingOn(
            by: "service_mgr", of: .services,
            to: ["systemd": SystemdService.doc.allNames, "sysvinit": BuiltinCollection.names(of: "sysvinit")]),
        returns: [
            ReturnValue("name", "The service."),
            ReturnValue("enabled", "The wanted value.", only: "if it is given"),
            ReturnValue("state", "The state that was reached.", only: "if one is wanted"),
            ReturnValue("status", "The properties of the unit.", only: "if systemd runs"),
        ],
        differences:
            "`use` takes auto, systemd, sysvinit, openrc and service; other values fail the task when it runs.",
        examples: """
            - service: { name: ssh, state: started, enabled: true }
            - service: { name: press, pattern: /srv/orchard/bin/press, state: started }
            - service: { name: gates, state: restarted, arguments: east, sleep: 3 }
            """)

    @Argument("Name of the service.") var name: String?
    @Argument("Whether the service should run; restarted and reloaded always act.") var state: ServiceGoal?
    @Argument("Whether the service should start at boot.") var enabled: Bool?
    @Argument("Arguments to add to the script's command line; not used with systemd.", aliases: "args")
    var arguments: String = ""
    @Argument("Text in the process list that identifies a running service, for scripts without a status command.")
    var pattern: String?
    @Argument("OpenRC runlevel that the service belongs to.") var runlevel: String = "default"
    @Argument("Seconds between stop and start of a restart; not used with systemd.") var sleep: Int?
    @Argument("The service manager to use, if not the host's own.") var use: String = "auto"
    @Argument("For systemd: reload the unit files first.", aliases: "daemon-reload") var daemonReload: Bool = false
    @Argument("For systemd: re-execute the manager first.", aliases: "daemon-reexec") var daemonReexec: Bool = false
    @Argument("For systemd: whether the unit is masked, so that nothing can start it.") var masked: Bool?
    @Argument("For systemd: which manager to use.") var scope: ServiceScope = .system
    @Argument("For systemd: do not wait until the unit has started or stopped.") var noBlock: Bool = false
    @Argument("For systemd: replace links that conflict when a unit is enabled.") var force: Bool?

    static let rules: [ArgumentRule] = [
        .requires("state", "name"),
        .requires("enabled", "name"),
        .requires("masked", "name"),
    ]

    func validate() throws(ModuleFailure) {
        if let name { try UnitName.check(name) }
        guard use == "auto" || Self.managers[use] != nil else {
            throw ModuleFailure(
                "the service manager `use: \(use)` is not supported",
                hint: "use one of auto, \(Self.managers.keys.sorted().joined(separator: ", "))")
        }
        guard state != nil || enabled != nil || masked != nil || daemonReload || daemonReexec else {
            throw ModuleFailure("\(MatchedPhrase.oneIsRequired): state, enabled")
        }
        try UnitName.check(runlevel)
    }

    var touches: [Footprint] { name.map { [.service($0)] } ?? [.nothing] }

    var probe: Probe<Host> {
        let tools = Probe<RemotePath?>.program("update-rc.d").and(.program("chkconfig")).and(.program("rc-update"))
        // Without a name the unit that systemd always has tells what manages the host.
        return Probe<ServiceState>.service(name ?? "basic.target", scope).and(processes).and(tools).map { known in
            let ((service, processes), ((updateRcD, chkconfig), rcUpdate)) = known
            let registry: ScriptPlan.Registry? =
                if service.manager == .openrc, rcUpdate != nil { .rcUpdate } else if updateRcD != nil {
                    .updateRcD
                } else { chkconfig.map { _ in .chkconfig } }
            return Host(service: service, processes: processes, registry: registry)
        }
    }

    func changes(from host: Host) throws(ModuleFailure) -> [Change] {
        switch manager(of: host) {
        case .sysvinit where name == nil, .openrc where name == nil:
            throw ModuleFailure("this host has no systemd to reload, so `name` is required")
        case .systemd: try unitPlan.changes(from: host.service)
        case .sysvinit, .openrc:
            try scriptPlan(name ?? "").changes(
                from: host.service, isRunning: isRunning(on: host), registry: host.registry)
        case .unknown:
            throw ModuleFailure(
                "cannot detect the service manager of this host", hint: "set `use` to systemd, sysvinit or openrc")
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Host>) -> ModuleFailure? {
        guard manager(of: applied.before) == .systemd else {
            return ModuleFailure(output.complaint, output: output)
        }
        return UnitPlan.failure(of: command, output)
    }

    func result(_ applied: Applied<Host>) -> ModuleResult {
        if manager(of: applied.before) == .systemd { return unitPlan.result(applied.unit) }
        var result: ModuleResult = ["name": name.map(Value.string) ?? .null]
        if let enabled { result["enabled"] = .bool(enabled) }
        if let state { result["state"] = .string(state.reached) }
        return result
    }
}

extension Service {
    /// The list of processes, only where a pattern is looked for in it.
    private var processes: Probe<String?> {
        guard pattern != nil else { return .known(nil) }
        return Probe<CommandOutput>.command(Command("ps", "auxww"), reading: [.services]).map { $0.standardOutput.text }
    }

    private func manager(of host: Host) -> ServiceState.Manager {
        Self.managers[use] ?? host.service.manager
    }

    private func isRunning(on host: Host) -> Bool? {
        if let pattern, let processes = host.processes {
            return processes.split(separator: "\n").contains { $0.contains(pattern) }
        }
        return switch host.service.properties["ActiveState"] {
        case "active": true
        case "inactive", "failed": false
        default: nil
        }
    }

    /// What `use` can name besides auto. Closed, because a host's facts must not choose code.
    private static let managers: [String: ServiceState.Manager] = [
        "systemd": .systemd, "sysvinit": .sysvinit, "openrc": .openrc, "service": .sysvinit,
    ]

    private var unitPlan: UnitPlan {
        UnitPlan(
            name: name, goal: state, enabled: enabled, masked: masked, daemonReload: daemonReload,
            daemonReexec: daemonReexec, scope: scope, noBlock: noBlock, force: force ?? false)
    }

    private func scriptPlan(_ name: String) -> ScriptPlan {
        ScriptPlan(
            name: name, goal: state, enabled: enabled,
            arguments: arguments.split(separator: " ").map(String.init),
            runlevel: runlevel, sleep: sleep.map(Double.init))
    }
}

extension Applied<Service.Host> {
    /// The same, as the unit of systemd alone.
    fileprivate var unit: Applied<ServiceState?> {
        Applied<ServiceState?>(
            before: before.service, after: after?.service, changes: changes, outcomes: outcomes,
            isCheckMode: isCheckMode)
    }
}
