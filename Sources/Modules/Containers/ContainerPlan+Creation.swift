import ModuleKit
import Values

/// How a container comes to be.
extension ContainerPlan {
    func creationSteps(of image: String) throws(ModuleFailure) -> [Step] {
        try creationCalls(of: image).map { engine.step($0) }
    }

    func creationCalls(of image: String) throws(ModuleFailure) -> [DockerCall] {
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

    func body(of image: String) throws(ModuleFailure) -> Mapping {
        var body: Mapping = ["Image": .string(image)]
        var host: Mapping = [:]
        for aspect in try task.aspects(surroundings) {
            guard let wanted = aspect.wanted else { continue }
            switch aspect.field {
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

    func networkChanges(of container: Value) throws(ModuleFailure) -> [Change] {
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

    /// The container as it will be.
    func becoming(running: Bool, paused: Bool = false) -> [Query: Answer] {
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
