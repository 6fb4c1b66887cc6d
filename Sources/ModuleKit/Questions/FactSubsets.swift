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
            let isExcluded = word.hasPrefix("!")
            let name = isExcluded ? String(word.dropFirst()) : word
            guard let topics = Self.topics(name) else {
                if isExcluded { continue }
                throw .unknownSubset(name)
            }
            switch name {
            case "all" where isExcluded: unwanted.formUnion(topics.subtracting(Self.minimum))
            case _ where isExcluded: unwanted.formUnion(topics)
            case "all", "min": wanted.formUnion(topics)
            default: named.formUnion(topics.union(Self.required[name] ?? []))
            }
        }
        topics = wanted.subtracting(unwanted).union(named)
    }

    private static let minimum: Set<FactTopic> = [
        .distribution, .kernel, .hostname, .user, .environment, .date, .services, .packages, .security, .python,
        .local, .sshKeys, .commandLine, .resolver,
    ]

    /// What comes along with some groups.
    private static let required: [String: Set<FactTopic>] = [
        "hardware": [.kernel, .hostname], "network": [.kernel, .hostname],
    ]

    private static func topics(_ name: String) -> Set<FactTopic>? {
        switch name {
        case "all": Set(FactTopic.allCases)
        case "min": minimum
        default: groups[name] ?? FactTopic.topic(of: name).map { [$0] }
        }
    }

    /// Those that no fact is called after.
    private static let groups: [String: Set<FactTopic>] = [
        "hardware": [.processor, .memory, .mounts, .volumes, .hardware, .uptime], "network": [.network],
        "virtual": [.virtualization], "platform": [.kernel, .hostname],
        "memory": [.memory], "dmi": [.hardware], "user": [.user], "caps": [.security],
        "effective_group_ids": [.user], "ssh_pub_keys": [.sshKeys], "ssh_host_pub_keys": [.sshKeys],
        "chroot": [.chroot], "systemd": [.systemd], "iscsi": [.storage], "nvme": [.storage],
        "fibre_channel_wwn": [.storage], "facter": [], "ohai": [],
    ]
}

extension ModuleFailure {
    fileprivate static func unknownSubset(_ name: String) -> ModuleFailure {
        ModuleFailure(
            "unknown group of facts: \(name)",
            hint: "groups are all, min, hardware, network, virtual, or single ones such as distribution")
    }
}
