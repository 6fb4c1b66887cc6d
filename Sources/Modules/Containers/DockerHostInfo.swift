import ModuleKit
import Values

/// Tells of a container engine and what it has.
struct DockerHostInfo: Module {
    static let doc = ModuleDoc(
        "docker_host_info", "Describe a container engine and what it has.", collection: "community.docker",
        refused: DockerPatience.refused,
        returns: [
            ReturnValue("can_talk_to_docker", "True."),
            ReturnValue("host_info", "What the engine tells of itself."),
            ReturnValue("containers", "The containers.", only: "if they are asked for"),
            ReturnValue("images", "The images.", only: "if they are asked for"),
            ReturnValue("networks", "The networks.", only: "if they are asked for"),
            ReturnValue("volumes", "The volumes.", only: "if they are asked for"),
            ReturnValue("disk_usage", "How much they take.", only: "if it is asked for"),
            ReturnValue("actions", "Nothing, for nothing is done.", only: "if `debug` is set"),
        ],
        examples: """
            - docker_host_info: { containers: true, containers_all: true, containers_filters: { label: [shelf=3] } }
            - docker_host_info: { disk_usage: true, verbose_output: true }
            """)

    @Argument("Tell of containers.") var containers: Bool = false
    @Argument("Of those that do not run, too.") var containersAll: Bool = false
    @Argument("Of which: names of filters with a value or a list.") var containersFilters: Mapping = [:]
    @Argument("Tell how much room all takes.") var diskUsage: Bool = false
    @Argument("Tell of images.") var images: Bool = false
    @Argument("Of which.") var imagesFilters: Mapping = [:]
    @Argument("Tell of networks.") var networks: Bool = false
    @Argument("Of which.") var networksFilters: Mapping = [:]
    @Argument("Tell all that the engine does.") var verboseOutput: Bool = false
    @Argument("Tell of volumes.") var volumes: Bool = false
    @Argument("Of which.") var volumesFilters: Mapping = [:]
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) { try address.validate() }

    var probe: Probe<Mapping> {
        let engine = DockerEngine(address, patience)
        let start = engine.told("/info").probe.map { told in
            ["can_talk_to_docker": true, "host_info": told] as Mapping
        }
        return lists.reduce(start) { known, list in
            known.and(engine.told(list.path, list.query).probe).map { known, told in
                known.merging([list.key: list.shown(told)])
            }
        }
    }

    func changes(from told: Mapping) -> [Change] { [] }

    func result(_ applied: Applied<Mapping>) -> ModuleResult {
        ModuleResult(patience.debug ? applied.before.merging(["actions": []]) : applied.before)
    }
}

extension DockerHostInfo {
    private struct List: Sendable {
        let key: String
        let path: String
        var query: [(String, String)] = []
        /// Where in the answer it is.
        var part: String?
        /// What is told of each entry; `nil` for all.
        var fields: Set<String>?

        func shown(_ told: Value) -> Value {
            guard let items = part.map({ told[$0] ?? [] }) ?? told.list.map({ .list($0) }) else { return told }
            guard let fields else { return items }
            return .list(
                (items.list ?? []).map { item in
                    .map(
                        Mapping(
                            (item.map ?? [:]).filter { fields.contains($0.key.requestText) }.map { ($0.key, $0.value) })
                    )
                })
        }
    }

    private var lists: [List] {
        let brief = { (names: Set<String>) in verboseOutput ? nil : names }
        var lists: [List] = []
        if containers {
            let all = containersAll ? [("all", "true")] : []
            lists.append(
                List(
                    key: "containers", path: "/containers/json", query: all + DockerFilters.query(containersFilters),
                    fields: brief(["Id", "Image", "Command", "Created", "Status", "Ports", "Names"])))
        }
        if images {
            lists.append(
                List(
                    key: "images", path: "/images/json", query: DockerFilters.query(imagesFilters),
                    fields: brief(["Id", "RepoTags", "Created", "Size"])))
        }
        if networks {
            lists.append(
                List(
                    key: "networks", path: "/networks", query: DockerFilters.query(networksFilters),
                    fields: brief(["Id", "Driver", "Name", "Scope"])))
        }
        if volumes {
            lists.append(
                List(
                    key: "volumes", path: "/volumes", query: DockerFilters.query(volumesFilters), part: "Volumes",
                    fields: brief(["Driver", "Name"])))
        }
        if diskUsage {
            lists.append(
                List(key: "disk_usage", path: "/system/df"))
        }
        return lists
    }
}

/// Filters of an engine: names with the values that are let through.
enum DockerFilters {
    static func query(_ filters: Mapping) -> [(String, String)] {
        guard !filters.isEmpty else { return [] }
        let lists = filters.mapValues { value in .list((value.list ?? [value]).map { .string($0.engineText) }) }
        return [("filters", JSONWriter().write(.map(lists)))]
    }
}
