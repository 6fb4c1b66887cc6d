import ModuleKit
import Testing
import Values

@testable import Connection

/// Facts from recorded texts of hosts.
@Suite struct FactsTests {
    private static func facts(_ topic: FactTopic, _ entries: [(String, String)]) -> Mapping {
        var sheet = FactSheet()
        for (name, text) in entries { sheet.add(name, text) }
        return Facts.facts(of: topic, sheet)
    }

    @Test(arguments: [
        (
            "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n", "12.15\n", "Debian", "12.15", "bookworm",
            "Debian"
        ),
        ("ID=debian\nVERSION_ID=\"13\"\nVERSION_CODENAME=trixie\n", "trixie/sid\n", "Debian", "13", "trixie", "Debian"),
        (
            "ID=ubuntu\nVERSION_ID=\"22.04\"\nVERSION_CODENAME=jammy\n", "bookworm/sid\n", "Ubuntu", "22.04", "jammy",
            "Debian"
        ),
        ("NAME='Some OS'\nID=some\nVERSION_ID=1\n", "", "Some OS", "1", "NA", "Some OS"),
    ])
    func `distributions`(
        release: String, debian: String, name: String, version: String, codename: String, family: String
    ) {
        let facts = Self.facts(.distribution, [("os-release", release), ("debian_version", debian)])
        #expect(facts["distribution"] == .string(name) && facts["distribution_version"] == .string(version))
        #expect(facts["distribution_release"] == .string(codename) && facts["os_family"] == .string(family))
    }

    @Test(arguments: [
        ([("init-container", "lxc"), ("container", "lxc")], "lxc", "guest", ["lxc", "container"], []),
        (
            [("init-container", "systemd-nspawn"), ("container", "systemd-nspawn\n")], "container", "guest",
            ["container", "systemd-nspawn"], []
        ),
        ([("container", "systemd-nspawn\n")], "systemd-nspawn", "guest", ["systemd-nspawn", "container"], []),
        (
            [("exists", "/.dockerenv"), ("dmi/sys_vendor", "QEMU")], "docker", "guest", ["docker", "container", "kvm"],
            []
        ),
        ([("cgroup", "0::/system.slice/docker-0af3.scope\n")], "docker", "guest", ["docker", "container"], []),
        ([("exists", "/proc/vz"), ("exists", "/proc/bc")], "openvz", "host", [], ["openvz"]),
        ([("dmi/sys_vendor", "QEMU"), ("module", "virtio")], "kvm", "guest", ["kvm"], ["kvm"]),
        (
            [("dmi/product_name", "VirtualBox"), ("dmi/bios_vendor", "innotek GmbH")], "virtualbox", "guest",
            ["virtualbox"], []
        ),
        ([("cpuinfo", "processor : 0\nmodel name : QEMU Virtual CPU 2\n")], "kvm", "guest", ["kvm"], []),
        ([("module", "kvm"), ("exists", "/dev/kvm")], "kvm", "host", [], ["kvm"]),
        ([], "NA", "NA", [], []),
    ])
    func `virtualization`(
        entries: [(String, String)], type: String, role: String, guests: [String], hosts: [String]
    ) {
        let facts = Self.facts(.virtualization, entries)
        #expect(facts["virtualization_type"] == .string(type) && facts["virtualization_role"] == .string(role))
        #expect(facts["virtualization_tech_guest"] == .list(guests.map { .string($0) }))
        #expect(facts["virtualization_tech_host"] == .list(hosts.map { .string($0) }))
    }

