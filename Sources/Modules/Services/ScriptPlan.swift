import ModuleKit
import Values

/// What is wanted of one service that is run by a script of `/etc/init.d`, and the commands that bring it about.
struct ScriptPlan: Sendable {
    /// What a host without systemd has for starting services at boot.
    enum Registry: Sendable {
        case updateRcD, chkconfig, rcUpdate
    }

    var name: String
    var goal: ServiceGoal?
    var enabled: Bool?
    var arguments: [String] = []
    var runlevel = "default"
    /// Seconds between stop and start of a restart.
    var sleep: Double?

    /// - Parameters:
    ///   - isRunning: As the script's status command or the list of processes tells; `nil` if neither does.
    func changes(from state: ServiceState, isRunning: Bool?, registry: Registry?) throws(ModuleFailure) -> [Change] {
        guard state.exists else { throw ModuleFailure("\(MatchedPhrase.noService) \(name)") }
        var changes: [Change] = []
        if let enabled, enabled != state.isEnabled { changes.append(try boot(enabled, registry)) }
        guard let goal else { return changes }
        guard let isRunning else {
            throw ModuleFailure(
                "neither the script \(name) nor the process list tells whether it is running",
                hint: "if the script has no status command, identify its process with `pattern`")
        }
        if let verb = goal.verb(isRunning: isRunning) { changes.append(bounce(verb, state.manager)) }
        return changes
    }
}

extension ScriptPlan {
    private func bounce(_ verb: String, _ manager: ServiceState.Manager) -> Change {
        guard verb == "restart", let sleep else {
            return Change("\(verb) \(name)", steps: [.run(script(verb, manager))])
        }
        let pause = Step.wait(WaitCondition(.nothing, timeout: sleep))
        return Change(
            "restart \(name)", steps: [.run(script("stop", manager)), pause, .run(script("start", manager))])
    }

    private func script(_ verb: String, _ manager: ServiceState.Manager) -> Command {
        Command(.arguments([manager == .openrc ? "rc-service" : "service", name, verb] + arguments))
    }

    private func boot(_ enabled: Bool, _ registry: Registry?) throws(ModuleFailure) -> Change {
        let commands: [[String]] =
            switch registry {
            case .updateRcD where enabled: [["update-rc.d", name, "defaults"], ["update-rc.d", name, "enable"]]
            case .updateRcD: [["update-rc.d", name, "disable"]]
            case .chkconfig: [["chkconfig", name, enabled ? "on" : "off"]]
            case .rcUpdate: [["rc-update", enabled ? "add" : "del", name, runlevel]]
            case nil:
                throw ModuleFailure(
                    "cannot manage what starts at boot: neither update-rc.d, chkconfig nor rc-update was found")
            }
        return Change(
            "\(enabled ? "enable" : "disable") \(name)", steps: commands.map { .run(Command(.arguments($0))) })
    }
}
