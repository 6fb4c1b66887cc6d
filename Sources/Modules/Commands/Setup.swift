package import ModuleKit
package import Values

/// Gathers what a host tells about itself.
package struct Setup: Module {
    package static let doc = ModuleDoc(
        "setup", "Gather what a host tells about itself.", aliases: ["gather_facts"],
        refused: [
            "fact_path": "local facts are read from /etc/ansible/facts.d only",
            "parallel": "facts are gathered in one go",
            "gather_timeout": "facts are gathered in one go, within the time of the connection",
        ],
        examples: """
            - setup:
            - setup: { filter: "ansible_mem*" }
            - setup: { gather_subset: ["!all", mounts, dns] }
            """)

    @Argument("Facts to return, by shell-like patterns on their names.") var filter: [String] = []
    @Argument("Groups of facts to gather; a leading `!` leaves a group out.") var gatherSubset: [String] = ["all"]

    package init() {}

    package func validate() throws(ModuleFailure) { _ = try FactSubsets(gatherSubset) }

    /// It changes nothing.
    package var touches: [Footprint] { [] }

    package var probe: Probe<Mapping> {
        get throws(ModuleFailure) { .facts(try FactSubsets(gatherSubset).topics) }
    }

    package func changes(from facts: Mapping) -> [Change] { [] }

    package func result(_ applied: Applied<Mapping>) -> Mapping {
        var facts = Mapping()
        for (key, value) in applied.before {
            let name = key.text ?? ""
            let full = name.hasPrefix("ansible_") ? name : "ansible_" + name
            if isWanted(full) { facts[full] = value }
        }
        if filter.isEmpty {
            facts["gather_subset"] = .list(gatherSubset.map(Value.string))
            facts["module_setup"] = true
        }
        return ["ansible_facts": .map(facts)]
    }

    private func isWanted(_ name: String) -> Bool {
        let patterns = filter.filter { !$0.isEmpty && $0 != "*" }
        return patterns.isEmpty
            || patterns.contains { FileNamePattern($0).matches(name) || FileNamePattern("ansible_" + $0).matches(name) }
    }
}

/// The groups of facts that Ansible's `gather_subset` names, as topics.
struct FactSubsets {
    let topics: Set<FactTopic>

    /// What is named stays, even if a group that holds it is left out; so does the minimum, unless `!min` is said.
    init(_ words: [String]) throws(ModuleFailure) {
        var wanted: Set<FactTopic> = []
        var named: Set<FactTopic> = []
        var unwanted: Set<FactTopic> = []
        for word in words where !word.isEmpty {
            let isExcluded = word.hasPrefix("!")
            let name = isExcluded ? String(word.dropFirst()) : word
            guard let topics = Self.topics(name) else { throw .unknownSubset(name) }
            switch name {
            case _ where isExcluded: unwanted.formUnion(topics)
            case "all": wanted.formUnion(topics)
            default: named.formUnion(topics)
            }
        }
        if wanted.isEmpty, named.isEmpty { wanted = Set(FactTopic.allCases) }
        let kept = words.contains("!min") ? [] : Self.minimum
        topics = wanted.subtracting(unwanted).union(named).union(kept)
    }

    private static let minimum: Set<FactTopic> = [
        .distribution, .kernel, .hostname, .user, .environment, .date, .services, .packages, .security, .python,
        .local, .sshKeys, .commandLine,
    ]

    private static func topics(_ name: String) -> Set<FactTopic>? {
        switch name {
        case "all": Set(FactTopic.allCases)
        case "min": minimum
        default: named[name]
        }
    }

    private static let named: [String: Set<FactTopic>] = [
        "hardware": [.processor, .memory, .mounts, .hardware, .uptime],
        "network": [.network], "interfaces": [.network], "default_ipv4": [.network], "default_ipv6": [.network],
        "all_ipv4_addresses": [.network], "all_ipv6_addresses": [.network], "dns": [.network],
        "virtual": [.virtualization], "virtualization_type": [.virtualization],
        "virtualization_role": [.virtualization],
        "distribution": [.distribution], "os_family": [.distribution], "distribution_version": [.distribution],
        "distribution_major_version": [.distribution], "distribution_release": [.distribution], "lsb": [.distribution],
        "platform": [.kernel, .hostname], "kernel": [.kernel], "system": [.kernel], "architecture": [.kernel],
        "machine": [.kernel], "machine_id": [.hostname], "user": [.user], "user_id": [.user], "env": [.environment],
        "date_time": [.date], "processor": [.processor], "processor_cores": [.processor],
        "processor_count": [.processor], "mounts": [.mounts], "devices": [.mounts], "memory": [.memory],
        "service_mgr": [.services], "pkg_mgr": [.packages], "selinux": [.security], "apparmor": [.security],
        "fips": [.security], "caps": [.security], "python": [.python], "local": [.local],
        "ssh_pub_keys": [.sshKeys], "cmdline": [.commandLine], "loadavg": [.uptime], "chroot": [.virtualization],
        "is_chroot": [.virtualization], "facter": [], "ohai": [],
    ]
}

extension ModuleFailure {
    fileprivate static func unknownSubset(_ name: String) -> ModuleFailure {
        ModuleFailure(
            "unknown group of facts: \(name)",
            hint: "groups are all, min, hardware, network, virtual, or single ones such as distribution")
    }
}
