import ModuleKit
import Values

/// Makes, resizes, names, marks and removes partitions.
struct Parted: Module {
    enum Align: String, ArgumentChoice {
        case cylinder, minimal, none, optimal, undefined
    }

    enum Label: String, ArgumentChoice {
        case aix, amiga, bsd, dvh, gpt, loop, mac, msdos, pc98, sun
    }

    enum PartType: String, ArgumentChoice {
        case extended, logical, primary
    }

    enum Goal: String, ArgumentChoice {
        case absent, info, present
    }

    enum Unit: String, ArgumentChoice {
        case s, cyl, chs, compact
        case byte = "B"
        case kb = "KB"
        case kib = "KiB"
        case mb = "MB"
        case mib = "MiB"
        case gb = "GB"
        case gib = "GiB"
        case tb = "TB"
        case tib = "TiB"
        case percent = "%"
    }

    static let doc = ModuleDoc(
        "parted", "Manage partitions of a disk.", collection: "community.general",
        returns: [
            ReturnValue("disk", "The disk: `dev`, `size`, `unit`, `table`, `model`, and the sizes of its blocks."),
            ReturnValue(
                "partitions", "Its partitions: `num`, `begin`, `end`, `size`, `unit`, `fstype`, `name`, `flags`."),
            ReturnValue("script", "The commands that parted was given."),
        ],
        differences: """
            A partition is resized only if its end is another than the one wanted, as far as the unit tells that; and flags \
            that parted sets together, such as `boot` and `esp` in a table of the kind `gpt`, stay together.
            """,
        examples: """
            - name: Give the cellar the first half of the disk
              community.general.parted:
                device: /dev/vdb
                label: gpt
                number: 1
                name: cellar
                part_end: 50%
                flags: [lvm]
                state: present
            - parted: { device: /dev/vdb, number: 1, part_end: 100%, resize: true, state: present }
            - parted: { device: /dev/vdb, number: 2, state: absent }
            - parted: { device: /dev/vdb, unit: MiB }
            """)

    @Argument("How new partitions are aligned.") var align: Align = .optimal
    @Argument("The disk, or a file that stands for one.") var device: RemotePath
    @Argument("Flags of the partition; others are taken away.") var flags: [String]?
    @Argument("Kind of file system that a new partition is meant for.") var fsType: String?
    @Argument("Kind of the table; a table of another kind is replaced, and its partitions are lost.")
    var label: Label = .msdos
    @Argument("Name of the partition, where the table has names.") var name: String?
    @Argument("Number of the partition.") var number: Int?
    @Argument("Where it ends: from the beginning of the disk or, with a minus, from its end.")
    var partEnd: String = "100%"
    @Argument("Where it begins, likewise.") var partStart: String = "0%"
    @Argument("Kind of a new partition in tables of the kinds msdos and dvh.") var partType: PartType = .primary
    @Argument("Move the end of a partition that is there.") var resize: Bool = false
    @Argument("Whether there should be one; `info` only tells what there is.") var state: Goal = .info
    @Argument("The unit of sizes that are told.") var unit: Unit = .kib

    static let rules: [ArgumentRule] = [.required("number", when: "state", is: "present", "absent")]

    func validate() throws(ModuleFailure) {
        guard !device.text.hasPrefix("-") else { throw ModuleFailure("not a path of a device: \(device)") }
        guard number ?? 1 > 0 else { throw ModuleFailure("not a number of a partition: \(number ?? 0)") }
        for (position, argument) in [(partStart, "part_start"), (partEnd, "part_end")]
        where DiskPosition(position) == nil {
            throw ModuleFailure(
                "not a position on a disk in `\(argument)`: \(position)",
                hint: "a number with a unit, such as 10GiB or 15%")
        }
        for word in (flags ?? []) + [fsType].compactMap(\.self) {
            guard word.consists(of: .letters, .digits, "_+()-"), !word.isEmpty, !word.hasPrefix("-") else {
                throw ModuleFailure("not a word of parted: \(word)")
            }
        }
        guard name.map({ !$0.contains(where: \.isNewline) && !$0.contains("\"") && !$0.contains("\\") }) ?? true else {
            throw ModuleFailure("the name of a partition must contain no quotation mark, backslash or line break")
        }
    }

    var touches: [Footprint] { [.path(device), .path("/dev")] }

    var probe: Probe<DiskTable> { fact.probe }

