/// What `apt-cache policy` tells of some packages.
struct AptPolicy: Sendable {
    struct Entry: Sendable, Hashable {
        var installed: String?
        var candidate: String?
        /// All versions that could be installed, the newest first.
        var versions: [String] = []
    }

    private(set) var entries: [String: Entry] = [:]

    init(_ text: String) {
        var name = ""
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" "), line.hasSuffix(":") {
                name = String(line.dropLast())
                entries[name] = Entry()
            } else if let value = Self.value(of: "  Installed: ", in: line) {
                entries[name]?.installed = value
            } else if let value = Self.value(of: "  Candidate: ", in: line) {
                entries[name]?.candidate = value
            } else if let version = Self.version(in: line) {
                entries[name]?.versions.append(version)
            }
        }
    }

    private static func value(of key: String, in line: Substring) -> String? {
        guard line.hasPrefix(key) else { return nil }
        let value = line.dropFirst(key.count)
        return value == "(none)" ? nil : String(value)
    }

    /// A row of the table holds a version behind five columns; rows of its sources are indented further.
    private static func version(in line: Substring) -> String? {
        guard line.hasPrefix(" *** ") || line.hasPrefix("     ") else { return nil }
        let row = line.dropFirst(5)
        guard let first = row.first, first != " " else { return nil }
        return row.split(separator: " ").first.map(String.init)
    }
}
