import Values

/// What parted(8) tells of a disk, in the unit of a task and in bytes.
struct DiskTable: Hashable, Sendable {
    struct Partition: Hashable, Sendable {
        let number: Int
        /// The last byte; of one that is to be made, nobody knows it yet.
        var end: Double?
        /// From where to where, for people.
        var extent: String
        var name = ""
        var flags: [String] = []
    }

    /// Its kind; `unknown` where there is none.
    var table: String
    /// Bytes of the disk, and of a sector.
    let bytes: Double
    let sector: Double
    /// Bytes of a cylinder, where it was asked for.
    let cylinder: Double?
    var partitions: [Partition]
    /// What parted printed in the unit of the task.
    private let told: [[String]]
    private let unit: String

    /// Flags of tables of the kind `gpt` that parted shows together.
    static let companions: [String: [String]] = ["boot": ["esp"], "esp": ["boot"]]

    /// - Parameters:
    ///   - told: What it printed in the unit of the task.
    ///   - bytes: The same in bytes.
    ///   - cylinders: The same in cylinders, if that was asked.
    init(told: String, bytes: String, cylinders: String?, unit: String) {
        self.told = Self.fields(told)
        self.unit = unit
        let exact = Self.fields(bytes)
        let disk = exact.first ?? []
        self.bytes = disk.count > 1 ? Self.number(disk[1]) : 0
        let sector = disk.count > 3 ? max(Self.number(disk[3]), 1) : 512
        self.sector = sector
        let geometry = cylinders.map(Self.fields)?.first { $0.count == 4 }
        cylinder = geometry.map { Self.number($0[1]) * Self.number($0[2]) * sector }
        table = disk.count > 5 ? disk[5] : "unknown"
        partitions = exact.dropFirst().compactMap { line in
            guard line.count > 6, let index = Int(line[0]) else { return nil }
            return Partition(
                number: index, end: Self.number(line[2]), extent: "\(line[1]) to \(line[2])", name: line[5],
                flags: Self.flags(line[6]))
        }
    }

    var numbers: [Int] { partitions.map(\.number).sorted() }

    mutating func edit(_ number: Int, _ edit: (inout Partition) -> Void) {
        guard let index = partitions.firstIndex(where: { $0.number == number }) else { return }
        edit(&partitions[index])
    }

    private static func fields(_ text: String) -> [[String]] {
        text.split(separator: "\n").dropFirst().map { line in
            let line = line.hasSuffix(";") ? line.dropLast() : line
            return line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }

    private static func number(_ text: String) -> Double {
        Double(text.prefix { $0.isASCII && $0.isNumber || $0 == "." }) ?? 0
    }

    private static func flags(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }
    }
}

/// For people and for results.
extension DiskTable {
    /// One line for the table and for each partition.
    var text: String {
        let lines = partitions.sorted { $0.number < $1.number }.map { partition in
            let words = [partition.extent, partition.name, partition.flags.joined(separator: ", ")]
            return "partition \(partition.number): " + words.filter { !$0.isEmpty }.joined(separator: "; ")
        }
        return (["table: \(table)"] + lines).map { $0 + "\n" }.joined()
    }

    /// Source: the keys of Ansible's result, tried in each unit.
    var diskFields: Mapping {
        guard let disk = told.first, disk.count > 6 else { return [:] }
        var fields: Mapping = [
            "dev": .string(disk[0]), "size": amount(disk[1]), "unit": .string(unit(of: disk[1])),
            "table": .string(disk[5]), "model": .string(disk[6]), "logical_block": .int(Int(disk[3]) ?? 0),
            "physical_block": .int(Int(disk[4]) ?? 0),
        ]
        if let geometry = told.dropFirst().first(where: { $0.count == 4 }) {
            fields["chs_info"] = [
                "cylinders": .int(Int(geometry[0]) ?? 0), "heads": .int(Int(geometry[1]) ?? 0),
                "sectors": .int(Int(geometry[2]) ?? 0), "cyl_size": .double(Self.number(geometry[3])),
                "cyl_size_unit": .string(unit(of: geometry[3])),
            ]
        }
        return fields
    }

    var partitionFields: [Value] {
        told.dropFirst().filter { $0.count > 5 && Int($0[0]) != nil }.map { line in
            // In heads and sectors, parted tells no sizes.
            let shift = unit == "chs" ? 1 : 0
            let size = unit == "chs" ? "" : line[3]
            let flags = line.count > 6 - shift ? Self.flags(line[6 - shift]) : []
            return .map([
                "num": .int(Int(line[0]) ?? 0), "begin": amount(line[1]), "end": amount(line[2]),
                "size": size.isEmpty ? "" : amount(size), "fstype": .string(line[4 - shift]),
                "name": .string(line[5 - shift]), "flags": .list(flags.map(Value.string)),
                "unit": .string(unit(of: size)),
            ])
        }
    }

    private func amount(_ text: String) -> Value {
        let parts = text.split(separator: ",").compactMap { Int($0) }
        guard parts.count == 3 else { return .double(Self.number(text)) }
        return .map(["cylinder": .int(parts[0]), "head": .int(parts[1]), "sector": .int(parts[2])])
    }

    private func unit(of text: String) -> String {
        let unit = text.drop { $0.isNumber || ".,".contains($0) }
        return unit.isEmpty ? self.unit.lowercased() : unit.lowercased()
    }
}
