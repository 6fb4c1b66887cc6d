import ModuleKit
import Values

/// Makes, grows, shrinks, shows, hides and removes groups of logical volumes.
struct Lvg: Module {
    enum Goal: String, ArgumentChoice {
        case absent, active, inactive, present
    }

    static let doc = ModuleDoc(
        "lvg", "Manage groups of logical volumes.", collection: "community.general",
        differences: "`reset_pv_uuid` without `pvs` holds for all devices of the group.",
        examples: """
            - name: Have room for the cellar on two disks
              community.general.lvg: { vg: cellar, pvs: [/dev/vdb1, /dev/vdc1], pesize: 32M }
            - lvg: { vg: cellar, pvs: /dev/vdb1, pvresize: true, remove_extra_pvs: false }
            - lvg: { vg: cellar, state: inactive, reset_vg_uuid: true }
            - lvg: { vg: cellar, state: absent, force: true }
            """)

    @Argument("Remove the group even if there are volumes in it.") var force: Bool = false
    @Argument("Size of an extent: a number with a unit, or of mebibytes; it holds for a new group.")
    var pesize: String = "4"
    @Argument("Options for the program that prepares devices.") var pvOptions: String?
    @Argument("Use all the room that devices have.") var pvresize: Bool = false
    @Argument("The devices of the group.") var pvs: [RemotePath]?
    @Argument("Take other devices out of the group.") var removeExtraPvs: Bool = true
    @Argument("Give the devices other UUIDs, each time.") var resetPvUuid: Bool = false
    @Argument("Give the group another UUID, each time.") var resetVgUuid: Bool = false
    @Argument("Whether there should be one; `active` and `inactive` show and hide its volumes, too.")
    var state: Goal = .present
    @Argument("The group.") var vg: String
    @Argument("Options for the program that makes the group.") var vgOptions: String?

    func validate() throws(ModuleFailure) {
        try VolumeManager.check("a group of volumes", vg)
        let digits = pesize.prefix(while: \.isNumber)
        guard !digits.isEmpty, ["", "k", "m", "g", "t", "s", "b"].contains(pesize.dropFirst(digits.count).lowercased())
        else { throw ModuleFailure("not a size of extents: \(pesize)", hint: "such as 32, 32M or 128K") }
        for device in devices where !device.hasPrefix("/") {
            throw ModuleFailure("the path of a device must be absolute: \(device)")
        }
        _ = try VolumeManager.words(pvOptions, of: "pv_options")
        _ = try VolumeManager.words(vgOptions, of: "vg_options")
    }

    var touches: [Footprint] { VolumeManager.touches }

    var probe: Probe<VolumeGroupHost> { fact.probe }

