import ModuleKit
import Values

/// Makes and removes networks of a container engine, and connects containers with them.
struct DockerNetwork: Module {
    enum Scope: String, ArgumentChoice {
        case local, global, swarm
    }

    struct AddressPool: ArgumentRecord {
        @Argument("Addresses that are taken, by the names of their holders.") var auxAddresses: Mapping?
        @Argument("Address of the gateway.") var gateway: String?
        @Argument("The range that containers get addresses of.") var iprange: String?
        @Argument("The subnet.") var subnet: String?
    }

    static let doc = ModuleDoc(
        "docker_network", "Manage networks of a container engine.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("network", "The network as the engine describes it; null where there is none."),
            ReturnValue("actions", "What was done, or would be.", only: "if `debug` is set"),
        ],
        examples: """
            - name: Let the presses talk to each other
              community.docker.docker_network: { name: press, ipam_config: [{ subnet: 10.9.0.0/24, gateway: 10.9.0.1 }] }
            - docker_network: { name: press, connected: [web, ink], appends: true, internal: true }
            - docker_network: { name: press, state: absent }
            """)

    @Argument("Leave other containers connected.", aliases: "incremental") var appends: Bool = false
    @Argument("Whether containers that stand alone may join a network of a swarm.") var attachable: Bool?
    @Argument("The network whose configuration is taken.") var configFrom: String?
    @Argument("Whether it is a configuration for others, and no network.") var configOnly: Bool?
    @Argument("Containers that should be connected, and no others.", aliases: "containers") var connected: [String] = []
    @Argument("The driver.") var driver: String = "bridge"
    @Argument("Options of the driver.") var driverOptions: Mapping = [:]
    @Argument("Whether it has addresses of IPv4.") var enableIpv4: Bool?
    @Argument("Whether it has addresses of IPv6.") var enableIpv6: Bool?
    @Argument("Disconnect all containers and make it anew.") var force: Bool = false
    @Argument("Whether it routes what comes into a swarm.") var ingress: Bool?
    @Argument("Whether it leads nowhere else.") var `internal`: Bool?
    @Argument("Its address pools.") var ipamConfig: [AddressPool]?
    @Argument("The driver that manages addresses.") var ipamDriver: String?
    @Argument("Options of that driver.") var ipamDriverOptions: Mapping?
    @Argument("Labels.") var labels: Mapping = [:]
    @Argument("The name.", aliases: "network_name") var name: String
    @Argument("Where it is known.") var scope: Scope?
    @Argument("Whether there should be such a network.") var state: Presence = .present
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a network", name)
        for container in connected { try DockerEngine.check("a container", container) }
    }

    var touches: [Footprint] { [.network, DockerEngine.footprint] }
    var probe: Probe<Value?> { network.probe }

    func changes(from found: Value?) -> [Change] {
        guard state == .present else { return found.map { [removal(of: $0)] } ?? [] }
        guard let found else { return [creation(behind: nil)] + connections(to: [:]) }
        let differences = differences(of: found)
        if force || !differences.isEmpty {
            return [removal(of: found), creation(behind: differences)] + connections(to: [:])
        }
        return connections(to: found)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Value?>) -> ModuleFailure? {
        .docker(output)
    }

    func result(_ applied: Applied<Value?>) -> ModuleResult {
        let found = applied.changed ? applied.after : applied.before
        var result: ModuleResult = ["network": (found ?? nil) ?? .null]
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

/// What differs.
extension DockerNetwork {
    private var engine: DockerEngine { DockerEngine(address, patience) }
    private var network: HostFact<Value?> { engine.thing("/networks/\(name)") }

    private func differences(of found: Value) -> DockerDifferences {
        var differences = DockerDifferences()
        let flags: [(String, Bool?, String)] = [
            ("attachable", attachable, "Attachable"), ("enable_ipv4", enableIpv4, "EnableIPv4"),
            ("enable_ipv6", enableIpv6, "EnableIPv6"), ("ingress", ingress, "Ingress"),
            ("internal", `internal`, "Internal"), ("config_only", configOnly, "ConfigOnly"),
        ]
        for (name, wanted, key) in flags where wanted ?? (found[key]?.boolean ?? false) != found[key]?.boolean ?? false
        {
            differences.add(name, before: found[key], after: wanted.map { .bool($0) })
        }
        if configFrom == nil { differences.compare("driver", .string(driver), with: found["Driver"]) }
        differences.compare("driver_options", driverOptions.isEmpty ? nil : driverOptions, within: found["Options"])
        differences.compare("labels", labels.isEmpty ? nil : labels, within: found["Labels"])
        differences.compare("scope", scope.map { .string($0.rawValue) }, with: found["Scope"])
        differences.compare("config_from", configFrom.map { .string($0) }, with: found["ConfigFrom", "Network"])
        differences.compare("ipam_driver", ipamDriver.map { .string($0) }, with: found["IPAM", "Driver"])
        differences.compare("ipam_driver_options", ipamDriverOptions, within: found["IPAM", "Options"])
        let pools = found["IPAM", "Config"]?.list ?? []
        for pool in ipamConfig ?? [] where !pools.contains(where: pool.isMet) {
            differences.add("ipam_config", before: .list(pools), after: .map(pool.body))
        }
        return differences
    }

    /// The containers that are connected, by their names.
    private func members(of found: Value) -> [String] {
        (found["Containers"]?.map ?? [:]).compactMap { $0.value["Name"]?.text }.sorted()
    }

    private func connections(to found: Value) -> [Change] {
        let members = members(of: found)
        let missing = connected.filter { !members.contains($0) }
        let extra = appends ? [] : members.filter { !connected.contains($0) }
        let after = becoming(members.filter { !extra.contains($0) } + missing)
        return missing.map { membership("connect", $0, after) } + extra.map { membership("disconnect", $0, after) }
    }
}

/// What is done.
extension DockerNetwork {
    private func membership(_ verb: String, _ container: String, _ after: [Query: Answer]) -> Change {
        let body: Value =
            verb == "connect"
            ? ["Container": .string(container)] : ["Container": .string(container), "Force": true]
        return Change(
            "\(verb) \(container)",
            diff: .setting(
                container, before: verb == "connect" ? nil : "connected", after: verb == "connect" ? "connected" : nil),
            steps: [engine.step(DockerCall("POST", "/networks/\(name)/\(verb)", body: body))], expects: after)
    }

    private func removal(of found: Value) -> Change {
        let leaving = members(of: found).map { membership("disconnect", $0, [:]) }.flatMap(\.steps)
        return Change(
            "remove the network \(name)", diff: .setting(name, before: "present", after: nil),
            steps: leaving + [engine.step(DockerCall("DELETE", "/networks/\(name)"))], expects: network.becoming(nil))
    }

    private func creation(behind differences: DockerDifferences?) -> Change {
        Change(
            "create the network \(name)", diff: differences?.diff ?? .setting(name, before: nil, after: "present"),
            steps: [engine.step(DockerCall("POST", "/networks/create", body: .map(body)))], expects: becoming([]))
    }

    private var body: Mapping {
        var pool: Mapping = [:]
        if let ipamDriver { pool["Driver"] = .string(ipamDriver) }
        if let ipamDriverOptions { pool["Options"] = .map(ipamDriverOptions.asTexts) }
        if let ipamConfig { pool["Config"] = .list(ipamConfig.map { .map($0.body) }) }
        var body: Mapping = [
            "Name": .string(name), "Driver": configFrom == nil ? .string(driver) : .null, "CheckDuplicate": true,
            "Options": .map(driverOptions.asTexts), "IPAM": pool.isEmpty ? .null : .map(pool),
        ]
        body.merge([
            "Internal": `internal`.map { .bool($0) } ?? .null, "Labels": labels.isEmpty ? .null : .map(labels.asTexts),
            "EnableIPv4": enableIpv4.map { .bool($0) } ?? .null, "EnableIPv6": enableIpv6.map { .bool($0) } ?? .null,
            "Attachable": attachable.map { .bool($0) } ?? .null, "Ingress": ingress.map { .bool($0) } ?? .null,
            "ConfigOnly": configOnly.map { .bool($0) } ?? .null,
            "ConfigFrom": configFrom.map { ["Network": .string($0)] } ?? .null,
            "Scope": scope.map { .string($0.rawValue) } ?? .null,
        ])
        return body.withoutNulls
    }

    /// The network as it will be, with these containers.
    private func becoming(_ members: [String]) -> [Query: Answer] {
        let containers = Mapping(members.map { ($0, ["Name": .string($0)] as Value) })
        let wanted = body.merging(["Containers": .map(containers)])
        return network.becoming(.map(wanted)) { told in
            guard let told else { return false }
            return differences(of: told).isEmpty && self.members(of: told) == members.sorted()
        }
    }
}

extension DockerNetwork.AddressPool {
    fileprivate var body: Mapping {
        let pairs: [(String, Value?)] = [
            ("Subnet", subnet.map { .string($0) }), ("IPRange", iprange.map { .string($0) }),
            ("Gateway", gateway.map { .string($0) }), ("AuxiliaryAddresses", auxAddresses.map { .map($0.asTexts) }),
        ]
        return Mapping(pairs.compactMap { pair in pair.1.map { (pair.0, $0) } })
    }

    fileprivate func isMet(by found: Value) -> Bool {
        body.allSatisfy { key, value in found.map?[key] == value }
    }
}
