import ModuleKit
import Values

/// `mounts`.
enum MountFacts {
    static func read(_ sheet: FactSheet) -> Mapping {
        let bound = boundMounts(sheet)
        var seen = Mapping()
        // Of what is mounted over each other the last is seen.
        for mount in sheet.all("mount").compactMap({ mount($0, bound) }) {
            seen[mount["mount"] ?? .null] = .map(mount)
        }
        return ["mounts": .list(Array(seen.values))]
    }

    /// - Parameter text: Four lines: device, place, kind with options, numbers of statvfs(3).
    private static func mount(_ text: String, _ bound: Set<String>) -> Mapping? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(\.trimmed)
        guard lines.count >= 4 else { return nil }
        let words = lines[2].split(separator: " ").map(String.init)
        guard words.count >= 2 else { return nil }
        let options = bound.contains(lines[1]) && !words[1].split(separator: ",").contains("bind") ? ",bind" : ""
        var facts: Mapping = [
            "mount": .string(lines[1]), "device": .string(lines[0]), "fstype": .string(words[0]),
            "options": .string(words[1] + options), "dump": .int(words.count > 2 ? Int(words[2]) ?? 0 : 0),
            "passno": .int(words.count > 3 ? Int(words[3]) ?? 0 : 0),
        ]
        facts.merge(sizes(lines[3]))
        facts["uuid"] = "N/A"
        return facts
    }

    private static func sizes(_ text: String) -> Mapping {
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 6 else { return [:] }
        let (size, unit, total, available) = (numbers[0], numbers[1], numbers[2], numbers[3])
        return [
            "size_total": .int(unit * total), "size_available": .int(unit * available), "block_size": .int(size),
            "block_total": .int(total), "block_available": .int(available), "block_used": .int(total - available),
            "inode_total": .int(numbers[4]), "inode_available": .int(numbers[5]),
            "inode_used": .int(numbers[4] - numbers[5]),
        ]
    }

    /// Places where a part of a file system is mounted: its root there is not `/`; see proc(5).
    private static func boundMounts(_ sheet: FactSheet) -> Set<String> {
        Set(
            sheet.lines("mountinfo").compactMap { line in
                let words = line.split(separator: " ")
                guard words.count > 4, words[3] != "/" else { return nil }
                return String(words[4])
            })
    }
}
