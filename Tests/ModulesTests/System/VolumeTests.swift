import ModuleKit
import ModuleTesting
import Testing
import Values

@testable import Modules

/// Groups, volumes and partitions, on what their tools tell.
@Suite struct VolumeTests {
    private static let disks = """
        dev;/dev/b;/dev/b
        dev;/dev/c;/dev/c
        pv;/dev/b;/dev/b;cellar;104857600;100663296;1048576
        pv;/dev/d;/dev/d;cellar;104857600;100663296;1048576
        pv;/dev/e;/dev/e;attic;104857600;100663296;1048576
        pv;/dev/c;/dev/c;;104857600;104857600;0
        dev;/dev/e;/dev/e
        auto
        vg;4194304;enabled
        lv;one;-wi-a-----
        lv;two;-wi-------

        """
    private static let nothing = "dev;/dev/b;/dev/b\ndev;/dev/c;/dev/c\nauto\n"

    @Test(
        "groups become what they should be",
        arguments: [
            (
                "pvs: [/dev/b, /dev/c]", nothing,
                ["pvcreate -f /dev/b", "pvcreate -f /dev/c", "vgcreate -s 4 cellar /dev/b /dev/c"]
            ),
            (
                "pvs: /dev/b, pesize: 32M, pv_options: --zero y, vg_options: -l 9, state: inactive", nothing,
                ["pvcreate --zero y -f /dev/b", "vgcreate -l 9 --setautoactivation n -s 32M cellar /dev/b"]
            ),
            ("pvs: [/dev/b], remove_extra_pvs: false", disks, []),
            ("pvs: /dev/b", disks, ["vgreduce --force cellar /dev/d"]),
            (
                "pvs: [/dev/c]", disks,
                ["pvcreate -f /dev/c", "vgextend cellar /dev/c", "vgreduce --force cellar /dev/b /dev/d"]
            ),
            ("{}", disks, []), ("state: active", disks, ["vgchange --activate y cellar"]),
            (
                "state: inactive", disks,
                ["vgchange --activate n cellar", "vgchange --setautoactivation n cellar"]
            ),
            (
                "pvs: /dev/b, remove_extra_pvs: false, pvresize: true",
                disks.replacing("cellar;104857600", with: "cellar;157286400"), ["pvresize /dev/b"]
            ),
            ("pvs: /dev/b, remove_extra_pvs: false, pvresize: true", disks, []),
            (
                "reset_vg_uuid: true, reset_pv_uuid: true", disks,
                ["vgchange -u cellar", "pvchange -u /dev/b", "pvchange -u /dev/d"]
            ),
            ("state: absent, force: true", disks, ["vgremove --force cellar"]), ("state: absent", nothing, []),
        ])
    func groups(task: String, known: String, expected: [String]) throws {
        let task = task == "{}" ? "{vg: cellar}" : "{vg: cellar, \(task)}"
        #expect(try Trial(Lvg.self, task) { _ in .saying(known) }.commands == expected)
    }

    @Test(
        "groups that cannot be are refused",
        arguments: [
            ("state: absent", disks, "there are volumes in the group cellar: one, two"),
            ("pvs: /dev/e", disks, "the device /dev/e is in the group attic already"),
            ("pvs: /dev/x", disks, "there is no device /dev/x"), ("state: active", nothing, "there is no group cellar"),
            ("pesize: 4x", "", "not a size of extents: 4x"),
            ("pvs: sdb", "", "the path of a device must be absolute: sdb"),
            ("vg_options: \"'a\"", "", "a quotation is not closed in `vg_options`: 'a"),
        ])
    func refusedGroups(task: String, known: String, message: String) {
        #expect(Trial.failure(Lvg.self, "{vg: cellar, \(task)}") { _ in .saying(known) } == message)
    }

    /// 48 extents of 4 MiB, of which 36 are free.
    private static let cellar = """
        vg;4194304;201326592;150994944
        lv;one;41943040;-wi-a-----
        lv;snap;8388608;swi-a-s---
        lv;pool;16777216;twi-a-tz--
        lv;thin;104857600;Vwi-a-tz--
        pv;/dev/b;100663296
        pv;/dev/c;100663296

        """

