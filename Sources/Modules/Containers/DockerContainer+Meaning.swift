import ModuleKit
import Values

/// What is asked and meant.
extension DockerContainer {
    var engine: DockerEngine { DockerEngine(address, patience) }
    var container: HostFact<Value?> { engine.thing("/containers/\(name)/json") }

    var imageName: DockerImageName? {
        get throws(ModuleFailure) {
            guard let image else { return nil }
            return try DockerImageName(image)
        }
    }

    /// Whether the engine decides what is not given.
    var leavesOpen: Bool { containerDefaultBehavior == .noDefaults }

    var platform: String? { settings.platform }

    var detaches: Bool? { settings.detach ?? (leavesOpen ? nil : true) }

    var isPaused: Bool? { paused ?? (leavesOpen ? nil : false) }

    var networkNames: [String] { (parts.networks ?? []).map(\.name) }

    var networkMode: String? { parts.mode(joinsFirst: networksCliCompatible) }

    /// Containers whose namespaces are shared.
    var holders: [String] {
        [settings.ipcMode, settings.pidMode, networkMode].compactMap { $0?.holder }
    }

    func aspects(_ known: ContainerSurroundings) throws(ModuleFailure) -> [ContainerAspect] {
        let splits = commandHandling == .compatibility
        var aspects = settings.aspects(sharing: known.holders) + (try parts.aspects(known, splitsWords: splits))
        if let mode = networkMode {
            // Newer engines keep the usual network by its own name.
            aspects.append(
                ContainerAspect(
                    name: "network_mode", field: .host("NetworkMode"), wanted: .string(mode.sharing(known.holders)),
                    reads: { mode == "default" && $0 == "bridge" ? "default" : $0 }))
        }
        if let words = settings.program(splitsWords: splits) {
            aspects.append(
                ContainerAspect(
                    name: "entrypoint", field: .config("Entrypoint"), shape: .list, wanted: (words as [String]?).value))
        }
        guard !leavesOpen else { return aspects }
        return aspects.map { aspect in
            var aspect = aspect
            aspect.wanted = aspect.wanted ?? Self.oldDefaults[aspect.name]
            return aspect
        }
    }

    private static let oldDefaults: [String: Value] = [
        "auto_remove": false, "init": false, "interactive": false, "memory": 0, "privileged": false,
        "read_only": false, "tty": false,
    ]

    var modes: ContainerComparisons {
        get throws(ModuleFailure) {
            try ContainerComparisons(
                comparisons, aliases: Self.comparedAliases, values: Self.comparedValues, names: Self.compared)
        }
    }

    private static let comparedAliases = [
        "log_opt": "log_options", "exposed": "exposed_ports", "expose": "exposed_ports", "ports": "published_ports",
    ]

    private static let comparedValues: Set<String> = Set(
        """
        auto_remove blkio_weight cgroup_parent cgroupns_mode cpu_period cpu_quota cpu_shares cpus cpuset_cpus cpuset_mems \
        detach domainname hostname image init interactive ipc_mode kernel_memory log_driver mac_address memory \
        memory_reservation memory_swap memory_swappiness network_mode oom_killer oom_score_adj pid_mode pids_limit \
        platform privileged publish_all_ports read_only restart_policy restart_retries runtime shm_size stop_signal \
        stop_timeout tty user userns_mode uts volume_driver working_dir
        """.split(separator: " ").map(String.init))

    private static let compared = comparedValues.union(
        """
        cap_drop capabilities command device_cgroup_rules device_read_bps device_read_iops device_requests \
        device_write_bps device_write_iops devices dns_opts dns_search_domains dns_servers entrypoint env etc_hosts \
        exposed_ports groups healthcheck labels links log_options mounts networks published_ports security_opts \
        storage_opts sysctls tmpfs ulimits volumes volumes_from
        """.split(separator: " ").map(String.init))

    var environmentFile: Probe<[String]> {
        let path = parts.envFile ?? "/"
        return .file(path, FileInterest(follow: true, contentsUpTo: 1 << 20)).map { file throws(ModuleFailure) in
            guard let contents = file?.contents else { throw ModuleFailure("cannot read the environment in \(path)") }
            return String(hostBytes: contents).split(whereSeparator: \.isNewline).map { String($0).trimmed }
                .filter { !$0.isEmpty && !$0.hasPrefix("#") && $0.contains("=") }
        }
    }

    /// Whether something is pulled.
    func pulls(_ host: ContainerHost) throws(ModuleFailure) -> Bool {
        guard state != .absent, let name = try imageName, !name.isID else { return false }
        return pull.isAlways || (host.image == nil && pull != .never)
    }
}

extension ContainerSettings {
    /// The words of the entrypoint, split again where that is asked for.
    func program(splitsWords: Bool) -> [String]? {
        guard let entrypoint else { return nil }
        return splitsWords ? Shlex(entrypoint.joined(separator: " ")).texts : entrypoint
    }
}

extension ContainerParts {
    /// As with the command line, a container can be part of the first of its networks.
    func mode(joinsFirst: Bool) -> String? { networkMode ?? (joinsFirst ? networks?.first?.name : nil) }
}