    func changes(from host: VolumeGroupHost) throws(ModuleFailure) -> [Change] {
        guard state != .absent else { return try removal(host) }
        for device in devices where host.devices[device] == nil {
            throw ModuleFailure("there is no device \(device)")
        }
        for device in devices {
            guard let owner = host.volume(device)?.group, owner != vg, !owner.isEmpty else { continue }
            throw ModuleFailure("the device \(device) is in the group \(owner) already")
        }
        guard host.group != nil else { return [try making(host)] }
        var after = host
        let parts = [
            activation(&after), resizing(&after), try growth(&after), reduction(&after), renaming(&after),
        ]
        return parts.flatMap(\.self)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<VolumeGroupHost>) -> ModuleFailure? {
        ModuleFailure("the group \(vg) could not be changed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<VolumeGroupHost>) -> ModuleResult { [:] }
}

/// What `lvg` must know of the host.
struct VolumeGroupHost: Hashable, Sendable {
    struct Group: Hashable, Sendable {
        /// Bytes of an extent.
        var extent: Int
        /// Volumes, with whether each is active.
        var volumes: [String: Bool]
        /// Whether its volumes are shown when the host starts; `nil` where the manager is too old to know.
        var comesUp: Bool?
    }

    /// A device that was prepared for groups.
    struct Device: Hashable, Sendable {
        /// As the manager calls it.
        var name: String
        var group: String
        /// Bytes of the device, of its part that is used, and before that part.
        var room: Int
        var size: Int
        var start: Int
    }

    var group: Group?
    /// By their real paths.
    var volumes: [String: Device] = [:]
    /// Real paths of the devices that the task names; those that are not there are missing.
    var devices: [String: String] = [:]
    var knowsComingUp = false

    func volume(_ device: String) -> Device? { devices[device].flatMap { volumes[$0] } }

    /// Real paths of the group's devices.
    func members(of group: String) -> [String] {
        volumes.filter { $0.value.group == group }.keys.sorted()
    }
}

extension Lvg {
    private var devices: [String] { (pvs ?? []).map(\.text) }

    private var fact: HostFact<VolumeGroupHost> {
        let script = #"""
            for device do [ ! -e "$device" ] || printf 'dev;%s;%s\n' "$device" "$(readlink -f -- "$device")"; done
            ask pvs -o pv_name,vg_name,dev_size,pv_size,pe_start | while IFS= read -r line; do
                printf 'pv;%s;%s\n' "$(readlink -f -- "${line%%;*}")" "$line"
            done
            vgcreate --help 2>/dev/null | grep -q setautoactivation && echo auto && shown=,autoactivation || shown=
            ask vgs -o vg_name,vg_extent_size$shown | sed -n 's/^\#(vg.replacing(".", with: "[.]"));/vg;/p'
            ask lvs -o lv_name,lv_attr \#(vg) | sed 's/^/lv;/'
            """#
        return VolumeManager.fact(script, paths: pvs ?? []) { lines in
            var host = VolumeGroupHost()
            for fields in lines {
                switch (fields[0], fields.count) {
                case ("dev", 3): host.devices[fields[1]] = fields[2]
                case ("pv", 7):
                    let sizes = fields[4...].map { Int($0) ?? 0 }
                    host.volumes[fields[1]] = .init(
                        name: fields[2], group: fields[3], room: sizes[0], size: sizes[1], start: sizes[2])
                case ("auto", 1): host.knowsComingUp = true
                case ("vg", 2...):
                    host.group = .init(extent: Int(fields[1]) ?? 1, volumes: [:])
                    if host.knowsComingUp { host.group?.comesUp = fields.last == "enabled" }
                case ("lv", 3): host.group?.volumes[fields[1]] = fields[2].dropFirst(4).first == "a"
                default: break
                }
            }
            return host
        }
    }

    private func removal(_ host: VolumeGroupHost) throws(ModuleFailure) -> [Change] {
        guard let group = host.group else { return [] }
        guard group.volumes.isEmpty || force else {
            throw ModuleFailure(
                "there are volumes in the group \(vg): \(group.volumes.keys.sorted().joined(separator: ", "))",
                hint: "set `force: true` to lose them")
        }
        var after = host
        after.group = nil
        for device in host.members(of: vg) { after.volumes[device]?.group = "" }
        return [change("remove the group \(vg)", [["vgremove", "--force", vg]], from: host, to: after)]
    }

    private func making(_ host: VolumeGroupHost) throws(ModuleFailure) -> Change {
        guard !devices.isEmpty else {
            throw ModuleFailure("there is no group \(vg)", hint: "name in `pvs` the devices to make it of")
        }
        var words = try VolumeManager.words(vgOptions, of: "vg_options")
        if host.knowsComingUp, state != .present, !words.contains(where: { $0.hasPrefix("--setautoactivation") }) {
            words += ["--setautoactivation", state == .active ? "y" : "n"]
        }
        var after = host
        after.group = .init(extent: 0, volumes: [:], comesUp: host.knowsComingUp ? state != .inactive : nil)
        for device in devices { after.take(device, into: vg) }
        let steps = try preparing(devices) + [["vgcreate"] + words + ["-s", pesize, vg] + devices]
        return change("make the group \(vg)", steps, from: host, to: after)
    }

    private func preparing(_ devices: [String]) throws(ModuleFailure) -> [[String]] {
        let words = try VolumeManager.words(pvOptions, of: "pv_options")
        return devices.map { ["pvcreate"] + words + ["-f", $0] }
    }

    private func activation(_ host: inout VolumeGroupHost) -> [Change] {
        guard state == .active || state == .inactive, let group = host.group else { return [] }
        let (wanted, word) = (state == .active, state == .active ? "y" : "n")
        let before = host
        var steps: [[String]] = []
        if group.volumes.values.contains(!wanted) {
            steps.append(["vgchange", "--activate", word, vg])
            host.group?.volumes = group.volumes.mapValues { _ in wanted }
        }
        if group.comesUp == !wanted {
            steps.append(["vgchange", "--setautoactivation", word, vg])
            host.group?.comesUp = wanted
        }
        guard !steps.isEmpty else { return [] }
        return [change("\(wanted ? "show" : "hide") the volumes of \(vg)", steps, from: before, to: host)]
    }

    private func resizing(_ host: inout VolumeGroupHost) -> [Change] {
        guard pvresize, let extent = host.group?.extent, extent > 0 else { return [] }
        let before = host
        var steps: [[String]] = []
        for device in devices {
            guard let real = host.devices[device], let volume = host.volumes[real], volume.group == vg else { continue }
            let usable = (volume.room - volume.start) / extent * extent
            guard usable > volume.size else { continue }
            steps.append(["pvresize", device])
            host.volumes[real]?.size = usable
        }
        guard !steps.isEmpty else { return [] }
        return [change("use all of \(steps.map { $0[1] }.joined(separator: ", "))", steps, from: before, to: host)]
    }

    private func growth(_ host: inout VolumeGroupHost) throws(ModuleFailure) -> [Change] {
        let known = host
        let added = devices.filter { known.volume($0)?.group != vg }
        guard !added.isEmpty else { return [] }
        for device in added { host.take(device, into: vg) }
        let steps = try preparing(added) + [["vgextend", vg] + added]
        return [change("add \(added.joined(separator: ", ")) to \(vg)", steps, from: known, to: host)]
    }

    private func reduction(_ host: inout VolumeGroupHost) -> [Change] {
        guard removeExtraPvs, !devices.isEmpty else { return [] }
        let before = host
        let kept = Set(devices.compactMap { before.devices[$0] })
        let extra = host.members(of: vg).filter { !kept.contains($0) }
        guard !extra.isEmpty else { return [] }
        for device in extra { host.volumes[device]?.group = "" }
        let names = extra.compactMap { before.volumes[$0]?.name }
        return [
            change(
                "take \(names.joined(separator: ", ")) out of \(vg)", [["vgreduce", "--force", vg] + names],
                from: before, to: host)
        ]
    }

    private func renaming(_ host: inout VolumeGroupHost) -> [Change] {
        var changes: [Change] = []
        if resetVgUuid {
            changes.append(change("give \(vg) another UUID", [["vgchange", "-u", vg]], from: host, to: host))
        }
        let known = host
        let named = devices.isEmpty ? host.members(of: vg).compactMap { known.volumes[$0]?.name } : devices
        if resetPvUuid, !named.isEmpty {
            let text = "give \(named.joined(separator: ", ")) other UUIDs"
            changes.append(change(text, named.map { ["pvchange", "-u", $0] }, from: host, to: host))
        }
        return changes
    }

    private func change(_ summary: String, _ calls: [[String]], from old: VolumeGroupHost, to new: VolumeGroupHost)
        -> Change
    {
        let (name, told) = (vg, { (host: VolumeGroupHost) in host.group.map { _ in host.members(of: self.vg) } })
        let expected = told(new)
        let diff = Diff.setting(
            name, before: told(old)?.joined(separator: ", "), after: expected?.joined(separator: ", "))
        return Change(
            summary, diff: told(old) == expected ? nil : diff,
            steps: calls.map { .run(VolumeManager.call($0)) }, touches: touches,
            // How much of a device is used, the manager works out.
            expects: fact.becoming(new) { host in
                host.group?.comesUp == new.group?.comesUp
                    && host.group.map { _ in host.members(of: name) } == expected
            })
    }
}

extension VolumeGroupHost {
    fileprivate mutating func take(_ device: String, into group: String) {
        guard let real = devices[device] else { return }
        volumes[real] = Device(name: device, group: group, room: 0, size: 0, start: 0)
    }
}
