import ModuleKit
import Values

/// Makes, grows and removes file systems.
struct Filesystem: Module {
    enum Kind: String, ArgumentChoice {
        case bcachefs, btrfs, ext2, ext3, ext4, ext4dev, f2fs, lvm, ocfs2, reiserfs, xfs, vfat, swap, ufs
    }

    static let doc = ModuleDoc(
        "filesystem", "Make file systems on devices.", collection: "community.general",
        differences: "`ufs` is for FreeBSD, which is not supported.",
        examples: """
            - name: Have room for the orchard's photos
              community.general.filesystem: { dev: /dev/vdb1, fstype: ext4, opts: -L photos }
            - filesystem: { dev: /dev/vdb1, fstype: xfs, resizefs: true }
            - filesystem: { dev: /srv/swap, fstype: swap }
            - filesystem: { dev: /dev/vdb1, state: absent }
            """)

    @Argument("The device, or a file that holds a file system.", aliases: "device") var dev: RemotePath
    @Argument("Make it even if there is one.") var force: Bool = false
    @Argument("Kind of the file system.", aliases: "type") var fstype: Kind?
    @Argument("Options for the program that makes it.") var opts: String?
    @Argument("Grow it to the size of the device.") var resizefs: Bool = false
    @Argument("Whether there should be one.") var state: Presence = .present
    @Argument("Its UUID, or a word by which the program makes one.") var uuid: String?

    static let rules: [ArgumentRule] = [
        .required("fstype", when: "state", is: "present"), .exclusive("resizefs", "uuid"),
    ]

    func validate() throws(ModuleFailure) {
        guard fstype != .ufs else { throw ModuleFailure("`fstype: ufs` is for FreeBSD, which is not supported") }
        guard uuid.map({ $0.consists(of: .letters, .digits, "-") && !$0.hasPrefix("-") }) ?? true else {
            throw ModuleFailure("not a UUID: \(uuid ?? "")")
        }
        if resizefs, let fstype, FilesystemTools.growth(of: fstype) == nil {
            throw ModuleFailure("file systems of the kind \(fstype.rawValue) cannot be grown")
        }
        if uuid != nil, let fstype, FilesystemTools.naming(fstype) == nil {
            throw ModuleFailure("file systems of the kind \(fstype.rawValue) cannot be given a UUID")
        }
    }

    var touches: [Footprint] { [footprint, .path(dev)] }
    var probe: Probe<[String: String]> { fact.probe }

    func changes(from host: [String: String]) throws(ModuleFailure) -> [Change] {
        let old = host["type"]
        guard state == .present, let fstype else {
            return old.map { [change("remove the file system", Command("wipefs", "--all", dev.text), from: $0, [:])] }
                ?? []
        }
        guard host["device"] == "yes" else { throw ModuleFailure("there is no device \(dev)") }
        if old == fstype.found, !force {
            return [try growth(host, fstype), naming(host, fstype)].compactMap(\.self)
        }
        guard old == nil || force else {
            throw ModuleFailure(
                "there is a file system on \(dev) already: \(old ?? "")", hint: "set `force: true` to lose it")
        }
        let making = FilesystemTools.making(fstype, uuid: uuid)
        let command = Command(.arguments(making + Shlex(opts ?? "").texts + [dev.text]))
        return [change("make a file system", command, from: old, ["type": fstype.found])]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<[String: String]>)
        -> ModuleFailure?
    {
        ModuleFailure("the file system on \(dev) could not be changed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<[String: String]>) -> ModuleResult { [:] }
}

extension Filesystem {
    private var footprint: Footprint { .named("file system of \(dev)") }

    /// What is on the device, and sizes in bytes where they matter.
    private var fact: HostFact<[String: String]> {
        let asksSize = resizefs ? fstype?.found ?? "" : ""
        let command = Command(.script(FilesystemTools.asking(size: asksSize), paths: [dev]))
        return HostFact(command, reads: footprint, .path(dev)) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("nobody tells what is on \(dev): \(output.complaint)", output: output)
            }
            return HostLines.fields(output.standardOutput.text)
        }
    }

