import ModuleKit
import Values

/// Removes what a container engine no longer needs.
struct DockerPrune: Module {
    static let doc = ModuleDoc(
        "docker_prune", "Remove what a container engine no longer needs.", collection: "community.docker",
        checkMode: .skips, refused: DockerPatience.refused,
        returns: [
            ReturnValue("containers", "Ids of the containers that were removed.", only: "if `containers` is set"),
            ReturnValue("containers_space_reclaimed", "Bytes.", only: "if `containers` is set"),
            ReturnValue("images", "The images that were removed.", only: "if `images` is set"),
            ReturnValue("images_space_reclaimed", "Bytes.", only: "if `images` is set"),
            ReturnValue("networks", "Names of the networks that were removed.", only: "if `networks` is set"),
            ReturnValue("volumes", "Names of the volumes that were removed.", only: "if `volumes` is set"),
            ReturnValue("volumes_space_reclaimed", "Bytes.", only: "if `volumes` is set"),
            ReturnValue(
                "builder_cache_caches_deleted", "The caches that were removed.", only: "if `builder_cache` is set"),
            ReturnValue("builder_cache_space_reclaimed", "Bytes.", only: "if `builder_cache` is set"),
            ReturnValue("actions", "What was done.", only: "if `debug` is set"),
        ],
        examples: """
            - docker_prune: { containers: true, containers_filters: { until: 24h } }
            - docker_prune: { images: true, images_filters: { dangling: false }, networks: true, volumes: true }
            """)

    @Argument("Remove what builds keep.") var builderCache: Bool = false
    @Argument("Also what is used.") var builderCacheAll: Bool = false
    @Argument("Of which: names of filters with a value or a list.") var builderCacheFilters: Mapping = [:]
    @Argument("How much of it is kept.") var builderCacheKeepStorage: ByteCount?
    @Argument("Remove containers that do not run.") var containers: Bool = false
    @Argument("Of which.") var containersFilters: Mapping = [:]
    @Argument("Remove images that no container has.") var images: Bool = false
    @Argument("Of which; `dangling: false` takes those that have a name, too.") var imagesFilters: Mapping = [:]
    @Argument("Remove networks without containers.") var networks: Bool = false
    @Argument("Of which.") var networksFilters: Mapping = [:]
    @Argument("Remove volumes without containers.") var volumes: Bool = false
    @Argument("Of which.") var volumesFilters: Mapping = [:]
    @ArgumentGroup var address: DockerAddress
    @ArgumentGroup var patience: DockerPatience

    func validate() throws(ModuleFailure) { try address.validate() }

    var touches: [Footprint] { [.network, DockerEngine.footprint] }
    var probe: Probe<Void> { .nothing }

    func changes(from state: Void) -> [Change] {
        let engine = DockerEngine(address, patience)
        return kinds.map { kind in
            Change(
                "remove \(kind.key) that nothing needs",
                steps: [engine.step(DockerCall("POST", kind.path, kind.query), longer: 600)])
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<Void>) -> ModuleFailure? {
        .docker(output)
    }

    func result(_ applied: Applied<Void>) throws(ModuleFailure) -> ModuleResult {
        var result = ModuleResult(changed: false)
        for (kind, output) in zip(kinds, applied.outputs) {
            let told = try DockerReply(output).accepted()
            let removed = told[kind.list] ?? .null
            let bytes = told["SpaceReclaimed"] ?? 0
            result[kind.result] = removed.isNull ? [] : removed
            if kind.hasSize { result["\(kind.key)_space_reclaimed"] = bytes }
            if !(removed.list ?? []).isEmpty || bytes.wholeNumber ?? 0 > 0 { result.changed = true }
        }
        if patience.debug { result["actions"] = .list(applied.changes.map { .string($0.summary) }) }
        return result
    }
}

extension DockerPrune {
    private struct Kind {
        let key: String
        let path: String
        let query: [(String, String)]
        /// What the engine calls what it has removed.
        let list: String
        let result: String
        var hasSize = true
    }

    private var kinds: [Kind] {
        let build =
            DockerFilters.query(builderCacheFilters) + (builderCacheAll ? [("all", "true")] : [])
            + (builderCacheKeepStorage.map { [("keep-storage", String($0.bytes))] } ?? [])
        let all: [(Bool, Kind)] = [
            (containers, kind("containers", containersFilters, "ContainersDeleted")),
            (images, kind("images", imagesFilters, "ImagesDeleted")),
            (networks, kind("networks", networksFilters, "NetworksDeleted", hasSize: false)),
            (volumes, kind("volumes", volumesFilters, "VolumesDeleted")),
            (
                builderCache,
                Kind(
                    key: "builder_cache", path: "/build/prune", query: build, list: "CachesDeleted",
                    result: "builder_cache_caches_deleted")
            ),
        ]
        return all.filter(\.0).map(\.1)
    }

    private func kind(_ key: String, _ filters: Mapping, _ list: String, hasSize: Bool = true) -> Kind {
        Kind(
            key: key, path: "/\(key)/prune", query: DockerFilters.query(filters), list: list, result: key,
            hasSize: hasSize)
    }
}
