/// The groups of facts that `gather_subset` names, as topics.
///
/// Source: the return values and notes of Ansible's `setup`, and what it answers to combinations of groups.
package struct FactSubsets: Sendable {
    package let topics: Set<FactTopic>

    /// The minimum is part of every selection unless `!min` is said. What is named by itself stays, even if a group that
    /// holds it is left out; a name that is left out may be unknown.
    package init(_ words: [String]) throws(ModuleFailure) {
        var wanted = Self.minimum
        var named: Set<FactTopic> = []
        var unwanted: Set<FactTopic> = []
        for word in words where !word.isEmpty {
            guard !word.hasPrefix("!") else {
                unwanted.formUnion(Self.leftOut(by: String(word.dropFirst())))
                continue
            }
            guard let topics = Self.topics(word) else { throw .unknownSubset(word) }
            if ["all", "min"].contains(word) { wanted.formUnion(topics) } else { named.formUnion(topics) }
        }
        let chosen = wanted.subtracting(unwanted).union(named)
        topics = chosen.reduce(into: chosen) { $0.formUnion(Self.needed(by: $1)) }
    }

    private static let minimum: Set<FactTopic> = [
        .distribution, .kernel, .hostname, .user, .environment, .date, .services, .packages, .security, .python,
        .local, .sshKeys, .commandLine, .resolver,
    ]
    private static let platform: Set<FactTopic> = [.kernel, .hostname, .python]
    private static let hardware: Set<FactTopic> = [.processor, .memory, .mounts, .volumes, .hardware, .uptime]

    /// What comes along because the topic is told with its help.
    private static func needed(by topic: FactTopic) -> Set<FactTopic> {
        switch topic {
        case .kernel, .hostname: platform
        case .packages: [.distribution]
        case .services, .network: platform.union([.distribution])
        default: hardware.contains(topic) ? platform : []
        }
    }

    /// A fact of the hardware stands for all of it, as in Ansible.
    private static func topics(_ name: String) -> Set<FactTopic>? {
        switch name {
        case "all": Set(FactTopic.allCases)
        case "min": minimum
        case "python_version": platform
        default: groups[name] ?? FactTopic.topic(of: name).map { hardware.contains($0) ? hardware : [$0] }
        }
    }

    /// Only a group can be left out, and not a single fact of one.
    private static func leftOut(by name: String) -> Set<FactTopic> {
        switch name {
        case "all": Set(FactTopic.allCases).subtracting(minimum)
        case "min": minimum
        default: groups[name] ?? []
        }
    }

    private static let groups: [String: Set<FactTopic>] = [
        "hardware": hardware, "network": [.network], "virtual": [.virtualization], "platform": [.kernel, .hostname],
        "distribution": [.distribution], "memory": [.memory], "dmi": [.hardware], "user": [.user],
        "env": [.environment], "caps": [.security], "effective_group_ids": [.user], "ssh_pub_keys": [.sshKeys],
        "ssh_host_pub_keys": [.sshKeys], "date_time": [.date], "pkg_mgr": [.packages], "service_mgr": [.services],
        "python": [.python], "local": [.local], "cmdline": [.commandLine],
        "dns": [.resolver], "loadavg": [.load],
        "chroot": [.chroot], "systemd": [.systemd], "iscsi": [.storage], "nvme": [.storage],
        "fibre_channel_wwn": [.storage], "facter": [], "ohai": [],
    ]
}

extension ModuleFailure {
    fileprivate static func unknownSubset(_ name: String) -> ModuleFailure {
        ModuleFailure(
            "unknown group of facts: \(name)",
            hint: "groups are all, min, hardware, network, virtual, or individual ones such as distribution")
    }
}
