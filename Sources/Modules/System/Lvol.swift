import ModuleKit
import Values

/// Makes, resizes, shows, hides and removes logical volumes.
struct Lvol: Module {
    static let doc = ModuleDoc(
        "lvol", "Manage logical volumes.", collection: "community.general",
        differences: """
            A size that is no multiple of an extent is rounded up, as the manager does, before it is compared. Where nothing \
            is free any more, `100%FREE` leaves a volume as it is. A volume that is there may be named without a size.
            """,
        examples: """
            - name: Have room for the barrels
              community.general.lvol: { vg: cellar, lv: barrels, size: 20g }
            - lvol: { vg: cellar, lv: barrels, size: +30%FREE, resizefs: true }
            - lvol: { vg: cellar, lv: barrels, snapshot: yesterday, size: 10%ORIGIN }
            - lvol: { vg: cellar, thinpool: casks, size: 50%VG, opts: --chunksize 128k }
            - lvol: { vg: cellar, thinpool: casks, lv: cider, size: 100g }
            - lvol: { vg: cellar, lv: barrels, state: absent, force: true }
            """)

    @Argument("Whether the volume is shown as a device.") var active: Bool = true
    @Argument("Shrink and remove volumes even if that loses data.") var force: Bool = false
    @Argument("The volume; of a snapshot, what it is of.") var lv: String?
    @Argument("Options for the program that makes the volume.") var opts: String?
    @Argument("Devices of the group to have it on.") var pvs: [RemotePath]?
    @Argument("Resize the file system on it, too.") var resizefs: Bool = false
    @Argument("Shrink a volume that is larger.") var shrink: Bool = true
    @Argument("Size: a number of mebibytes or with a unit, or a share as 80%VG; + and - change it by that much.")
    var size: String?
    @Argument("The snapshot.") var snapshot: String?
    @Argument("Whether there should be one.") var state: Presence = .present
    @Argument("The pool that it takes room from; without `lv`, the pool itself.") var thinpool: String?
    @Argument("The group.") var vg: String

    static let rules: [ArgumentRule] = [.atLeastOne("lv", "thinpool"), .requires("snapshot", "lv")]

    func validate() throws(ModuleFailure) {
        try VolumeManager.check("a group of volumes", vg)
        for name in [lv, snapshot, thinpool].compactMap(\.self) { try VolumeManager.check("a volume", name) }
        for device in pvs ?? [] where !device.text.hasPrefix("/") {
            throw ModuleFailure("the path of a device must be absolute: \(device)")
        }
        _ = try VolumeManager.words(opts, of: "opts")
        let size = try wanted
        guard !isThin || size?.share == nil else {
            throw ModuleFailure("the size of a volume in a pool must be no share")
        }
    }

    var touches: [Footprint] { VolumeManager.touches }

    var probe: Probe<LogicalVolumeHost> { fact.probe }

