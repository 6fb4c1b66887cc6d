import ModuleKit
import Values

/// What one task does to one container.
struct ContainerPlan {
    let task: DockerContainer
    let host: ContainerHost

    var engine: DockerEngine { task.engine }
    var path: String { "/containers/\(task.name)" }
    var isRunning: Bool { host.container?["State", "Running"]?.boolean ?? false }

    private var activity: ContainerActivity { ContainerActivity(task: task, plan: self) }
    private var comparison: ContainerDifferences { ContainerDifferences(task: task, host: host) }
    var surroundings: ContainerSurroundings { comparison.surroundings }

    func changes() throws(ModuleFailure) -> [Change] {
        guard task.state != .absent else { return host.container == nil ? [] : [removal] }
        try checkSurroundings()
        let pull = try self.pull
        guard let container = host.container else {
            guard let image = task.image else { throw ModuleFailure("a new container needs an `image`") }
            return pull + [try creation(of: image)] + activity.changes(behind: nil)
        }
        let differences = try comparison.of(container, updatable: false)
        if task.recreate || !differences.isEmpty {
            return pull + [try recreation(of: container, because: differences)] + activity.changes(behind: nil)
        }
        let limits = try comparison.of(container, updatable: true)
        let own =
            (limits.isEmpty ? [] : [try update(limits)]) + (try networkChanges(of: container))
            + activity.changes(behind: container)
        return pull.isEmpty ? own : pull + [try recreationUnlessSame(container)] + own
    }

    private func checkSurroundings() throws(ModuleFailure) {
        for (name, network) in zip(task.networkNames, host.networks) where network == nil {
            throw ModuleFailure("there is no network \(name)")
        }
        if let name = try task.imageName, host.image == nil, task.pull == .never || name.isID {
            throw ModuleFailure("there is no image \(name.full), and none is pulled")
        }
    }
}

/// What is done.
extension ContainerPlan {
    private var pull: [Change] {
        get throws(ModuleFailure) {
            guard try task.pulls(host), let name = try task.imageName else { return [] }
            let call = name.pull(platform: task.platform, host.credentials)
            return [
                Change(
                    "pull \(name.full)", steps: [engine.step(call, longer: 600)],
                    counts: host.image == nil || task.pullCheckModeBehavior == .always,
                    expects: [engine.thing(name.path).query: .unknown])
            ]
        }
    }

    private func creation(of image: String) throws(ModuleFailure) -> Change {
        Change(
            "create the container \(task.name)", diff: .setting(task.name, before: nil, after: "created"),
            steps: try creationSteps(of: image), expects: becoming(running: false))
    }

    private func recreation(of container: Value, because differences: DockerDifferences) throws(ModuleFailure) -> Change
    {
        let image = task.image ?? container["Image"]?.text ?? ""
        let names = differences.names.joined(separator: ", ")
        return Change(
            names.isEmpty ? "make \(task.name) anew" : "make \(task.name) anew: \(names)", diff: differences.diff,
            steps: departure + (try creationSteps(of: image)), expects: becoming(running: false))
    }

    /// Behind a pull, which may have brought what the container has.
    private func recreationUnlessSame(_ container: Value) throws(ModuleFailure) -> Change {
        guard let name = try task.imageName, let old = container["Image"]?.text else {
            return Change("keep \(task.name)", steps: [], counts: false)
        }
        let runs = task.state == .started || task.state == .healthy
        let start = runs ? [DockerCall("POST", path + "/start")] : []
        let calls = departureCalls + (try creationCalls(of: name.full)) + start
        let steps = calls.map { call -> Step in
            var guarded = call
            guarded.unless = (name.path, old)
            return engine.step(guarded, longer: stopTime)
        }
        return Change("make \(task.name) anew if its image is another", steps: steps, counts: false)
    }

    private var removal: Change {
        Change(
            "remove the container \(task.name)", diff: .setting(task.name, before: "there", after: nil),
            steps: departure, expects: task.container.becoming(nil))
    }

    private var departure: [Step] { departureCalls.map { engine.step($0, longer: stopTime) } }

    private var departureCalls: [DockerCall] {
        let removal = DockerCall("DELETE", path, [("v", task.keepVolumes ? "false" : "true"), ("force", "false")])
        return (isRunning ? [stop] : []) + [removal]
    }

    var stopTime: Int { task.settings.stopTimeout ?? 10 }

    var stop: DockerCall {
        if task.forceKill {
            return DockerCall("POST", path + "/kill", task.killSignal.map { [("signal", $0)] } ?? [])
        }
        return DockerCall("POST", path + "/stop", task.settings.stopTimeout.map { [("t", String($0))] } ?? [])
    }

    private func update(_ differences: DockerDifferences) throws(ModuleFailure) -> Change {
        var body: Mapping = [:]
        for aspect in try task.aspects(surroundings) where aspect.isUpdatable {
            if case .host(let key) = aspect.field, let wanted = aspect.wanted { body[key] = wanted }
        }
        return Change(
            "change \(differences.names.joined(separator: ", "))", diff: differences.diff,
            steps: [engine.step(DockerCall("POST", path + "/update", body: .map(body)))],
            expects: becoming(running: isRunning))
    }
}
