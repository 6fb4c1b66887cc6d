import ModuleKit
import Values

/// What a container does: it runs, is paused or stopped.
struct ContainerActivity {
    let task: DockerContainer
    let plan: ContainerPlan

    /// - Parameter container: The one that stays; `nil` behind a new one.
    func changes(behind container: Value?) -> [Change] {
        var changes: [Change] = []
        let runs = container != nil && plan.isRunning
        switch task.state {
        case .started, .healthy:
            if !runs { changes.append(start) } else if task.restart { changes.append(restart) }
            let isPaused = runs && container?["State", "Paused"]?.boolean == true
            if let wanted = task.isPaused, wanted != isPaused { changes.append(pause(wanted)) }
            if task.state == .healthy { changes.append(recovery) }
        case .stopped where runs: changes.append(ending)
        case .stopped, .present, .absent: break
        }
        return changes
    }

    private var start: Change {
        var steps = [plan.engine.step(DockerCall("POST", plan.path + "/start"))]
        let waits = task.settings.detach == false
        if waits {
            steps.append(plan.engine.step(DockerCall("POST", plan.path + "/wait"), longer: 86_400))
            let removes = task.settings.autoRemove == true
            if !removes {
                steps.append(plan.engine.step(.get(plan.path + "/logs", [("stdout", "1"), ("stderr", "1")])))
            }
            if !removes, task.cleanup {
                steps.append(
                    plan.engine.step(
                        DockerCall(
                            "DELETE", plan.path, [("force", "true"), ("v", task.keepVolumes ? "false" : "true")])))
            }
        }
        return Change(
            "start \(task.name)", diff: .setting("running", before: "false", after: "true"), steps: steps,
            expects: waits ? [task.container.query: .unknown] : plan.becoming(running: true))
    }

    private var restart: Change {
        let call = DockerCall("POST", plan.path + "/restart", [("t", String(plan.stopTime))])
        return Change(
            "restart \(task.name)", diff: .setting("restarted", before: "false", after: "true"),
            steps: [plan.engine.step(call, longer: plan.stopTime)], expects: plan.becoming(running: true))
    }

    private var ending: Change {
        Change(
            "stop \(task.name)", diff: .setting("running", before: "true", after: "false"),
            steps: [plan.engine.step(plan.stop, longer: plan.stopTime)], expects: plan.becoming(running: false))
    }

    private func pause(_ isWanted: Bool) -> Change {
        Change(
            isWanted ? "pause \(task.name)" : "let \(task.name) go on",
            diff: .setting("paused", before: String(!isWanted), after: String(isWanted)),
            steps: [plan.engine.step(DockerCall("POST", plan.path + (isWanted ? "/pause" : "/unpause")))],
            expects: plan.becoming(running: true, paused: isWanted))
    }

    /// Waits until the engine finds it well, or has no way to tell.
    private var recovery: Change {
        let words = [plan.path + "/json", String(Int(task.healthyWaitTimeout))]
        return Change(
            "wait until \(task.name) is well", steps: [.run(plan.engine.script(DockerScript.health, words))],
            counts: false)
    }
}