    @Test func `addresses, from the output of ip`() {
        let addresses = """
            1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
            2: eth0    inet 10.77.0.13/24 brd 10.77.0.255 scope global eth0\\       valid_lft forever preferred_lft forever
            2: eth0    inet 10.77.0.14/24 scope global secondary eth0:1\\       valid_lft forever preferred_lft forever
            2: eth0    inet6 fe80::1/64 scope link \\       valid_lft forever preferred_lft forever
            """
        let facts = Self.facts(
            .network,
            [
                ("addresses", addresses), ("route4", "8.8.8.8 via 10.77.0.1 dev eth0 src 10.77.0.13 uid 0 \\    cache"),
                ("interface", "device=lo\nmtu=65536\ntype=772\nflags=0x9\n"),
                (
                    "interface",
                    "device=eth0\naddress=3a:b0:d2:6f:aa:6f\nmtu=1500\noperstate=up\ntype=1\nflags=0x1003\nspeed=10000\n"
                ),
            ])
        #expect(facts["all_ipv4_addresses"] == ["10.77.0.13", "10.77.0.14"])
        #expect(facts["all_ipv6_addresses"] == ["fe80::1"] && facts["interfaces"] == ["lo", "eth0"])
        #expect(
            facts["default_ipv4"] == [
                "gateway": "10.77.0.1", "interface": "eth0", "address": "10.77.0.13", "broadcast": "10.77.0.255",
                "netmask": "255.255.255.0", "network": "10.77.0.0", "prefix": "24", "alias": "eth0", "mtu": 1500,
                "type": "ether", "macaddress": "3a:b0:d2:6f:aa:6f",
            ])
        #expect(facts["eth0"]?.map?["ipv4_secondaries"]?.list?.count == 1)
    }

    @Test func `the resolver's settings`() {
        let text = "# x\nnameserver 1.1.1.1\nnameserver 9.9.9.9\nsearch a b\noptions ndots:2 rotate\n"
        let facts = Self.facts(.resolver, [("resolv", text)])
        #expect(
            facts["dns"] == [
                "nameservers": ["1.1.1.1", "9.9.9.9"], "search": ["a", "b"], "options": ["ndots": "2", "rotate": true],
            ])
    }

    @Test func `addresses, from the kernel's tables where there is no ip`() {
        let trie = "Local:\n  |-- 10.77.0.14\n     /32 host LOCAL\n  |-- 127.0.0.1\n     /32 host LOCAL\n"
        let routes = "Iface\tDestination\tGateway\nhost0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        let six =
            "00000000000000000000000000000001 01 80 10 80       lo\nfe8000000000000058b218fffeece486 02 40 20 80    host0\n"
        let facts = Self.facts(
            .network,
            [("fib_trie", trie), ("routes", routes), ("if_inet6", six), ("interface", "device=host0\nmtu=1500\n")])
        #expect(facts["all_ipv4_addresses"] == ["10.77.0.14"])
        #expect(facts["all_ipv6_addresses"] == ["fe80::58b2:18ff:feec:e486"])
        #expect(facts["host0"]?.map?["ipv4"]?.map?["netmask"] == "255.255.255.0")
    }

    @Test func `dates are given in both time zones`() {
        let facts = Self.facts(.date, [("date", "1709170200 123456789 2024 02 29 02 30 00 4 09 +0100 CET Thursday\n")])
        let date = facts["date_time"]?.map
        #expect(
            date?["iso8601_micro"] == "2024-02-29T01:30:00.123456Z" && date?["iso8601_basic_short"] == "20240229T023000"
        )
        #expect(date?["weekday"] == "Thursday" && date?["tz_offset"] == "+0100" && date?["epoch"] == "1709170200")
    }

    /// Whatever a host's file says, it is data.
    @Test(
        arguments: [
            ("{\"a\": [1, \"{{ x }}\"]}", ["a": [1, "{{ x }}"]]),
            ("[one]\nKey = a=b\n; c\n[two]\nx: y\n", ["one": ["key": "a=b"], "two": ["x": "y"]]),
            ("no section = 1\n", "neither JSON nor INI: /etc/ansible/facts.d/mine.fact"),
        ] as [(String, Value)])
    func `local facts`(text: String, value: Value) {
        let facts = Self.facts(.local, [("folder", "/etc/ansible/facts.d"), ("local", "mine.fact"), ("read", text)])
        #expect(facts["local"] == ["mine": value])
    }

    @Test(
        arguments: [
            ("ID=debian\nVERSION_ID=\"12\"\n", "3.11.0"), ("ID=ubuntu\nVERSION_ID=\"24.04\"\n", "3.12.0"),
            ("ID=\"rocky\"\nVERSION_ID=\"8.9\"\n", "3.6.0"), ("", "3.11.0"),
        ])
    func `a host without Python reports the one it would install`(release: String, version: String) {
        let facts = Self.facts(.python, [("os-release", release)])
        #expect(facts["python_version"] == .string(version))
        #expect(facts["python"]?.map?["version"]?.map?["major"] == 3)
    }

    @Test func `of mounts over each other, the last one is reported`() {
        let mount = { (options: String) in ("mount", "/dev/vda\n/srv\next4 \(options) 0 0\n4096 4096 10 5 8 4") }
        let facts = Self.facts(.mounts, [mount("ro"), mount("rw")])
        #expect(facts["mounts"]?.list?.compactMap { $0.map?["options"] } == ["rw"])
    }

    @Test func `volumes, storage and systemd`() {
        #expect(Self.facts(.volumes, [])["lvm"] == "N/A")
        let lines = [("vgs", "  vg0,1,2,0,wz--n-,10.00,4.00\n"), ("lvs", "  root,vg0,-wi-ao,6.00\n"), ("pvs", "")]
        #expect(Self.facts(.volumes, lines)["lvm"]?.map?["lvs"] == ["root": ["size_g": "6.00", "vg": "vg0"]])
        let storage = Self.facts(.storage, [("port", "0x21ab\n"), ("iscsi", "InitiatorName=iqn.1993-08.org:x\n")])
        #expect(storage == ["iscsi_iqn": "iqn.1993-08.org:x", "hostnqn": "", "fibre_channel_wwn": ["21ab"]])
        let systemd = Self.facts(.systemd, [("systemd", "systemd 252 (252.39-1)\n+PAM -TPM2\n")])
        #expect(systemd["systemd"] == ["version": 252, "features": "+PAM -TPM2"])
    }

    @Test func `the package manager comes from a closed list`() {
        #expect(Self.facts(.packages, [("program", "/usr/bin/apt-get")])["pkg_mgr"] == "apt")
        #expect(Self.facts(.packages, [("program", "../../evil")])["pkg_mgr"] == "unknown")
    }

    @Test func `processors are counted as Ansible counts them`() {
        let one = { (number: Int, core: Int) in
            "processor\t: \(number)\nvendor_id\t: V\nmodel name\t: M\nphysical id\t: 0\nsiblings\t: 4\ncore id\t\t: \(core)\ncpu cores\t: 2\n\n"
        }
        let text = one(0, 0) + one(1, 1) + one(2, 0) + one(3, 1)
        let facts = Self.facts(.processor, [("cpuinfo", text), ("status", "Name:\tx\nCpus_allowed_list:\t0-2,3\n")])
        #expect(facts["processor_count"] == 1 && facts["processor_cores"] == 2)
        #expect(facts["processor_vcpus"] == 4 && facts["processor_nproc"] == 4)
        #expect(facts["processor"]?.list?.count == 12)
    }
}
