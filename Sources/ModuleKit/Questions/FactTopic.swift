/// A group of facts that a host gathers together.
///
/// Runs ask only for topics whose facts the plays mention.
package enum FactTopic: String, Hashable, Sendable, CaseIterable {
    case distribution, kernel, hostname, user, environment, processor, memory, network, resolver, mounts, volumes
    case storage, hardware, date, uptime, load, services, systemd, packages, virtualization, chroot, security, python
    case local, sshKeys, commandLine

    /// Where a host keeps facts of its own, unless told otherwise.
    package static let localFacts = RemotePath("/etc/ansible/facts.d")

    /// The facts of this topic, without the `ansible_` prefix.
    package var facts: [String] {
        switch self {
        case .distribution:
            [
                "distribution", "distribution_version", "distribution_major_version", "distribution_minor_version",
                "distribution_release", "distribution_file_path", "distribution_file_parsed",
                "distribution_file_variety", "os_family", "lsb",
            ]
        case .kernel:
            [
                "system", "kernel", "kernel_version", "machine", "architecture", "userspace_architecture",
                "userspace_bits",
            ]
        case .hostname: ["hostname", "nodename", "fqdn", "domain", "machine_id"]
        case .user:
            [
                "user_id", "user_uid", "user_gid", "user_gecos", "user_dir", "user_shell", "real_user_id",
                "effective_user_id", "real_group_id", "effective_group_id",
            ]
        case .environment: ["env"]
        case .processor:
            [
                "processor", "processor_count", "processor_cores", "processor_threads_per_core", "processor_vcpus",
                "processor_nproc", "flags",
            ]
        case .memory: ["memtotal_mb", "memfree_mb", "swaptotal_mb", "swapfree_mb", "memory_mb"]
        case .network:
            [
                "interfaces", "default_ipv4", "default_ipv6", "all_ipv4_addresses", "all_ipv6_addresses",
                "locally_reachable_ips",
            ]
        case .resolver: ["dns"]
        case .mounts: ["mounts", "devices", "device_links"]
        case .volumes: ["lvm"]
        case .storage: ["iscsi_iqn", "hostnqn", "fibre_channel_wwn"]
        case .hardware:
            [
                "product_name", "product_serial", "product_uuid", "product_version", "system_vendor", "bios_date",
                "bios_vendor", "bios_version", "board_name", "board_vendor", "board_version", "board_serial",
                "board_asset_tag", "chassis_asset_tag", "chassis_serial", "chassis_vendor", "chassis_version",
                "form_factor",
            ]
        case .date: ["date_time"]
        case .uptime: ["uptime_seconds"]
        case .load: ["loadavg"]
        case .services: ["service_mgr"]
        case .systemd: ["systemd"]
        case .packages: ["pkg_mgr"]
        case .virtualization:
            [
                "virtualization_type", "virtualization_role", "virtualization_tech_guest", "virtualization_tech_host",
            ]
        case .chroot: ["is_chroot"]
        case .security:
            [
                "selinux", "selinux_python_present", "apparmor", "fips", "system_capabilities",
                "system_capabilities_enforced",
            ]
        case .python: ["python", "python_version", "discovered_interpreter_python"]
        case .local: ["local"]
        case .sshKeys:
            [
                "ssh_host_key_rsa_public", "ssh_host_key_rsa_public_keytype", "ssh_host_key_ecdsa_public",
                "ssh_host_key_ecdsa_public_keytype", "ssh_host_key_ed25519_public",
                "ssh_host_key_ed25519_public_keytype", "ssh_host_key_dsa_public",
            ]
        case .commandLine: ["cmdline", "proc_cmdline"]
        }
    }

    /// The topics that give the facts named, with or without the `ansible_` prefix. A name that no topic knows
    /// and that looks like an interface (`ansible_eth0`) belongs to ``network``.
    package static func topics(for names: some Sequence<String>) -> Set<FactTopic> {
        var topics: Set<FactTopic> = []
        for name in names {
            let bare = name.hasPrefix("ansible_") ? String(name.dropFirst("ansible_".count)) : name
            if let topic = byFact[bare] {
                topics.insert(topic)
            } else if bare != name, !broughtByModules.contains(bare), !bare.hasPrefix("getent_") {
                topics.insert(.network)
            }
        }
        return topics
    }

    /// The topic that gives a fact of this name, without the prefix.
    package static func topic(of fact: String) -> FactTopic? { byFact[fact] }

    /// Facts that no host is asked for: modules of these names bring them.
    private static let broughtByModules: Set<String> = ["packages", "services", "local_facts"]

    private static let byFact: [String: FactTopic] = Dictionary(
        allCases.flatMap { topic in topic.facts.map { ($0, topic) } }, uniquingKeysWith: { first, _ in first })
}
