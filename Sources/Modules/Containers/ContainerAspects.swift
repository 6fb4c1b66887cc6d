import ModuleKit
import Values

/// The aspects that are kept as they are written.
extension ContainerSettings {
    /// - Parameter holders: Ids of the containers whose namespaces are shared, by their names.
    func aspects(sharing holders: [String: String]) -> [ContainerAspect] {
        hostValues(sharing: holders) + configValues + limits + lists + mappings + restart
    }

    private func hostValues(sharing holders: [String: String]) -> [ContainerAspect] {
        let values: [(String, String, Value?)] = [
            ("auto_remove", "AutoRemove", autoRemove.value), ("cgroup_parent", "CgroupParent", cgroupParent.value),
            ("cgroupns_mode", "CgroupnsMode", (cgroupnsMode?.rawValue).value),
            ("cpus", "NanoCpus", cpus.map { .int(Int(($0 * 1e9).rounded())) }), ("init", "Init", runsInit.value),
            ("ipc_mode", "IpcMode", (ipcMode?.sharing(holders)).value),
            ("memory_swappiness", "MemorySwappiness", memorySwappiness.value),
            ("oom_killer", "OomKillDisable", oomKiller.value), ("oom_score_adj", "OomScoreAdj", oomScoreAdj.value),
            ("pid_mode", "PidMode", (pidMode?.sharing(holders)).value), ("pids_limit", "PidsLimit", pidsLimit.value),
            ("privileged", "Privileged", privileged.value), ("read_only", "ReadonlyRootfs", readOnly.value),
            ("runtime", "Runtime", runtime.value), ("shm_size", "ShmSize", (shmSize?.bytes).value),
            ("userns_mode", "UsernsMode", usernsMode.value), ("uts", "UTSMode", uts.value),
            ("volume_driver", "VolumeDriver", volumeDriver.value),
            ("publish_all_ports", "PublishAllPorts", publishAllPorts.value),
        ]
        return values.map { ContainerAspect(name: $0.0, field: .host($0.1), wanted: $0.2) }
    }

    private var configValues: [ContainerAspect] {
        let address = macAddress.map { String($0.map { $0 == "-" ? ":" : $0 }) }
        let values: [(String, String, Value?)] = [
            ("domainname", "Domainname", domainname.value), ("hostname", "Hostname", hostname.value),
            ("interactive", "OpenStdin", interactive.value), ("mac_address", "MacAddress", address.value),
            ("stop_signal", "StopSignal", stopSignal.value), ("stop_timeout", "StopTimeout", stopTimeout.value),
            ("tty", "Tty", tty.value), ("user", "User", user.value), ("working_dir", "WorkingDir", workingDir.value),
        ]
        return values.map { ContainerAspect(name: $0.0, field: .config($0.1), wanted: $0.2) }
    }

    private var limits: [ContainerAspect] {
        let values: [(String, String, Value?)] = [
            ("blkio_weight", "BlkioWeight", blkioWeight.value), ("cpu_period", "CpuPeriod", cpuPeriod.value),
            ("cpu_quota", "CpuQuota", cpuQuota.value), ("cpu_shares", "CpuShares", cpuShares.value),
            ("cpuset_cpus", "CpusetCpus", cpusetCpus.value), ("cpuset_mems", "CpusetMems", cpusetMems.value),
            ("kernel_memory", "KernelMemory", (kernelMemory?.bytes).value), ("memory", "Memory", (memory?.bytes).value),
            ("memory_reservation", "MemoryReservation", (memoryReservation?.bytes).value),
            ("memory_swap", "MemorySwap", (memorySwap?.bytes).value),
        ]
        return values.map { ContainerAspect(name: $0.0, field: .host($0.1), isUpdatable: true, wanted: $0.2) }
    }

    private var lists: [ContainerAspect] {
        let values: [(String, String, ContainerAspect.Shape, [String]?)] = [
            ("cap_drop", "CapDrop", .set, capDrop), ("capabilities", "CapAdd", .set, capabilities),
            ("device_cgroup_rules", "DeviceCgroupRules", .list, deviceCgroupRules),
            ("dns_opts", "DnsOptions", .set, dnsOpts), ("dns_search_domains", "DnsSearch", .list, dnsSearchDomains),
            ("dns_servers", "Dns", .list, dnsServers), ("groups", "GroupAdd", .set, groups),
            ("security_opts", "SecurityOpt", .set, securityOpts), ("volumes_from", "VolumesFrom", .set, volumesFrom),
        ]
        return values.map { name, key, shape, words in
            ContainerAspect(name: name, field: .host(key), shape: shape, wanted: words.value)
        }
    }

    private var mappings: [ContainerAspect] {
        let values: [(String, String, Mapping?)] = [
            ("storage_opts", "StorageOpt", storageOpts), ("sysctls", "Sysctls", sysctls),
        ]
        let plain = values.map { name, key, words in
            ContainerAspect(name: name, field: .host(key), shape: .mapping, wanted: words.map { .map($0.asTexts) })
        }
        guard let logDriver else { return plain }
        let config: Value = ["Type": .string(logDriver), "Config": .map((logOptions ?? [:]).asTexts)]
        let driver = ContainerAspect(
            name: "log_driver", field: .host("LogConfig"), wanted: config, expected: .string(logDriver),
            reads: { $0["Type"] ?? .null })
        let options = ContainerAspect(
            name: "log_options", field: .host("LogConfig"), shape: .mapping,
            expected: logOptions.map { .map($0.asTexts) }, reads: { $0["Config"] ?? .null })
        return plain + [driver, options]
    }

    /// A container that is there takes another policy.
    private var restart: [ContainerAspect] {
        guard let restartPolicy else { return [] }
        let policy: Value = ["Name": .string(restartPolicy.rawValue), "MaximumRetryCount": .int(restartRetries ?? 0)]
        let field = ContainerAspect.Field.host("RestartPolicy")
        return [
            ContainerAspect(
                name: "restart_policy", field: field, isUpdatable: true, wanted: policy,
                expected: .string(restartPolicy.rawValue),
                reads: { $0["Name"].flatMap { $0 == "" ? "no" : $0 } ?? "no" }),
            ContainerAspect(
                name: "restart_retries", field: field, isUpdatable: true, expected: restartRetries.value,
                reads: { $0["MaximumRetryCount"] ?? 0 }),
        ]
    }

    /// What a container that runs in the foreground is attached to.
    var attachment: Mapping {
        let waits = detach == false
        return [
            "AttachStdout": .bool(waits), "AttachStderr": .bool(waits),
            "AttachStdin": .bool(waits && interactive == true),
            "StdinOnce": .bool(waits && interactive == true), "OpenStdin": .bool(interactive == true),
        ]
    }
}

extension String {
    /// `container:NAME` with the id of that container.
    func sharing(_ holders: [String: String]) -> String {
        guard let holder else { return self }
        return "container:\(holders[holder] ?? holder)"
    }

    /// The container whose namespace it names.
    var holder: String? { hasPrefix("container:") ? String(dropFirst("container:".count)) : nil }
}

// What is not given is nothing that is wanted.
extension Optional where Wrapped == String {
    var value: Value? { map { .string($0) } }
}

extension Optional where Wrapped == Bool {
    var value: Value? { map { .bool($0) } }
}

extension Optional where Wrapped == Int {
    var value: Value? { map { .int($0) } }
}

extension Optional where Wrapped == [String] {
    var value: Value? { map { .list($0.map { .string($0) }) } }
}
