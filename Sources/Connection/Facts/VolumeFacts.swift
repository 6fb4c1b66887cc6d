import ModuleKit
import Values

/// `lvm`: groups, logical and physical volumes, where there is LVM and one may look at it.
enum VolumeFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        guard sheet["vgs"] != nil else { return ["lvm": "N/A"] }
        return [
            "lvm": [
                "vgs": entries(sheet, "vgs") {
                    ["size_g": $0[5], "free_g": $0[6], "num_lvs": $0[2], "num_pvs": $0[1]]
                },
                "lvs": entries(sheet, "lvs") { ["size_g": $0[3], "vg": $0[1]] },
                "pvs": entries(sheet, "pvs") { ["size_g": $0[4], "free_g": $0[5], "vg": $0[1]] },
            ]
        ]
    }

    /// - Parameter facts: What the columns of a line tell; there are at least seven.
    private static func entries(_ sheet: FactSheet, _ tool: String, _ facts: ([Value]) -> Mapping) -> Value {
        let lines = sheet.lines(tool).map { line in
            line.trimmed.split(separator: ",", omittingEmptySubsequences: false).map { Value.string(String($0)) }
        }
        return .map(
            Mapping(
                lines.filter { $0.count > 1 }.map { columns in
                    let padding = Array(repeating: Value.string(""), count: 7)
                    return (columns[0], .map(facts(Array((columns + padding).prefix(7)))))
                }))
    }
}

/// `iscsi_iqn`, `hostnqn`, `fibre_channel_wwn`: how storage knows the host.
enum StorageFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let ports = sheet.all("port").map(\.trimmed).map { $0.hasPrefix("0x") ? String($0.dropFirst(2)) : $0 }
        return [
            "iscsi_iqn": .string(sheet.assignments("iscsi")["InitiatorName"] ?? ""),
            "hostnqn": .string(sheet["nvme"] ?? ""), "fibre_channel_wwn": .list(ports.map { .string($0) }),
        ]
    }
}

/// `systemd`: which one, and what it was made with.
enum SystemdFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let lines = sheet.lines("systemd")
        guard lines.count > 1, let version = lines[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return [:] }
        return ["systemd": ["version": .int(version), "features": .string(String(lines[1]))]]
    }
}
