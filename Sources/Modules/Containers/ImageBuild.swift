import ModuleKit
import Values

/// How an image is pulled.
struct ImagePull: ArgumentRecord {
    @Argument("The platform.") var platform: String?
}

/// How an image is built.
struct ImageBuild: ArgumentRecord {
    @Argument("Arguments of the build.") var args: Mapping?
    @Argument("Images that are taken instead of building their layers again.") var cacheFrom: [String]?
    @Argument("Limits while it is built.") var containerLimits: BuildLimits?
    @Argument("The description within `path`.") var dockerfile: String?
    @Argument("Further names of hosts, with their addresses.") var etcHosts: Mapping?
    @Argument("Seconds without progress until it fails.") var httpTimeout: Int?
    @Argument("Labels.") var labels: Mapping?
    @Argument("The network while it is built.") var network: String?
    @Argument("Build all layers again.") var nocache: Bool = false
    @Argument("The directory of the host that it is built from.") var path: RemotePath
    @Argument("The platform.") var platform: String?
    @Argument("Pull what it is based on.") var pull: Bool = false
    @Argument("Remove containers that the build makes.") var rm: Bool = true
    @Argument("Size of /dev/shm while it is built.") var shmSize: ByteCount?
    @Argument("The stage that is built.") var target: String?
}

/// Limits of a build.
struct BuildLimits: ArgumentRecord {
    @Argument("Which processors it may use.") var cpusetcpus: String?
    @Argument("Share of processor time.") var cpushares: Int?
    @Argument("Limit of memory.") var memory: ByteCount?
    @Argument("Limit of memory and swap together.") var memswap: ByteCount?
}

extension ImageBuild {
    /// As the engine takes it.
    func query(naming name: String) -> String {
        let json = { (value: Value?) in value.map { JSONWriter().write($0) } }
        let limits: [(String, String?)] = [
            ("cpusetcpus", containerLimits?.cpusetcpus), ("cpushares", containerLimits?.cpushares.map(String.init)),
            ("memory", containerLimits?.memory.map { String($0.bytes) }),
            ("memswap", containerLimits?.memswap.map { String($0.bytes) }),
        ]
        let words: [(String, String?)] = [
            ("t", name), ("dockerfile", dockerfile), ("nocache", nocache ? "true" : nil), ("pull", pull ? "true" : nil),
            ("rm", rm ? "true" : "false"), ("forcerm", rm ? "true" : nil), ("target", target), ("platform", platform),
            ("networkmode", network), ("shmsize", shmSize.map { String($0.bytes) }),
            ("buildargs", json(args.map { .map($0.asTexts) })), ("labels", json(labels.map { .map($0.asTexts) })),
            ("cachefrom", json(cacheFrom.value)),
            (
                "extrahosts",
                etcHosts.map { $0.map { "\($0.key.requestText):\($0.value.requestText)" }.joined(separator: ",") }
            ),
        ]
        return (words + limits).compactMap { name, value in value.map { "\(name)=\(WebForm.escaped($0))" } }
            .joined(separator: "&")
    }
}
