import Playbook
import Values

/// Tells playbooks from other files without reading them as YAML.
enum PlaybookText {
    /// Whether an item of the outermost list has a key that only plays have.
    ///
    /// Only block style is recognised. A key at the depth of an item's own keys is one of them: what belongs to another
    /// key stands further in.
    static func isPlaybook(_ text: String) -> Bool {
        var depth = -1
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let blanks = line.prefix { $0 == UInt8(ascii: " ") }.count
            var content = line.dropFirst(blanks)
            if blanks == 0, content.first == UInt8(ascii: "-") {
                content = content.dropFirst().drop { $0 == UInt8(ascii: " ") }
                depth = line.count - content.count
            } else if blanks != depth {
                continue
            }
            if keys.contains(where: { content.starts(with: $0.utf8) }) { return true }
        }
        return false
    }

    private static let keys = ["hosts:"] + PlaybookImport.names.map { $0 + ":" }
}