    private func growth(_ host: [String: String], _ kind: Kind) throws(ModuleFailure) -> Change? {
        guard resizefs, let growing = FilesystemTools.growth(of: kind) else { return nil }
        let point = host["mounted"] ?? ""
        guard !growing.isMounted || !point.isEmpty else {
            throw ModuleFailure("a file system of the kind \(kind.rawValue) grows only while it is mounted")
        }
        guard let have = host["size"].flatMap({ Int($0) }), let room = host["room"].flatMap({ Int($0) }) else {
            throw ModuleFailure("nobody tells how large the file system on \(dev) is")
        }
        // Less than a block of the file system cannot be had.
        guard room - have >= max(Int(host["block"] ?? "") ?? 1, 1) else { return nil }
        let command = Command(.arguments(growing.words + [growing.isMounted ? point : dev.text]))
        var after = host
        after["size"] = String(room)
        var change = change("grow the file system", command, from: host["type"], after)
        change.diff = .setting("\(dev)", before: "\(have) bytes", after: "\(room) bytes")
        change.expects = fact.becoming(after) { $0["type"] == host["type"] }
        return change
    }

    private func naming(_ host: [String: String], _ kind: Kind) -> Change? {
        guard let uuid, !resizefs, let words = FilesystemTools.naming(kind), host["uuid"] != uuid else { return nil }
        let command = Command(.arguments(words(uuid) + [dev.text]))
        var after = host
        after["uuid"] = uuid
        var change = change("set the UUID", command, from: host["type"], after)
        change.diff = .setting("UUID of \(dev)", before: host["uuid"], after: uuid)
        // Words such as `random` stand for what only the program knows.
        change.expects = fact.becoming(after) { $0["type"] == host["type"] }
        return change
    }

    private func change(_ summary: String, _ command: Command, from old: String?, _ after: [String: String]) -> Change {
        var known = after
        known["device"] = "yes"
        let type = known["type"]
        return Change(
            "\(summary) on \(dev)", diff: .setting(dev.text, before: old, after: type), steps: [.run(command)],
            touches: touches, expects: fact.becoming(known) { $0["type"] == type })
    }
}

extension Filesystem.Kind {
    /// As blkid(8) calls it.
    fileprivate var found: String {
        switch self {
        case .lvm: "LVM2_member"
        case .ext4dev: "ext4"
        default: rawValue
        }
    }
}

/// The programs for each kind.
private enum FilesystemTools {
    typealias Kind = Filesystem.Kind

    static func making(_ kind: Kind, uuid: String?) -> [String] {
        let (program, flags): (String, [String]) =
            switch kind {
            case .ext2, .ext3, .ext4, .ext4dev: ("mkfs.\(kind.rawValue)", ["-F"] + (uuid.map { ["-U", $0] } ?? []))
            case .xfs: ("mkfs.xfs", ["-f"] + (uuid.map { ["-m", "uuid=\($0)"] } ?? []))
            case .btrfs, .f2fs: ("mkfs.\(kind.rawValue)", ["-f"])
            case .bcachefs: ("mkfs.bcachefs", ["--force"] + (uuid.map { ["--uuid=\($0)"] } ?? []))
            case .ocfs2: ("mkfs.ocfs2", ["-Fx"])
            case .reiserfs: ("mkfs.reiserfs", ["-q"])
            case .vfat: ("mkfs.vfat", [])
            case .swap: ("mkswap", ["-f"])
            case .lvm: ("pvcreate", ["-f"])
            case .ufs: ("newfs", [])
            }
        return [program] + flags
    }

