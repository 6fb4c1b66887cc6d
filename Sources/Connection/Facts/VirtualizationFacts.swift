import ModuleKit
import Values

/// `virtualization_*`: the first sign tells type and role, all of them tell the technologies.
///
/// Which signs there are, and their order, is that of Ansible's facts for Linux.
enum VirtualizationFacts {
    private enum Side: String { case guest, host }

    /// Something that only a virtual machine, a container, or a host of some has.
    private struct Sign {
        var technology: String
        var role = Side.guest
        /// Among whose technologies it is listed.
        var listed: Side?

        static func guest(_ technology: String) -> Sign { Sign(technology: technology, listed: .guest) }
        static func host(_ technology: String) -> Sign { Sign(technology: technology, role: .host, listed: .host) }
    }

    static func read(_ sheet: FactSheet) -> Mapping {
        let signs = containers(sheet) + xen(sheet) + firmware(sheet) + processor(sheet) + kernel(sheet)
        return [
            "virtualization_type": .string(signs.first?.technology ?? "NA"),
            "virtualization_role": .string(signs.first?.role.rawValue ?? "NA"),
            "virtualization_tech_guest": technologies(.guest, signs),
            "virtualization_tech_host": technologies(.host, signs),
        ]
    }

    private static func technologies(_ side: Side, _ signs: [Sign]) -> Value {
        let names = signs.filter { $0.listed == side }.map(\.technology)
        return .list(names.indices.filter { !names[..<$0].contains(names[$0]) }.map { .string(names[$0]) })
    }

    private static func containers(_ sheet: FactSheet) -> [Sign] {
        let marks = Set(sheet.all("exists"))
        var signs = (sheet["cgroup"] ?? "").split(separator: "\n").flatMap(engines(ofGroup:)).map(Sign.guest)
        // Only root sees what the first process was told.
        if let told = sheet["init-container"], !told.isEmpty {
            if ["lxc", "podman"].contains(told) { signs.append(.guest(told)) }
            signs.append(.guest("container"))
        }
        if marks.contains("/proc/vz"), !marks.contains("/proc/lve") {
            signs.append(marks.contains("/proc/bc") ? .host("openvz") : .guest("openvz"))
        }
        if let manager = sheet["container"]?.trimmed, !manager.isEmpty {
            signs += [.guest(manager), .guest("container")]
        }
        if marks.contains("/.dockerenv") || marks.contains("/.dockerinit") { signs.append(.guest("docker")) }
        let isContainer = signs.contains { $0.listed == .guest }
        return isContainer ? signs + [.guest("container")] : signs
    }

    /// The container engines that a control group is of.
    private static func engines(ofGroup line: Substring) -> [String] {
        var engines: [String] = []
        if isDocker(line) { engines.append("docker") }
        if line.contains("/lxc/") || line.contains("/machine.slice/machine-lxc") { engines.append("lxc") }
        if line.contains("/system.slice/containerd.service") { engines.append("containerd") }
        return engines
    }

    /// `/docker/ID` or `/docker-ID.scope`.
    private static func isDocker(_ line: Substring) -> Bool {
        line.contains("/docker/")
            || line.ranges(of: "/docker-").contains { prefix in
                line[prefix.upperBound...].drop(while: \.isHexDigit).hasPrefix(".scope")
            }
    }

    private static func xen(_ sheet: FactSheet) -> [Sign] {
        guard sheet.all("exists").contains("/proc/xen") else { return [] }
        let isHost = (sheet["xen"] ?? "").contains("control_d")
        return [isHost ? .host("xen") : Sign(technology: "xen", listed: nil)]
    }

    private static func firmware(_ sheet: FactSheet) -> [Sign] {
        let (product, vendor, bios) = (sheet["dmi/product_name"], sheet["dmi/sys_vendor"], sheet["dmi/bios_vendor"])
        let isRedHat = vendor == "Red Hat"
        let isRHV = isRedHat && sheet["dmi/product_family"] == "RHV"
        let found: [(Bool, String)] = [
            (["KVM", "KVM Server", "Bochs", "AHV"].contains(product), "kvm"),
            (vendor == "oVirt", "oVirt"),
            (isRHV, "RHV"),
            (isRedHat && !isRHV && product == "RHEV Hypervisor", "RHEV"),
            (product?.hasPrefix("VMware") == true, "VMware"),
            (["OpenStack Compute", "OpenStack Nova"].contains(product), "openstack"),
            (bios == "Xen", "xen"),
            (bios == "innotek GmbH", "virtualbox"),
            (["Amazon EC2", "DigitalOcean", "Hetzner"].contains(bios), "kvm"),
            (["QEMU", "Amazon EC2", "DigitalOcean", "Google", "Scaleway", "Nutanix"].contains(vendor), "kvm"),
            (vendor == "KubeVirt", "KubeVirt"),
            (vendor == "Microsoft Corporation", "VirtualPC"),
            (vendor == "Parallels Software International Inc.", "parallels"),
            (vendor == "OpenStack Foundation", "openstack"),
        ]
        return found.filter(\.0).map { .guest($0.1) }
    }

    private static func processor(_ sheet: FactSheet) -> [Sign] {
        let told = [
            ("model name", "QEMU Virtual CPU", "kvm"), ("machine", "CHRP IBM pSeries (emulated by qemu)", "kvm"),
            ("vendor_id", "User Mode Linux", "uml"), ("model name", "UML", "uml"),
            ("vendor_id", "PowerVM Lx86", "powervm_lx86"),
        ]
        return (sheet["cpuinfo"] ?? "").split(separator: "\n").compactMap { line in
            told.first { line.hasPrefix($0.0) && line.contains($0.1) }.map { .guest($0.2) }
        }
    }

    /// What the kernel has loaded.
    private static func kernel(_ sheet: FactSheet) -> [Sign] {
        let modules = sheet.all("module")
        var signs: [Sign] = []
        if modules.contains("kvm") { signs.append(.host("kvm")) }
        if modules.contains("vboxdrv") { signs.append(.host("virtualbox")) }
        // Loaded in guests; Ansible lists it with hosts.
        if modules.contains("virtio") { signs.append(Sign(technology: "kvm", listed: .host)) }
        if sheet.all("exists").contains("/dev/kvm") { signs.append(.host("kvm")) }
        return signs
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
