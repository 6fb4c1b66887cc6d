import ModuleKit
import Values

/// What one task does to one container.
struct ContainerPlan {
    let task: DockerContainer
    let host: ContainerHost

    private var engine: DockerEngine { task.engine }
    private var path: String { "/containers/\(task.name)" }
    private var isRunning: Bool { host.container?["State", "Running"]?.boolean ?? false }

    func changes() throws(ModuleFailure) -> [Change] {
        guard task.state != .absent else { return host.container == nil ? [] : [removal] }
        try checkSurroundings()
        let pull = try self.pull
        guard let container = host.container else {
            guard let image = task.image else { throw ModuleFailure("a new container needs an `image`") }
            return pull + [try creation(of: image)] + afterwards(behind: nil)
        }
        let differences = try self.differences(of: container, updatable: false)
        if task.recreate || !differences.isEmpty {
            return pull + [try recreation(of: container, because: differences)] + afterwards(behind: nil)
        }
        let limits = try self.differences(of: container, updatable: true)
        let own =
            (limits.isEmpty ? [] : [try update(limits)]) + (try networkChanges(of: container))
            + afterwards(behind: container)
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

/// What differs.
extension ContainerPlan {
    /// - Parameter image: Whether what the image brings is known.
    private func surroundings() -> ContainerSurroundings {
        var known = ContainerSurroundings(environment: host.environment, container: task.name)
        let isOther = host.container != nil && host.image?["Id"] != host.container?["Image"]
        known.image = task.imageComparison == .currentImage && isOther ? nil : host.image
        known.takesImageLabels = task.imageLabelMismatch == .ignore
        for (name, holder) in zip(task.holders, host.holders) { known.holders[name] = holder?["Id"]?.text }
        let bound = host.networks.compactMap { network -> String? in
            guard network?["Driver"] == "bridge" else { return nil }
            return network?["Options", "com.docker.network.bridge.host_binding_ipv4"]?.text
        }
        known.usualAddress = task.defaultHostIp.map { $0.filter { !"[]".contains($0) } } ?? bound.first ?? "0.0.0.0"
        return known
    }

    func differences(of container: Value, updatable: Bool) throws(ModuleFailure) -> DockerDifferences {
        var differences = DockerDifferences()
        let modes = try task.modes
        for aspect in try task.aspects(surroundings()) where aspect.isUpdatable == updatable {
            let found = aspect.found(in: container)
            guard !aspect.isMet(by: found, mode(of: aspect, modes)) else { continue }
            try refuseLabels(aspect, modes)
            differences.add(aspect.name, before: found, after: aspect.expected ?? aspect.wanted)
        }
        if !updatable, modes.mode(of: "image") != .ignore { addImage(container, to: &differences) }
        if !updatable, modes.mode(of: "platform") != .ignore { addPlatform(container, to: &differences) }
        if !updatable, modes.mode(of: "detach") != .ignore { addDetachment(container, to: &differences) }
        return differences
    }

    /// How long a container may take to stop is usually not compared.
    private func mode(of aspect: ContainerAspect, _ modes: ContainerComparisons) -> ContainerAspect.Mode? {
        modes.mode(of: aspect.comparedAs ?? aspect.name) ?? (aspect.name == "stop_timeout" ? .ignore : nil)
    }

    private func refuseLabels(_ aspect: ContainerAspect, _ modes: ContainerComparisons) throws(ModuleFailure) {
        guard aspect.name == "labels", task.imageLabelMismatch == .fail, modes.mode(of: "labels") == .strict else {
            return
        }
        let own = task.parts.labels ?? [:]
        let extra = (host.image?["Config", "Labels"]?.map ?? [:]).keys.filter { own[$0] == nil }.map(\.requestText)
        guard extra.isEmpty else {
            throw ModuleFailure(
                "labels of the image cannot be taken from a container: \(extra.joined(separator: ", "))",
                hint: "set `image_label_mismatch: ignore` to leave them")
        }
    }

    private func addImage(_ container: Value, to differences: inout DockerDifferences) {
        if let image = host.image, image["Id"] != container["Image"] {
            differences.add("image", before: container["Image"], after: image["Id"])
        } else if task.imageNameMismatch == .recreate {
            differences.compare("image_name", task.image.value, with: container["Config", "Image"])
        }
    }

    /// What is not said of a platform is not compared.
    private func addPlatform(_ container: Value, to differences: inout DockerDifferences) {
        guard let platform = task.platform, let image = host.image else { return }
        let wanted = platform.lowercased().split(separator: "/").map(String.init)
        let found = ["Os", "Architecture", "Variant"].map { image[$0]?.text?.lowercased() ?? "" }
        let places = wanted.count == 1 && found[0] != wanted[0] ? found[1...2] : found[...]
        let names = ["x86_64": "amd64", "aarch64": "arm64", "armhf": "arm"]
        let isSame = zip(wanted, places).allSatisfy { (names[$0] ?? $0) == $1 }
        if !isSame {
            differences.add("platform", before: .string(found.joined(separator: "/")), after: .string(platform))
        }
    }

    private func addDetachment(_ container: Value, to differences: inout DockerDifferences) {
        guard let detach = task.detaches else { return }
        let isAttached = ["AttachStdout", "AttachStderr"].allSatisfy { container["Config", $0]?.boolean == true }
        if detach == isAttached { differences.add("detach", before: .bool(!isAttached), after: .bool(detach)) }
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
        let calls = departureCalls + (try creationCalls(of: name.full))
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

    private var stopTime: Int { task.settings.stopTimeout ?? 10 }

    private var stop: DockerCall {
        if task.forceKill {
            return DockerCall("POST", path + "/kill", task.killSignal.map { [("signal", $0)] } ?? [])
        }
        return DockerCall("POST", path + "/stop", task.settings.stopTimeout.map { [("t", String($0))] } ?? [])
    }

    private func update(_ differences: DockerDifferences) throws(ModuleFailure) -> Change {
        var body: Mapping = [:]
        for aspect in try task.aspects(surroundings()) where aspect.isUpdatable {
            if case .host(let key) = aspect.place, let wanted = aspect.wanted { body[key] = wanted }
        }
        return Change(
            "change \(differences.names.joined(separator: ", "))", diff: differences.diff,
            steps: [engine.step(DockerCall("POST", path + "/update", body: .map(body)))],
            expects: becoming(running: isRunning))
    }
}

/// How a container comes to be.
extension ContainerPlan {
    private func creationSteps(of image: String) throws(ModuleFailure) -> [Step] {
        try creationCalls(of: image).map { engine.step($0) }
    }

    private func creationCalls(of image: String) throws(ModuleFailure) -> [DockerCall] {
        let platform = task.platform.map { [("platform", $0)] } ?? []
        let body = try body(of: image)
        let later = (task.parts.networks ?? []).filter { !isFirst($0) }
        return [DockerCall("POST", "/containers/create", [("name", task.name)] + platform, body: .map(body))]
            + later.map(connection)
    }

    /// Whether the container is connected with it from its beginning.
    private func isFirst(_ network: NetworkEntry) -> Bool {
        task.networksCliCompatible && task.networkMode == network.name && task.networkNames.first == network.name
    }

    private func body(of image: String) throws(ModuleFailure) -> Mapping {
        var body: Mapping = ["Image": .string(image)]
        var host: Mapping = [:]
        for aspect in try task.aspects(surroundings()) {
            guard let wanted = aspect.wanted else { continue }
            switch aspect.place {
            case .config(let key): body[key] = wanted
            case .host(let key): host[key] = wanted
            }
        }
        body.merge(task.settings.attachment)
        body["HostConfig"] = .map(host)
        let first = (task.parts.networks ?? []).filter(isFirst)
        if !first.isEmpty {
            body["NetworkingConfig"] = ["EndpointsConfig": .map(Mapping(first.map { ($0.name, $0.endpoint) }))]
        }
        return body
    }

    private func connection(_ network: NetworkEntry) -> DockerCall {
        DockerCall(
            "POST", "/networks/\(network.name)/connect",
            body: ["Container": .string(task.name), "EndpointConfig": network.endpoint])
    }

    private func disconnection(_ network: String) -> DockerCall {
        DockerCall("POST", "/networks/\(network)/disconnect", body: ["Container": .string(task.name)])
    }

    private func networkChanges(of container: Value) throws(ModuleFailure) -> [Change] {
        guard let networks = task.parts.networks else { return [] }
        switch try task.modes.mode(of: "networks") {
        case .ignore: return []
        case .strict: return additions(networks, container) + removals(besides: networks, container)
        case .allowMore, nil: return additions(networks, container)
        }
    }

    private func additions(_ networks: [NetworkEntry], _ container: Value) -> [Change] {
        let connected = container["NetworkSettings", "Networks"]?.map ?? [:]
        return networks.compactMap { network in
            let found = connected[network.name]
            guard found.map({ !network.isMet(by: $0) }) ?? true else { return nil }
            let calls = (found == nil ? [] : [disconnection(network.name)]) + [connection(network)]
            return Change(
                "connect with \(network.name)",
                diff: .setting(network.name, before: found.map { JSONWriter().write($0) }, after: "connected"),
                steps: calls.map { engine.step($0) }, expects: becoming(running: isRunning))
        }
    }

    private func removals(besides networks: [NetworkEntry], _ container: Value) -> [Change] {
        let connected = (container["NetworkSettings", "Networks"]?.map ?? [:]).keys.map(\.requestText)
        let extra = connected.filter { name in !networks.contains { $0.name == name } }
        return extra.map { name in
            Change(
                "disconnect from \(name)", diff: .setting(name, before: "connected", after: nil),
                steps: [engine.step(disconnection(name))], expects: becoming(running: isRunning))
        }
    }
}

/// What runs.
extension ContainerPlan {
    /// - Parameter container: The one that stays; `nil` behind a new one.
    private func afterwards(behind container: Value?) -> [Change] {
        var changes: [Change] = []
        let runs = container != nil && isRunning
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
        var steps = [engine.step(DockerCall("POST", path + "/start"))]
        let waits = task.settings.detach == false
        if waits {
            steps.append(engine.step(DockerCall("POST", path + "/wait"), longer: 86_400))
            let removes = task.settings.autoRemove == true
            if !removes { steps.append(engine.step(.get(path + "/logs", [("stdout", "1"), ("stderr", "1")]))) }
            if !removes, task.cleanup {
                steps.append(
                    engine.step(
                        DockerCall("DELETE", path, [("force", "true"), ("v", task.keepVolumes ? "false" : "true")])))
            }
        }
        return Change(
            "start \(task.name)", diff: .setting("running", before: "false", after: "true"), steps: steps,
            expects: waits ? [task.container.query: .unknown] : becoming(running: true))
    }

    private var restart: Change {
        let call = DockerCall("POST", path + "/restart", [("t", String(stopTime))])
        return Change(
            "restart \(task.name)", diff: .setting("restarted", before: "false", after: "true"),
            steps: [engine.step(call, longer: stopTime)], expects: becoming(running: true))
    }

    private var ending: Change {
        Change(
            "stop \(task.name)", diff: .setting("running", before: "true", after: "false"),
            steps: [engine.step(stop, longer: stopTime)], expects: becoming(running: false))
    }

    private func pause(_ isWanted: Bool) -> Change {
        Change(
            isWanted ? "pause \(task.name)" : "let \(task.name) go on",
            diff: .setting("paused", before: String(!isWanted), after: String(isWanted)),
            steps: [engine.step(DockerCall("POST", path + (isWanted ? "/pause" : "/unpause")))],
            expects: becoming(running: true, paused: isWanted))
    }

    /// Waits until the engine finds it well, or has no way to tell.
    private var recovery: Change {
        let words = [path + "/json", String(Int(task.healthyWaitTimeout))]
        return Change(
            "wait until \(task.name) is well", steps: [.run(engine.script(DockerScript.health, words))], counts: false)
    }

    /// The container as it will be.
    private func becoming(running: Bool, paused: Bool = false) -> [Query: Answer] {
        let state: Value = ["Running": .bool(running), "Paused": .bool(paused)]
        var wanted: Mapping = ["Name": .string("/\(task.name)"), "State": state]
        if let body = try? body(of: task.image ?? ""), let settings = body["HostConfig"] {
            wanted.merge(["Config": .map(body), "HostConfig": settings, "Image": host.image?["Id"] ?? .null])
        }
        wanted["NetworkSettings"] = [
            "Networks": .map(Mapping(task.networkNames.map { ($0, [:] as Value) }))
        ]
        return task.container.becoming(.map(wanted)) { told in told?["State", "Running"]?.boolean == running }
    }
}

extension NetworkEntry {
    /// As the engine takes it.
    var endpoint: Value {
        var endpoint: Mapping = [:]
        let addresses: Mapping = [
            "IPv4Address": ipv4Address.value ?? .null, "IPv6Address": ipv6Address.value ?? .null,
        ]
        if ipv4Address != nil || ipv6Address != nil { endpoint["IPAMConfig"] = .map(addresses.withoutNulls) }
        if let aliases { endpoint["Aliases"] = (aliases as [String]?).value }
        if let links { endpoint["Links"] = .list(links.map { .string($0.contains(":") ? $0 : "\($0):\($0)") }) }
        if let macAddress { endpoint["MacAddress"] = .string(String(macAddress.map { $0 == "-" ? ":" : $0 })) }
        return .map(endpoint)
    }

    /// Whether a connection is as it should be; others may have added to it.
    func isMet(by found: Value) -> Bool {
        let endpoint = endpoint
        let addresses = ["IPv4Address", "IPv6Address"].allSatisfy { key in
            endpoint["IPAMConfig", key].map { $0 == found["IPAMConfig", key] } ?? true
        }
        let lists = ["Aliases", "Links"].allSatisfy { key in
            endpoint[key].map { found[key]?.textSet.isSuperset(of: $0.textSet) ?? $0.textSet.isEmpty } ?? true
        }
        return addresses && lists && (endpoint["MacAddress"].map { $0 == found["MacAddress"] } ?? true)
    }
}
