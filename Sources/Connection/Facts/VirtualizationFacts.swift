import Values

/// `virtualization_*`.
enum VirtualizationFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let guests = guests(sheet)
        let hosts = guests.isEmpty ? hosts(sheet) : []
        let type = guests.last ?? hosts.first ?? "NA"
        let role = guests.isEmpty ? (hosts.isEmpty ? "NA" : "host") : "guest"
        return [
            "virtualization_type": .string(type), "virtualization_role": .string(role),
            "virtualization_tech_guest": .list(guests.map { .string($0) }),
            "virtualization_tech_host": .list(hosts.map { .string($0) }),
        ]
    }

    /// The most telling one last.
    private static func guests(_ sheet: FactSheet) -> [String] {
        let marks = Set(sheet.all("exists"))
        let groups = sheet["cgroup"] ?? ""
        if marks.contains("/.dockerenv") || marks.contains("/.dockerinit") || groups.contains("/docker") {
            return ["container", "docker"]
        }
        if marks.contains("/run/.containerenv") { return ["container", "podman"] }
        if groups.contains("/lxc/") || sheet["container"] == "lxc" { return ["container", "lxc"] }
        if marks.contains("/proc/vz"), !marks.contains("/proc/bc") { return ["openvz"] }
        if let container = sheet["container"], !container.isEmpty { return ["container", container] }
        if sheet["xen"] == "xen" || marks.contains("/proc/xen") { return ["xen"] }
        return machine(sheet).map { [$0] } ?? []
    }

    private static func machine(_ sheet: FactSheet) -> String? {
        let product = sheet["dmi/product_name"] ?? ""
        let vendor = sheet["dmi/sys_vendor"] ?? ""
        let bios = sheet["dmi/bios_vendor"] ?? ""
        if let kind = products.first(where: { product.hasPrefix($0.0) })?.1 { return kind }
        if let kind = vendors.first(where: { vendor.hasPrefix($0.0) || bios.hasPrefix($0.0) })?.1 { return kind }
        return (sheet["cpuinfo"] ?? "").contains("QEMU Virtual CPU") ? "kvm" : nil
    }

    private static let products = [
        ("KVM", "kvm"), ("Bochs", "kvm"), ("AHV", "kvm"), ("OpenStack Nova", "openstack"), ("VMware", "VMware"),
        ("VirtualBox", "virtualbox"), ("Virtual Machine", "VirtualPC"), ("Parallels", "parallels"),
        ("Google Compute Engine", "kvm"), ("RHEV Hypervisor", "RHEV"), ("oVirt Node", "oVirt"), ("HVM domU", "xen"),
    ]

    private static let vendors = [
        ("QEMU", "kvm"), ("Amazon EC2", "kvm"), ("DigitalOcean", "kvm"), ("Hetzner", "kvm"), ("Scaleway", "kvm"),
        ("OpenStack Foundation", "openstack"), ("Parallels", "parallels"), ("innotek GmbH", "virtualbox"),
        ("Xen", "xen"), ("Nutanix", "kvm"), ("linode", "kvm"), ("Vultr", "kvm"),
    ]

    private static func hosts(_ sheet: FactSheet) -> [String] {
        let marks = Set(sheet.all("exists"))
        var hosts: [String] = []
        if marks.contains("/dev/kvm") || marks.contains("/sys/module/kvm") { hosts.append("kvm") }
        if marks.contains("/sys/module/vboxdrv") { hosts.append("virtualbox") }
        return hosts
    }
}

/// `is_chroot`.
enum ChrootFacts {
    /// Only root sees the root of the first process; others go by the number that the root of a file system has.
    static func read(_ sheet: FactSheet) -> Mapping {
        let roots = (sheet["roots"] ?? "").split(separator: "\n")
        let own = roots.first?.split(separator: " ").first.map(String.init)
        let usual = ["btrfs": "256", "xfs": "128"][sheet["kind"] ?? ""] ?? "2"
        return ["is_chroot": .bool(roots.count == 2 ? roots[0] != roots[1] : own.map { $0 != usual } ?? false)]
    }
}