    @Test(
        "volumes become what they should be",
        arguments: [
            ("lv: new, size: 20", ["lvcreate --yes -n new -L 20m cellar"]),
            (
                "lv: new, size: 20g, active: false, opts: -r 16, pvs: [/dev/b]",
                ["lvcreate --yes -an -n new -L 20g -r 16 cellar /dev/b"]
            ),
            ("lv: new, size: 100%free", ["lvcreate --yes -n new -l 100%FREE cellar"]),
            ("lv: one", []), ("lv: one, size: 40", []), ("lv: one, size: 37m", []), ("lv: one, size: 81920s", []),
            ("lv: one, size: 42", ["lvextend -L 42m cellar/one"]),
            ("lv: one, size: 42, resizefs: true, pvs: /dev/b", ["lvextend --resizefs -L 42m cellar/one /dev/b"]),
            ("lv: one, size: 50%VG", ["lvextend -l 50%VG cellar/one"]),
            ("lv: one, size: 21%VG", []),
            ("lv: one, size: 50%PVS, pvs: /dev/b", ["lvextend -l 50%PVS cellar/one /dev/b"]),
            ("lv: one, size: +100%FREE", ["lvextend -l +100%FREE cellar/one"]),
            ("lv: one, size: -8M, force: true", ["lvreduce --force -L -8M cellar/one"]),
            ("lv: one, size: 8, shrink: false", []),
            ("lv: one, size: 8, force: true, resizefs: true", ["lvreduce --force --resizefs -L 8m cellar/one"]),
            ("lv: one, active: false", ["lvchange -an cellar/one"]),
            ("lv: one, snapshot: new, size: 10%ORIGIN", ["lvcreate --yes -l 10%ORIGIN -s -n new cellar/one"]),
            ("lv: thin, snapshot: new", ["lvcreate --yes -s -n new cellar/thin"]),
            ("lv: one, snapshot: snap, size: 8", []),
            ("lv: one, snapshot: snap, size: 16", ["lvextend -L 16m cellar/snap"]),
            ("lv: one, snapshot: snap, state: absent, force: true", ["lvremove --force cellar/snap"]),
            ("thinpool: other, size: 24M", ["lvcreate --yes -L 24M -T cellar/other"]),
            ("thinpool: pool, lv: new, size: 1t", ["lvcreate --yes -n new -V 1t -T cellar/pool"]),
            ("thinpool: pool, lv: thin, size: 1t", ["lvextend -L 1t cellar/thin"]),
            ("lv: gone, state: absent", []),
            ("thinpool: pool, state: absent, force: true", ["lvremove --force cellar/pool"]),
        ])
    func volumes(task: String, expected: [String]) throws {
        #expect(try Trial(Lvol.self, "{vg: cellar, \(task)}") { _ in .saying(Self.cellar) }.commands == expected)
    }

    @Test func `a volume that has all that is free is left alone`() throws {
        let full = Self.cellar.replacing("150994944", with: "0")
        for size in ["100%FREE", "+100%FREE"] {
            let trial = try Trial(Lvol.self, "{vg: cellar, lv: one, size: '\(size)'}") { _ in .saying(full) }
            #expect(trial.commands == [])
        }
    }

    @Test(
        "volumes that cannot be are refused",
        arguments: [
            ("lv: one, size: 8", "the volume one is larger than 8m"),
            ("lv: one, size: -40M, force: true", "the volume one cannot be shrunk to nothing"),
            (
                "lv: one, size: 900g",
                "there is too little room in cellar for one: 966325698560 bytes more are needed, 150994944 are free"
            ),
            ("lv: one, state: absent", "the volume one is not removed"), ("lv: new", "there is no volume new"),
            ("lv: new, size: +8M", "there is no volume new to be changed by +8M"),
            ("lv: new, size: 4x", "not a size: 4x"), ("lv: new, size: .5m", "not a size: .5m"),
            ("lv: new, size: 101%VG", "a share must not be more than 100%: 101%VG"),
            ("lv: new, size: 1%NO", "not a share: 1%NO"),
            ("lv: new, thinpool: one, size: 4", "there is no pool one"),
            ("lv: new, thinpool: pool, size: 4%VG", "the size of a volume in a pool must be no share"),
            ("lv: gone, snapshot: new, size: 4", "there is no volume gone to keep a snapshot of"),
            ("lv: pool, snapshot: new, size: 4", "pool is a pool, of which there are no snapshots"),
            ("lv: '-f', size: 4", "not a name of a volume: -f"),
        ])
    func refusedVolumes(task: String, message: String) {
        #expect(Trial.failure(Lvol.self, "{vg: cellar, \(task)}") { _ in .saying(Self.cellar) } == message)
    }

