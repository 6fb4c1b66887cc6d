import ModuleKit
import Values

/// Controls one unit of systemd: whether it runs, starts at boot, is masked.
struct SystemdService: Module {
    static let doc = ModuleDoc(
        "systemd_service", "Control systemd units.", aliases: ["systemd"],
        returns: [
            ReturnValue("name", "The unit."),
            ReturnValue("status", "The properties of the unit."),
            ReturnValue("enabled", "The wanted value.", only: "if it is given"),
            ReturnValue("state", "The state that was reached.", only: "if one is wanted"),
        ],
        differences: """
            A unit is masked after it is disabled and unmasked before it is enabled. An alias of a unit counts as \
            enabled when the unit is.
            """,
        examples: """
            - systemd_service: { name: ssh, state: started, enabled: true }
            - systemd: { name: model-service.service, state: restarted, daemon_reload: true }
            - systemd_service: { name: fstrim.timer, state: started, enabled: true, masked: false }
            - systemd: { daemon_reload: true }
            - systemd: { name: "gate@east", state: started, scope: user }
            """)

    @Argument("Name of the unit; without a suffix it is a service.", aliases: "service", "unit") var name: String?
    @Argument("Whether the unit should run; restarted and reloaded always act.") var state: ServiceGoal?
    @Argument("Whether the unit should start at boot.") var enabled: Bool?
    @Argument("Whether to mask the unit, so that nothing can start it.") var masked: Bool?
    @Argument("Reload systemd's unit files first.", aliases: "daemon-reload") var daemonReload: Bool = false
    @Argument("Re-execute systemd first.", aliases: "daemon-reexec") var daemonReexec: Bool = false
    @Argument("Which manager: the system's, the user's, or that of all users.") var scope: ServiceScope = .system
    @Argument("Do not wait until the unit has started or stopped.") var noBlock: Bool = false
    @Argument("Replace links that conflict when a unit is enabled.") var force: Bool?

    static let rules: [ArgumentRule] = [
        .requires("state", "name"),
        .requires("enabled", "name"),
        .requires("masked", "name"),
    ]

    func validate() throws(ModuleFailure) {
        if let name { try UnitName.check(name) }
        guard name == nil || state != nil || enabled != nil || masked != nil || daemonReload || daemonReexec else {
            throw ModuleFailure(
                "\(MatchedPhrase.oneIsRequired): state, enabled, masked, daemon_reload, daemon_reexec")
        }
    }

    var touches: [Footprint] { name.map { [.service($0)] } ?? [.services] }

    var probe: Probe<ServiceState?> {
        guard let name else { return .known(nil) }
        return Probe<ServiceState>.service(name, scope).map { $0 }
    }

    func changes(from state: ServiceState?) throws(ModuleFailure) -> [Change] { try plan.changes(from: state) }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<ServiceState?>)
        -> ModuleFailure?
    { UnitPlan.failure(of: command, output) }

    func result(_ applied: Applied<ServiceState?>) -> ModuleResult { plan.result(applied) }

    private var plan: UnitPlan {
        UnitPlan(
            name: name, goal: state, enabled: enabled, masked: masked, daemonReload: daemonReload,
            daemonReexec: daemonReexec, scope: scope, noBlock: noBlock, force: force ?? false)
    }
}

extension ServiceScope: ArgumentChoice {}
