import ModuleKit
import Values

/// `devices`, `device_links`.
enum DeviceFacts {
    private struct Links {
        var ids: [String: [String]] = [:]
        var labels: [String: [String]] = [:]
        var uuids: [String: [String]] = [:]

        init(_ sheet: FactSheet) {
            for text in sheet.all("link") {
                let words = text.trimmed.split(separator: " ").map(String.init)
                guard words.count == 3, let device = words[2].split(separator: "/").last.map(String.init) else {
                    continue
                }
                switch words[0] {
                case "id": ids[device, default: []].append(words[1])
                case "label": labels[device, default: []].append(words[1])
                default: uuids[device, default: []].append(words[1])
                }
            }
        }

        func of(_ device: String) -> Value {
            [
                "ids": list(ids[device]), "labels": list(labels[device]), "uuids": list(uuids[device]),
                "masters": [],
            ]
        }

        var all: Value {
            ["ids": mapping(ids), "labels": mapping(labels), "uuids": mapping(uuids), "masters": .map([:])]
        }

        private func list(_ names: [String]?) -> Value { .list((names ?? []).map { .string($0) }) }

        private func mapping(_ names: [String: [String]]) -> Value {
            .map(Mapping(names.sorted { $0.key < $1.key }.map { ($0.key, list($0.value)) }))
        }
    }

    static func read(_ sheet: FactSheet) -> Mapping {
        let links = Links(sheet)
        let devices = sheet.all("device").compactMap { device($0, links) }
        return ["devices": .map(Mapping(devices)), "device_links": links.all]
    }

    private static func device(_ text: String, _ links: Links) -> (String, Value)? {
        let lines = text.split(separator: "\n").map(String.init)
        let fields = FactSheet.assignments(in: text)
        guard let name = fields["name"] else { return nil }
        let field = { (key: String) in fields[key].flatMap { $0.isEmpty ? nil : Value.string($0) } ?? .null }
        let sectors = Int(fields["size"] ?? "") ?? 0
        let sectorSize = fields["queue/logical_block_size"] ?? "512"
        let holders = values("holder", lines).map { Value.string($0) }
        let partitions = values("partition", lines).compactMap { partition($0, sectorSize, links) }
        return (
            name,
            [
                "virtual": 1, "links": links.of(name), "vendor": field("device/vendor"),
                "model": field("device/model"), "sas_address": .null, "sas_device_handle": .null,
                "removable": field("removable"), "support_discard": field("queue/discard_granularity"),
                "partitions": .map(Mapping(partitions)), "rotational": field("queue/rotational"),
                "scheduler_mode": .string(scheduler(fields["queue/scheduler"] ?? "")), "sectors": .int(sectors),
                "sectorsize": .string(sectorSize), "size": .string(ByteCount.text(sectors * 512)), "host": "",
                "holders": .list(holders),
            ]
        )
    }

    private static func values(_ key: String, _ lines: [String]) -> [String] {
        lines.filter { $0.hasPrefix(key + "=") }.map { String($0.dropFirst(key.count + 1)) }
    }

    /// `NAME SECTORS START`
    private static func partition(_ text: String, _ sectorSize: String, _ links: Links) -> (String, Value)? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 3, let sectors = Int(words[1]) else { return nil }
        return (
            words[0],
            [
                "links": links.of(words[0]), "start": .string(words[2]), "sectors": .int(sectors),
                "sectorsize": .string(sectorSize), "size": .string(ByteCount.text(sectors * 512)), "uuid": .null,
                "holders": [],
            ]
        )
    }

    /// The one in brackets is in force.
    private static func scheduler(_ text: String) -> String {
        guard let open = text.firstIndex(of: "["), let close = text.firstIndex(of: "]"), open < close else { return "" }
        return String(text[text.index(after: open)..<close])
    }
}

/// Amounts of bytes for people: `256.00 GB`.
private enum ByteCount {
    static func text(_ bytes: Int) -> String {
        let units: [(String, Double)] = [("TB", 0x1p40), ("GB", 0x1p30), ("MB", 0x1p20), ("KB", 0x1p10)]
        guard let unit = units.first(where: { Double(bytes) >= $0.1 }) else { return "\(bytes).00 Bytes" }
        let hundredths = Int((Double(bytes) / unit.1 * 100).rounded())
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(unit.0)"
    }
}
