import ModuleTesting

/// Disks that are files. The lab's kernel shows no logical volumes, so they are made, grown and shrunk hidden, as their
/// manager keeps them on disks.
enum VolumeStories {
    static let all = [partitions, volumes]

    private static let table = "parted -s -m /srv/table unit MiB print"

    private static let partitions = HostStory(
        "partitions in a file",
        [
            HostTask(
                "parted",
                "{device: /srv/table, number: 1, label: gpt, name: press, part_end: 20MiB, flags: [lvm], state: present}",
                before: """
                    export DEBIAN_FRONTEND=noninteractive
                    { apt-get -qq update; apt-get -qq install -y --no-install-recommends parted; } >/dev/null 2>&1
                    rm -f /srv/table; truncate -s 100M /srv/table
                    """, proof: "\(table) | grep '^1:.*:20.0MiB:.*:press:lvm;'"),
            HostTask("parted", "{device: /srv/table, unit: s}", changes: false),
            HostTask("parted", "{device: /srv/table, unit: chs}", changes: false),
            HostTask(
                "parted",
                "{device: /srv/table, number: 1, label: gpt, part_end: 40%, resize: true, flags: [boot], state: present}",
                proof: "\(table) | grep '^1:.*:40.0MiB:.*:press:boot, esp;'"),
            HostTask(
                "parted", "{device: /srv/table, number: 1, label: gpt, name: my press, state: present}",
                proof: "\(table) | grep '^1:.*:my press:'"),
            HostTask(
                "parted",
                "{device: /srv/table, number: 2, label: gpt, part_start: -20MiB, fs_type: ext4, state: present}",
                proof: "\(table) | grep '^2:80.0MiB:'"),
            HostTask("parted", "{device: /srv/table, number: 1, state: absent}", proof: "! \(table) | grep '^1:'"),
            HostTask("parted", "{device: /srv/table, number: 1, state: absent}", changes: false),
            HostTask(
                "parted",
                "{device: /srv/table, number: 1, part_type: extended, part_start: 10MiB, state: present, align: none}",
                proof: "\(table) | grep ':msdos:'"),
            HostTask(
                "parted",
                "{device: /srv/table, number: 5, part_type: logical, part_start: 12MiB, part_end: 30MiB, state: present}",
                proof: "\(table) | grep '^5:'"),
        ])

    /// The machine's loop devices, of which the host's own `/dev` has none. The last task detaches them.
    private static let making = #"""
        export DEBIAN_FRONTEND=noninteractive
        { apt-get -qq update; apt-get -qq install -y --no-install-recommends lvm2; } >/dev/null 2>&1
        sed -i 's/^\([[:space:]]*\)# *activation = 1/\1activation = 0/; s/^\([[:space:]]*\)# activation = 0/activation = 0/' /etc/lvm/lvm.conf
        [ -e /dev/loop-control ] || mknod -m 600 /dev/loop-control c 10 237
        for number in 0 1 2 3 4 5 6 7; do [ -e /dev/loop$number ] || mknod -m 600 /dev/loop$number b 7 $number; done
        for name in one two; do
            rm -f /srv/$name; truncate -s 100M /srv/$name
            ln -sf "$(losetup -f --show /srv/$name)" /dev/press-$name
        done
        """#

    private static let volumes = HostStory(
        "logical volumes",
        [
            HostTask(
                "lvg", "{vg: cellar, pvs: /dev/press-one}", before: making,
                proof: "vgs cellar && pvs | grep cellar"),
            HostTask(
                "lvg", "{vg: cellar, pvs: [/dev/press-one, /dev/press-two]}",
                proof: "test $(vgs --noheadings -o pv_count cellar) = 2"),
            HostTask("lvg", "{vg: cellar}", changes: false),
            HostTask(
                "lvol", "{vg: cellar, lv: cider, size: 18, active: false}", proof: "lvs cellar/cider | grep 20.00m"),
            HostTask(
                "lvol", "{vg: cellar, lv: cider, size: 50%VG, active: false}", proof: "lvs cellar/cider | grep 96.00m"),
            HostTask(
                "lvol", "{vg: cellar, lv: cider, size: -8M, force: true, active: false}",
                repeats: "a difference always acts",
                proof: "lvs cellar/cider | grep 88.00m"),
            HostTask(
                "lvol", "{vg: cellar, lv: must, size: 100%FREE, active: false, opts: -r 16}",
                proof: "test $(vgs --noheadings --nosuffix -o vg_free_count cellar) = 0"),
            HostTask("lvol", "{vg: cellar, lv: must, size: 100%FREE, active: false}", changes: false),
            HostTask("lvol", "{vg: cellar, lv: must, state: absent, force: true}", proof: "! lvs cellar/must"),
            HostTask("lvol", "{vg: cellar, lv: cider, size: 8, force: true, active: false}"),
            HostTask(
                "lvg", "{vg: cellar, pvs: [/dev/press-one]}", proof: "test $(vgs --noheadings -o pv_count cellar) = 1"),
            HostTask(
                "lvg", "{vg: cellar, pvs: /dev/press-one, pvresize: true}",
                before: "truncate -s 150M /srv/one; losetup -c /dev/press-one",
                proof: "test $(vgs --noheadings -o vg_extent_count cellar) = 37"),
            HostTask(
                "lvg", "{vg: cellar, state: inactive}",
                proof: "vgchange --setautoactivation n cellar 2>&1 | grep already"),
            HostTask(
                "lvg", "{vg: cellar, reset_vg_uuid: true, reset_pv_uuid: true}",
                repeats: "UUIDs are made anew each time"),
            HostTask(
                "lvg", "{vg: cellar, state: absent, force: true}",
                proof: "! vgs cellar && losetup -d /dev/press-one && losetup -d /dev/press-two"),
        ])
}
