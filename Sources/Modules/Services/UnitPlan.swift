import ModuleKit
import Values

/// What is wanted of one unit of systemd, and the calls of systemctl(1) that bring it about.
struct UnitPlan: Sendable {
    var name: String?
    var goal: ServiceGoal?
    var enabled: Bool?
    var masked: Bool?
    var daemonReload = false
    var daemonReexec = false
    var scope = ServiceScope.system
    var noBlock = false
    var force = false

    /// Everything that must be done on a host where the unit is in `state`; `nil` when no unit is named.
    ///
    /// A unit is unmasked before it is enabled and masked after it is disabled: systemctl refuses either
    /// the other way round.
    func changes(from state: ServiceState?) throws(ModuleFailure) -> [Change] {
        var changes: [Change] = []
        var forecast = state
        func add(_ verb: String, _ name: String) {
            forecast = forecast?.after(verb)
            changes.append(change(verb, name, leaving: forecast))
            if state?.exists == false, !verb.hasSuffix("mask") { changes[changes.count - 1].doubt = Self.notThereYet }
        }
        if daemonReexec { changes.append(manager("daemon-reexec")) }
        if daemonReload { changes.append(manager("daemon-reload")) }
        guard let name, let state else { return changes }
        try checkExists(name, state)
        if masked == false, state.isMasked { add("unmask", name) }
        if let enabled, enabled != state.isEnabledForBoot { add(enabled ? "enable" : "disable", name) }
        if masked == true, !state.isMasked { add("mask", name) }
        if let verb = goal?.verb(isRunning: state.isActive, isStopping: state.isStopping) { add(verb, name) }
        return changes
    }

    /// What the module returns: the unit as it was found, as Ansible's module does.
    func result(_ applied: Applied<ServiceState?>) -> ModuleResult {
        let properties = applied.before?.properties ?? [:]
        var result: ModuleResult = ["name": name.map(Value.string) ?? .null]
        result["status"] = .map(Mapping(properties.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }))
        if let enabled { result["enabled"] = .bool(enabled) }
        if let goal { result["state"] = .string(goal.reached) }
        return result
    }
}

extension UnitPlan {
    private static let notThereYet = "there is no such unit before systemd reloads its unit files"

    /// A unit may be masked before there is one, and one that was just written is known only after a reload.
    private func checkExists(_ name: String, _ state: ServiceState) throws(ModuleFailure) {
        guard state.manager == .systemd else {
            throw ModuleFailure(
                "systemd is not running on this host", hint: "use the module `service`, which uses what the host has")
        }
        guard goal != nil || enabled != nil, !daemonReload, !state.exists else { return }
        throw ModuleFailure("\(MatchedPhrase.noService) \(name)")
    }

    private func manager(_ verb: String) -> Change {
        Change(verb, steps: [.run(systemctl([verb]))], counts: false, touches: [.services])
    }

    private func change(_ verb: String, _ name: String, leaving state: ServiceState?) -> Change {
        let bounces = ["start", "stop", "restart", "reload"].contains(verb)
        let options = (noBlock && bounces ? ["--no-block"] : []) + (force && !bounces ? ["--force"] : [])
        return Change(
            "\(verb) \(name)", steps: [.run(systemctl(options + [verb, name]))], touches: [.services],
            expects: forecast(verb, name, state))
    }

    /// What a mask hides, only the host knows.
    private func forecast(_ verb: String, _ name: String, _ state: ServiceState?) -> [Query: Answer] {
        guard let state else { return [:] }
        return [.service(name, scope): verb == "unmask" ? .unknown : .service(state)]
    }

    private func systemctl(_ arguments: [String]) -> Command {
        switch scope {
        case .system: Command(.arguments(["systemctl"] + arguments))
        case .global: Command(.arguments(["systemctl", "--global"] + arguments))
        case .user:
            Command(.arguments(["/bin/sh", "-c", Self.withRuntimeDirectory, "sh", "systemctl", "--user"] + arguments))
        }
    }

    /// A log-in over SSH need not set the variable by which systemctl finds the user's manager.
    private static let withRuntimeDirectory =
        #"XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"; export XDG_RUNTIME_DIR; exec "$@""#

    static func failure(of command: Command, _ output: CommandOutput) -> ModuleFailure {
        guard case .arguments(let arguments) = command.form, let last = arguments.last else {
            return ModuleFailure(output.complaint, output: output)
        }
        if last.hasPrefix("daemon-") {
            return ModuleFailure("systemd could not \(last): \(output.complaint)", output: output)
        }
        let verb = arguments.dropLast().last ?? ""
        return ModuleFailure("could not \(verb) \(last): \(output.complaint)", output: output)
    }
}

extension ServiceState {
    /// Whether nothing is left to enable: also of units that need no enabling, but not of those that are enabled until the
    /// next boot alone, or only as `Also=` of another unit.
    var isEnabledForBoot: Bool {
        ["enabled", "static", "generated"].contains(properties["UnitFileState"] ?? "")
    }

    fileprivate var isStopping: Bool { properties["ActiveState"] == "deactivating" }

    /// The state that a call of systemctl(1) is expected to leave.
    fileprivate func after(_ verb: String) -> ServiceState {
        var state = self
        switch verb {
        case "enable", "disable": state.properties["UnitFileState"] = verb + "d"
        case "mask": state.properties.merge(["LoadState": "masked", "UnitFileState": "masked"]) { $1 }
        case "unmask": state.properties.merge(["LoadState": "loaded", "UnitFileState": "disabled"]) { $1 }
        case "stop": state.properties["ActiveState"] = "inactive"
        default: state.properties["ActiveState"] = "active"
        }
        return state
    }
}