    func changes(from host: DiskTable) throws(ModuleFailure) -> [Change] {
        guard let number, state != .info else { return [] }
        let old = host.partitions.first { $0.number == number }
        if state == .absent {
            guard old != nil else { return [] }
            var after = host
            after.partitions.removeAll { $0.number == number }
            return [change("remove the partition \(number)", ["rm", String(number)], from: host, to: after)]
        }
        var after = host
        var words: [String] = []
        if host.table != label.rawValue {
            words += ["mklabel", label.rawValue]
            (after.table, after.partitions) = (label.rawValue, [])
        }
        let isNew = host.table != label.rawValue || old == nil
        let position = ["unit", unit.rawValue]
        if isNew {
            words = position + words + ["mkpart"] + kind + (fsType.map { [$0] } ?? []) + [partStart, partEnd]
            after.partitions.append(.init(number: number, extent: "\(partStart) to \(partEnd)"))
        } else if resize, let end = DiskPosition(partEnd), old?.end.map({ end.mayBe($0, on: host) }) == false {
            words += ["resizepart", String(number), partEnd]
            after.edit(number) { ($0.end, $0.extent) = (nil, "ends at \(partEnd)") }
        }
        if let name, old?.name != name || isNew {
            // parted reads a text of several words as one only in quotation marks.
            words += position + ["name", String(number), "\"\(name)\""]
            after.edit(number) { $0.name = name }
        }
        if let flags, !flags.isEmpty {
            let known = isNew ? [] : Set(old?.flags ?? [])
            let wanted = Set(flags)
            for flag in flags where !known.contains(flag) { words += ["set", String(number), flag, "on"] }
            let kept = wanted.union(wanted.flatMap { DiskTable.companions[$0] ?? [] })
            for flag in known.subtracting(kept).sorted() { words += ["set", String(number), flag, "off"] }
            after.edit(number) { $0.flags = flags }
        }
        guard !words.isEmpty else { return [] }
        return [
            change("\(isNew ? "make" : "change") the partition \(number)", words, from: host, to: after)
        ]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<DiskTable>) -> ModuleFailure? {
        ModuleFailure("parted could not change \(device): \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<DiskTable>) -> ModuleResult {
        let table = applied.changed ? applied.after ?? applied.before : applied.before
        var result: ModuleResult = ["disk": .map(table.diskFields), "partitions": .list(table.partitionFields)]
        let given = applied.changes.flatMap(\.steps).compactMap(\.command).compactMap { command -> String? in
            guard case .arguments(let words) = command.form, let end = words.firstIndex(of: "--") else { return nil }
            return words[(end + 1)...].joined(separator: " ")
        }
        result["script"] = .string(state == .info ? "unit \(unit.rawValue) print" : given.joined(separator: " "))
        return result
    }
}

extension Parted {
    /// Tables with names take one where others take a kind; `name` gives it afterwards.
    private var kind: [String] { label == .sun ? [] : [partType.rawValue] }

    /// Asked twice, in the unit of the task and in bytes.
    private var fact: HostFact<DiskTable> {
        let unit = unit.rawValue
        let script = #"""
            PATH=$PATH:/usr/sbin:/sbin; export PATH LC_ALL=C
            command -v parted >/dev/null 2>&1 || { echo 'the host has no parted' >&2; exit 127; }
            # Where there is no table yet, it ends with 1 and tells of the disk nevertheless.
            ask() {
                told=$(parted -s -m "$1" -- unit "$2" print); code=$?
                case $told in *:unknown:*) ;; *) [ $code = 0 ] || exit $code ;; esac
                printf '%s\n' "$told"
            }
            ask "$1" '\#(unit)'; printf '\037\n'; ask "$1" B
            """# + (resize && partEnd.hasSuffix("cyl") ? "; printf '\\037\\n'; ask \"$1\" cyl" : "")
        let device = device
        return HostFact(Command(.script(script, paths: [device])), reads: .path(device), .path("/dev")) {
            output throws(ModuleFailure) in
            let parts = output.standardOutput.text.split(separator: "\u{1F}\n").map(String.init)
            guard output.exitCode == 0, parts.count > 1 else {
                throw ModuleFailure("parted does not tell of \(device): \(output.complaint)", output: output)
            }
            let cylinders = parts.count > 2 ? parts[2] : nil
            return DiskTable(told: parts[0], bytes: parts[1], cylinders: cylinders, unit: unit)
        }
    }

    private func change(_ summary: String, _ words: [String], from old: DiskTable, to new: DiskTable) -> Change {
        // A newer parted mends, if it is told so, a table that does not know yet that its disk grew.
        let script = #"""
            ! parted --help 2>/dev/null | grep -q -e --fix || set -- --fix "$@"
            exec parted -s -m "$@"
            """#
        let alignment = align == .undefined ? [] : ["-a", align.rawValue]
        let command = Command(
            .arguments(["/bin/sh", "-c", script, "sh"] + alignment + [device.text, "--"] + words),
            environment: [EnvironmentVariable("LC_ALL", "C")])
        return Change(
            "\(summary) of \(device)",
            diff: .contents(
                before: Array(old.text.utf8), after: Array(new.text.utf8), beforeHeader: device.text,
                afterHeader: device.text),
            steps: [.run(command)], touches: touches,
            // Where exactly partitions begin and end, parted works out.
            expects: fact.becoming(new) { $0.table == new.table && $0.numbers == new.numbers })
    }
}

/// A position on a disk as a task gives it.
struct DiskPosition {
    private let amount: Double
    private let unit: String
    private let isFromEnd: Bool

    /// Source: the units of parted(8).
    private static let units: [String: Double] = [
        "s": 512, "B": 1, "KB": 1e3, "kB": 1e3, "KiB": 1024, "MB": 1e6, "MiB": 1_048_576, "GB": 1e9,
        "GiB": 1_073_741_824, "TB": 1e12, "TiB": 1_099_511_627_776,
    ]

    init?(_ text: String) {
        isFromEnd = text.hasPrefix("-")
        let number = text.dropFirst(isFromEnd ? 1 : 0).prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard number.first?.isNumber == true, number.last?.isNumber == true, let amount = Double(number) else {
            return nil
        }
        unit = String(text.dropFirst(number.count + (isFromEnd ? 1 : 0)))
        guard unit == "%" || unit == "cyl" || Self.units[unit] != nil else { return nil }
        self.amount = amount
    }

    /// Whether a partition with this last byte ends there, as far as the unit tells that; so it does where nobody knows.
    ///
    /// Source: parted takes binary units exactly, and of others what is within half of one and suits the alignment.
    func mayBe(_ end: Double, on disk: DiskTable) -> Bool {
        let size =
            unit == "%"
            ? disk.bytes / 100 : unit == "cyl" ? disk.cylinder : unit == "s" ? disk.sector : Self.units[unit]
        guard let size else { return true }
        let position = isFromEnd ? disk.bytes - amount * size : amount * size
        let isExact = unit.hasSuffix("iB") || unit == "s" || unit == "B"
        return abs(end + 1 - position) <= (isExact ? disk.sector : max(size / 2, 1_048_576))
    }
}
