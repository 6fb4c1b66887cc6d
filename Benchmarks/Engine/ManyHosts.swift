import FoundationEssentials
import Inventory

/// Inventories of many hosts, as programs write them: a line for each host, ten groups with variables.
enum ManyHosts {
    static func inventory(_ count: Int) throws -> Inventory {
        let path = FileManager.default.temporaryDirectory.path + "/swiftplay-hosts-\(UUID().uuidString)"
        try Data(text(count).utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Inventory.load(sources: [path])
    }

    private static func text(_ count: Int) -> String {
        var text = "[all:vars]\nansible_user=deploy\n"
        for number in 0..<20 { text += "setting_\(number)=\(number)\n" }
        for group in 0..<10 {
            text += "[rack\(group):vars]\nrack=\(group)\nsetting_\(group)=rack\(group)\n[rack\(group)]\n"
            for number in stride(from: group, to: count, by: 10) {
                text += "host\(number) ansible_host=10.\(number >> 16).\(number >> 8 & 255).\(number & 255)\n"
            }
        }
        return text
    }
}