    func changes(from host: LogicalVolumeHost) throws(ModuleFailure) -> [Change] {
        guard state == .present else { return try removal(host) }
        guard host.extent > 0 else { throw ModuleFailure("there is no group \(vg)") }
        guard let volume = host.volumes[name] else { return [try making(host)] }
        var after = host
        let resize = try resizing(volume, &after)
        return resize + activation(&after)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<LogicalVolumeHost>) -> ModuleFailure?
    {
        ModuleFailure("the volume \(name) could not be changed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<LogicalVolumeHost>) -> ModuleResult { [:] }
}

/// What `lvol` must know of the host; sizes are in bytes.
struct LogicalVolumeHost: Hashable, Sendable {
    struct Volume: Hashable, Sendable {
        var size: Int
        /// As lvs(8) writes them.
        var attributes: String

        var isActive: Bool { attributes.dropFirst(4).first == "a" }
        var isPool: Bool { attributes.first == "t" }
        var isThin: Bool { attributes.first == "V" }
    }

    /// 0 where there is no group.
    var extent = 0
    var size = 0
    var free = 0
    var volumes: [String: Volume] = [:]
    /// Devices of the group by their real paths.
    var devices: [String: Int] = [:]
    /// Real paths of those that the task names.
    var named: Set<String> = []
}

/// A size of a volume as a task gives it.
struct VolumeSize {
    enum Share: String {
        case free = "FREE", origin = "ORIGIN", pvs = "PVS", vg = "VG"
    }

    /// By which a volume changes; `nil` for one that it should have.
    let sign: Character?
    /// Without the sign, as the manager takes it.
    let text: String
    /// Bytes, or hundredths.
    let amount: Double
    let share: Share?

    init(_ written: String) throws(ModuleFailure) {
        sign = written.first.flatMap { "+-".contains($0) ? $0 : nil }
        let rest = written.dropFirst(sign == nil ? 0 : 1)
        let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        let unit = String(rest.dropFirst(digits.count))
        guard let first = digits.first, first.isNumber, let number = Double(digits), number < 1e12 else {
            throw ModuleFailure("not a size: \(written)", hint: "such as 512, 20g, 80%VG or +100%FREE")
        }
        if unit.hasPrefix("%") {
            guard let share = Share(rawValue: unit.dropFirst().uppercased()) else {
                throw ModuleFailure(
                    "not a share: \(written)", hint: "it is of VG, PVS, FREE or ORIGIN, such as 80%VG")
            }
            guard number <= 100 else { throw ModuleFailure("a share must not be more than 100%: \(written)") }
            (self.share, amount, text) = (share, number / 100, String(digits) + "%" + share.rawValue)
        } else {
            let units = ["b": 0, "s": 9, "k": 10, "": 20, "m": 20, "g": 30, "t": 40, "p": 50, "e": 60]
            guard let power = units[unit.lowercased()],
                number * Double(sign: .plus, exponent: power, significand: 1) < 1e18
            else {
                throw ModuleFailure("not a size: \(written)", hint: "such as 512, 20g, 80%VG or +100%FREE")
            }
            (share, amount) = (nil, number * Double(sign: .plus, exponent: power, significand: 1))
            text = digits + (unit.isEmpty ? "m" : unit)
        }
    }

    /// The option by which the programs take it.
    var option: [String] { [share == nil ? "-L" : "-l", (sign.map(String.init) ?? "") + text] }
}

extension Lvol {
    /// What the task is about.
    private var name: String { snapshot ?? lv ?? thinpool ?? "" }
    private var isThin: Bool { thinpool != nil && lv != nil && snapshot == nil }

    private var wanted: VolumeSize? {
        get throws(ModuleFailure) {
            guard let size, !size.isEmpty else { return nil }
            return try VolumeSize(size)
        }
    }

    private var fact: HostFact<LogicalVolumeHost> {
        let script = #"""
            ask vgs -o vg_extent_size,vg_size,vg_free \#(vg) | sed 's/^/vg;/'
            ask lvs -a -o lv_name,lv_size,lv_attr \#(vg) | sed 's/^/lv;/; s/;\[\([^];]*\)\];/;\1;/'
            ask vgs -o pv_name,pv_size \#(vg) | while IFS= read -r line; do
                printf 'pv;%s;%s\n' "$(readlink -f -- "${line%%;*}")" "${line#*;}"
            done
            for device do printf 'dev;%s\n' "$(readlink -f -- "$device")"; done
            """#
        return VolumeManager.fact(script, paths: pvs ?? []) { lines in
            var host = LogicalVolumeHost()
            for fields in lines {
                switch (fields[0], fields.count) {
                case ("vg", 4):
                    let sizes = fields.dropFirst().map { Int($0) ?? 0 }
                    (host.extent, host.size, host.free) = (sizes[0], sizes[1], sizes[2])
                case ("lv", 4): host.volumes[fields[1]] = .init(size: Int(fields[2]) ?? 0, attributes: fields[3])
                case ("pv", 3): host.devices[fields[1]] = Int(fields[2]) ?? 0
                case ("dev", 2): host.named.insert(fields[1])
                default: break
                }
            }
            return host
        }
    }

    private func removal(_ host: LogicalVolumeHost) throws(ModuleFailure) -> [Change] {
        guard host.volumes[name] != nil else { return [] }
        guard force else {
            throw ModuleFailure("the volume \(name) is not removed", hint: "set `force: true` to lose it")
        }
        var after = host
        after.volumes[name] = nil
        return [change("remove the volume \(vg)/\(name)", ["lvremove", "--force", "\(vg)/\(name)"], host, after)]
    }

    private func making(_ host: LogicalVolumeHost) throws(ModuleFailure) -> Change {
        let origin = try origin(host)
        let size = try wanted
        guard size != nil || origin?.isThin == true else {
            throw ModuleFailure("there is no volume \(name)", hint: "say how large it is to be: `size`")
        }
        guard size?.sign == nil else {
            throw ModuleFailure("there is no volume \(name) to be changed by \(self.size ?? "")")
        }
        var words = ["lvcreate", "--yes"] + (active ? [] : ["-an"])
        let options = try VolumeManager.words(opts, of: "opts")
        if snapshot != nil {
            words += (size?.option ?? []) + ["-s", "-n", name] + options + ["\(vg)/\(lv ?? "")"]
        } else if isThin, let thinpool {
            guard host.volumes[thinpool]?.isPool == true else { throw ModuleFailure("there is no pool \(thinpool)") }
            words += ["-n", name, "-V", size?.text ?? ""] + options + ["-T", "\(vg)/\(thinpool)"]
        } else if thinpool != nil {
            words += (size?.option ?? []) + options + ["-T", "\(vg)/\(name)"]
        } else {
            words += ["-n", name] + (size?.option ?? []) + options + [vg]
        }
        var after = host
        let bytes = size.map { goal($0, of: 0, host) } ?? origin?.size ?? 0
        let kind = isThin ? "V" : snapshot == nil && thinpool != nil ? "t" : "-"
        after.volumes[name] = .init(size: bytes, attributes: "\(kind)---\(active ? "a" : "-")-")
        return change("make the volume \(vg)/\(name)", words + (pvs ?? []).map(\.text), host, after)
    }

    /// What a snapshot is of.
    private func origin(_ host: LogicalVolumeHost) throws(ModuleFailure) -> LogicalVolumeHost.Volume? {
        guard snapshot != nil, let lv else { return nil }
        guard let origin = host.volumes[lv] else {
            throw ModuleFailure("there is no volume \(lv) to keep a snapshot of")
        }
        guard !origin.isPool else { throw ModuleFailure("\(lv) is a pool, of which there are no snapshots") }
        return origin
    }

    /// Bytes that a volume should have.
    private func goal(_ size: VolumeSize, of now: Int, _ host: LogicalVolumeHost) -> Int {
        let extent = Double(max(host.extent, 1))
        let extents: Double
        if let share = size.share {
            let whole: Int =
                switch share {
                case .vg: host.size
                case .free: host.free
                case .pvs: host.devices.filter { host.named.isEmpty || host.named.contains($0.key) }.values.reduce(0, +)
                case .origin: host.volumes[lv ?? ""]?.size ?? 0
                }
            extents = (Double(whole) * size.amount / extent).rounded(.down)
        } else {
            extents = (size.amount / extent).rounded(.up)
        }
        let bytes = Int(extents * extent)
        return switch size.sign {
        case "+": now + bytes
        case "-": now - bytes
        default: bytes
        }
    }

    private func resizing(_ volume: LogicalVolumeHost.Volume, _ host: inout LogicalVolumeHost) throws(ModuleFailure)
        -> [Change]
    {
        // A thin snapshot is as large as what it is of.
        guard let size = try wanted, snapshot == nil || !volume.isThin else { return [] }
        let bytes = goal(size, of: volume.size, host)
        // A share is not always a multiple of an extent.
        guard abs(bytes - volume.size) >= (size.share == nil ? 1 : host.extent) else { return [] }
        let grows = bytes > volume.size
        if !grows {
            guard shrink, !(size.share == .free && size.sign == nil && bytes == 0) else { return [] }
            guard bytes > 0 else { throw ModuleFailure("the volume \(name) cannot be shrunk to nothing") }
            guard force else {
                throw ModuleFailure(
                    "the volume \(name) is larger than \(size.text)",
                    hint: "set `force: true` to shrink it, or `shrink: false` to leave it")
            }
        } else if !isThin, bytes - volume.size > host.free {
            throw ModuleFailure(
                "there is too little room in \(vg) for \(name): \(bytes - volume.size) bytes more are needed, \(host.free) are free"
            )
        }
        let words = [grows ? "lvextend" : "lvreduce"] + (grows ? [] : ["--force"]) + (resizefs ? ["--resizefs"] : [])
        let before = host
        host.volumes[name]?.size = bytes
        if !isThin { host.free -= bytes - volume.size }
        let devices = grows ? (pvs ?? []).map(\.text) : []
        var change = change(
            "\(grows ? "grow" : "shrink") the volume \(vg)/\(name)",
            words + size.option + ["\(vg)/\(name)"] + devices, before, host)
        change.diff = .setting("\(vg)/\(name)", before: "\(volume.size) bytes", after: "\(bytes) bytes")
        return [change]
    }

    private func activation(_ host: inout LogicalVolumeHost) -> [Change] {
        guard let volume = host.volumes[name], volume.isActive != active else { return [] }
        let before = host
        host.volumes[name]?.attributes = volume.attributes.prefix(4) + (active ? "a" : "-")
        return [
            change(
                "\(active ? "show" : "hide") the volume \(vg)/\(name)",
                ["lvchange", active ? "-ay" : "-an", "\(vg)/\(name)"], before, host)
        ]
    }

    private func change(_ summary: String, _ words: [String], _ old: LogicalVolumeHost, _ new: LogicalVolumeHost)
        -> Change
    {
        let text = { (volume: LogicalVolumeHost.Volume) in
            "\(volume.size) bytes, \(volume.isActive ? "shown" : "hidden")"
        }
        let (name, expected) = (name, new.volumes[name])
        return Change(
            summary,
            diff: .setting("\(vg)/\(name)", before: old.volumes[name].map(text), after: expected.map(text)),
            steps: [.run(VolumeManager.call(words))], touches: touches,
            // Shares and stripes the manager rounds in its own way.
            expects: fact.becoming(new) { host in
                host.volumes[name].map(\.isActive) == expected.map(\.isActive)
            })
    }
}