    @Test func `a volume needs its group`() {
        #expect(
            Trial.failure(Lvol.self, "{vg: cellar, lv: a, size: 4}") { _ in .saying("") } == "there is no group cellar")
    }

    /// 3000 MiB, of which the second partition ends at 2.5 GiB.
    private static let disk = """
        BYT;
        /dev/x:3000MiB:scsi:512:4096:gpt:Press Disk:;
        1:1.00MiB:700MiB:699MiB:ext4:a:;
        2:700MiB:2560MiB:1860MiB::b:boot, esp;
        \u{1F}
        BYT;
        /dev/x:3145728000B:scsi:512:4096:gpt:Press Disk:;
        1:1048576B:734003199B:732954624B:ext4:a:;
        2:734003200B:2684354559B:1950351360B::b:boot, esp;

        """
    private static let blank =
        "BYT;\n/dev/x:3000MiB:scsi:512:512:unknown:P:;\n\u{1F}\nBYT;\n/dev/x:3145728000B:scsi:512:512:unknown:P:;\n"

    @Test(
        "partitions become what they should be",
        arguments: [
            ("number: 1, state: present", blank, "-a optimal /dev/x -- unit KiB mklabel msdos mkpart primary 0% 100%"),
            (
                "number: 1, state: present, label: gpt, name: my data, part_end: 50%, flags: [lvm], align: undefined, unit: MiB",
                blank,
                "/dev/x -- unit MiB mklabel gpt mkpart primary 0% 50% unit MiB name 1 \"my data\" set 1 lvm on"
            ),
            (
                "number: 3, state: present, label: gpt, part_start: -400MiB, fs_type: ext3", disk,
                "-a optimal /dev/x -- unit KiB mkpart primary ext3 -400MiB 100%"
            ),
            ("number: 1, state: present, label: gpt", disk, nil),
            ("number: 1, state: absent", disk, "-a optimal /dev/x -- rm 1"),
            ("number: 5, state: absent", disk, nil), ("unit: MiB", disk, nil),
            ("number: 2, state: present, label: gpt, part_end: 2.5GiB, resize: true", disk, nil),
            ("number: 2, state: present, label: gpt, part_end: -440MiB, resize: true", disk, nil),
            ("number: 2, state: present, label: gpt, part_end: 85%, resize: true", disk, nil),
            ("number: 2, state: present, label: gpt, part_end: 2.7GB, resize: true", disk, nil),
            (
                "number: 2, state: present, label: gpt, resize: true", disk,
                "-a optimal /dev/x -- resizepart 2 100%"
            ),
            ("number: 2, state: present, label: gpt, flags: [boot], name: b", disk, nil),
            (
                "number: 2, state: present, label: gpt, flags: [swap], name: c", disk,
                "-a optimal /dev/x -- unit KiB name 2 \"c\" set 2 swap on set 2 boot off set 2 esp off"
            ),
        ])
    func partitions(task: String, known: String, expected: String?) throws {
        let trial = try Trial(Parted.self, "{device: /dev/x, \(task)}") { _ in .saying(known) }
        #expect(trial.commands.count == (expected == nil ? 0 : 1))
        if let expected { #expect(trial.commands.first?.hasSuffix("sh " + expected) == true, "\(trial.commands)") }
    }

    @Test func `disks are told as Ansible tells them`() throws {
        let result = try Trial(Parted.self, "{device: /dev/x, unit: MiB}") { _ in .saying(Self.disk) }.result()
        #expect(
            result["disk"] == [
                "dev": "/dev/x", "size": 3000.0, "unit": "mib", "table": "gpt", "model": "Press Disk",
                "logical_block": 512, "physical_block": 4096,
            ])
        #expect(
            result["partitions"]?.list?.last == [
                "num": 2, "begin": 700.0, "end": 2560.0, "size": 1860.0, "fstype": "", "name": "b",
                "flags": ["boot", "esp"], "unit": "mib",
            ])
        #expect(result["script"] == "unit MiB print")
    }

    @Test func `heads and sectors are told as Ansible tells them`() throws {
        let text = "CHS;\n/srv/p:47999,3,31:file:512:512:gpt::;\n48000:4:32:65.5kB;\n1:16,0,0:11199,3,31::a:;\n"
        let table = DiskTable(told: text, bytes: Self.blank, cylinders: nil, unit: "chs")
        #expect(table.diskFields["size"] == ["cylinder": 47999, "head": 3, "sector": 31])
        #expect(
            table.diskFields["chs_info"] == [
                "cylinders": 48000, "heads": 4, "sectors": 32, "cyl_size": 65.5, "cyl_size_unit": "kb",
            ])
        #expect(
            table.partitionFields == [
                [
                    "num": 1, "begin": ["cylinder": 16, "head": 0, "sector": 0],
                    "end": ["cylinder": 11199, "head": 3, "sector": 31], "size": "", "fstype": "", "name": "a",
                    "flags": [], "unit": "chs",
                ]
            ])
    }

    @Test(
        "positions and words that parted would misread are refused",
        arguments: [
            "part_end: '10'", "part_end: 10XiB", "part_start: 1GiB;", "number: 0", "flags: ['lvm on']", "flags: ['-x']",
            #"name: 'a"b'"#, "fs_type: 'ext4 0%'",
        ])
    func refusedPartitions(task: String) {
        let task = task.hasPrefix("number") ? task : "number: 1, \(task)"
        #expect(
            Trial.failure(Parted.self, "{device: /dev/x, state: present, \(task)}") { _ in .saying(Self.disk) } != nil)
    }
}