    /// How one is grown, and whether it is named by where it is mounted.
    static func growth(of kind: Kind) -> (words: [String], isMounted: Bool)? {
        switch kind {
        case .ext2, .ext3, .ext4, .ext4dev: (["resize2fs"], false)
        case .xfs: (["xfs_growfs"], true)
        case .btrfs: (["btrfs", "filesystem", "resize", "max"], true)
        case .lvm: (["pvresize"], false)
        case .vfat: (["fatresize", "--size", "max"], false)
        case .f2fs: (["resize.f2fs"], false)
        case .bcachefs: (["bcachefs", "device", "resize"], false)
        case .ocfs2, .reiserfs, .swap, .ufs: nil
        }
    }

    static func naming(_ kind: Kind) -> ((String) -> [String])? {
        switch kind {
        case .ext2, .ext3, .ext4, .ext4dev: { ["tune2fs", "-U", $0] }
        case .xfs: { ["xfs_admin", "-U", $0] }
        case .lvm: { _ in ["pvchange", "-u"] }
        case .bcachefs: { ["bcachefs", "set-option", "--uuid=\($0)"] }
        case .btrfs, .f2fs, .ocfs2, .reiserfs, .swap, .ufs, .vfat: nil
        }
    }

    /// Prints whether there is such a device, what is on it, and how large that and its device are.
    static func asking(size kind: String) -> String {
        let measuring =
            switch kind {
            case "": ":"
            case "ext2", "ext3", "ext4":
                """
                dumpe2fs -h "$1" 2>/dev/null | sed -n 's/^Block count: *//p; s/^Block size: */b/p' | {
                    count= block=
                    while read -r line; do case $line in b*) block=${line#b} ;; *) count=$line ;; esac; done
                    [ -z "$count" ] || echo "size=$((count * block))"
                    echo "block=$block"
                }
                """
            case "xfs":
                """
                xfs_info "$mounted" 2>/dev/null | sed -n 's/^data .*bsize=\\([0-9]*\\) *blocks=\\([0-9]*\\),.*/\\1 \\2/p' |
                    while read -r block count; do echo "size=$((block * count))"; echo "block=$block"; done
                """
            case "btrfs":
                """
                btrfs filesystem show --raw "$1" 2>/dev/null | sed -n 's/.* size \\([0-9]*\\) .*/size=\\1/p' | head -n 1
                echo block=65536
                """
            case "LVM2_member":
                """
                echo "size=$(pvs --noheadings --nosuffix --units b -o pv_size "$1" | tr -d ' ')"
                # What is less than an extent and the room for metadata is not used.
                echo block=8388608
                """
            case "vfat": "fatresize --info \"$1\" 2>/dev/null | sed -n 's/^Size: */size=/p'; echo block=1048576"
            default:
                "dump.f2fs \"$1\" 2>/dev/null | sed -n 's/.*total FS sectors = \\([0-9]*\\).*/\\1/p' |\n"
                    + "    while read -r count; do echo \"size=$((count * 512))\"; done; echo block=2097152"
            }
        return #"""
            PATH=$PATH:/usr/sbin:/sbin; export PATH LC_ALL=C
            [ -e "$1" ] || exit 0
            echo device=yes
            command -v blkid >/dev/null 2>&1 || { echo 'the host has no blkid' >&2; exit 127; }
            blkid -c /dev/null -o export -- "$1" 2>/dev/null | sed -n 's/^TYPE=/type=/p; s/^UUID=/uuid=/p'
            real=$(readlink -f -- "$1") mounted=
            while read -r source point rest; do
                if [ "$source" = "$1" ] || [ "$source" = "$real" ]; then mounted=$point; fi
            done </proc/mounts
            [ -z "$mounted" ] || echo "mounted=$mounted"
            if [ -b "$1" ]; then echo "room=$(blockdev --getsize64 "$1")"; else echo "room=$(($(wc -c <"$1")))"; fi
            """# + "\n" + measuring + "\nexit 0"
    }
}
