import ModuleKit
import Values

/// Tells of a container.
struct DockerContainerInfo: Module {
    static let doc = ModuleDoc(
        "docker_container_info", "Describe a container.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: DockerDescription.returns("container"),
        examples: """
            - name: See whether the press is there
              community.docker.docker_container_info: { name: press }
            """)

    @Argument("The name, or the id.") var name: String
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a container", name)
    }

    var probe: Probe<Value?> { DockerEngine(address, patience).thing("/containers/\(name)/json").probe }
    func changes(from found: Value?) -> [Change] { [] }

    func result(_ applied: Applied<Value?>) -> ModuleResult {
        DockerDescription.of(applied.before, as: "container", patience)
    }
}

/// Tells of a network.
struct DockerNetworkInfo: Module {
    static let doc = ModuleDoc(
        "docker_network_info", "Describe a network of a container engine.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: DockerDescription.returns("network"),
        examples: """
            - docker_network_info: { name: press }
            """)

    @Argument("The name, or the id.") var name: String
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a network", name)
    }

    var probe: Probe<Value?> { DockerEngine(address, patience).thing("/networks/\(name)").probe }
    func changes(from found: Value?) -> [Change] { [] }

    func result(_ applied: Applied<Value?>) -> ModuleResult {
        DockerDescription.of(applied.before, as: "network", patience)
    }
}

/// Tells of a volume.
struct DockerVolumeInfo: Module {
    static let doc = ModuleDoc(
        "docker_volume_info", "Describe a volume of a container engine.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: DockerDescription.returns("volume"),
        examples: """
            - docker_volume_info: { name: plates }
            """)

    @Argument("The name.", aliases: "volume_name") var name: String
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        try DockerEngine.check("a volume", name)
    }

    var probe: Probe<Value?> { DockerEngine(address, patience).thing("/volumes/\(name)").probe }
    func changes(from found: Value?) -> [Change] { [] }

    func result(_ applied: Applied<Value?>) -> ModuleResult {
        DockerDescription.of(applied.before, as: "volume", patience)
    }
}

/// Tells of images.
struct DockerImageInfo: Module {
    static let doc = ModuleDoc(
        "docker_image_info", "Describe images.", collection: "community.docker", refused: DockerPatience.refused,
        returns: [
            ReturnValue("images", "The images that are there, as the engine describes them."),
            ReturnValue("actions", "Nothing, for nothing is done.", only: "if `debug` is set"),
        ],
        examples: """
            - docker_image_info: { name: "quay.io/press/ink:2" }
            - docker_image_info:
            """)

    @Argument("Names or ids; all images if there are none.") var name: [String]?
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) {
        try address.validate()
        for name in name ?? [] { _ = try DockerImageName(name) }
    }

    var probe: Probe<[Value]> {
        get throws(ModuleFailure) {
            let engine = DockerEngine(address, patience)
            guard let name else {
                return engine.told("/images/json").probe.then { list in
                    engine.things((list.list ?? []).compactMap { $0["Id"]?.text }.map { "/images/\($0)/json" })
                        .map { $0.compactMap(\.self) }
                }
            }
            var paths: [String] = []
            for name in name { paths.append(try DockerImageName(name).path) }
            return engine.things(paths).map { $0.compactMap(\.self) }
        }
    }

    func changes(from found: [Value]) -> [Change] { [] }

    func result(_ applied: Applied<[Value]>) -> ModuleResult {
        var result: ModuleResult = ["images": .list(applied.before)]
        if patience.debug { result["actions"] = [] }
        return result
    }
}

/// What modules return that tell of one thing.
enum DockerDescription {
    static func returns(_ key: String) -> [ReturnValue] {
        [
            ReturnValue("exists", "Whether there is such a \(key)."),
            ReturnValue(key, "The \(key) as the engine describes it, or null."),
            ReturnValue("actions", "Nothing, for nothing is done.", only: "if `debug` is set"),
        ]
    }

    static func of(_ found: Value?, as key: String, _ patience: DockerPatience) -> ModuleResult {
        var result: ModuleResult = ["exists": .bool(found != nil)]
        result[key] = found ?? .null
        if patience.debug { result["actions"] = [] }
        return result
    }
}
