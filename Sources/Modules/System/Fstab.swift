import Values

/// The lines of fstab(5), of which only those that are meant are touched.
struct Fstab: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var source: String
        var path: String
        var kind: String
        var options: String
        var dump: String
        var pass: String

        /// With white space and backslashes in the first two fields as octal numbers.
        fileprivate var line: String {
            [Fstab.escaped(source), Fstab.escaped(path), kind, options, dump, pass].joined(separator: " ")
        }

        /// `nil` for a comment, an empty line, and what has too few fields.
        fileprivate init?(_ line: String) {
            let fields = line.words
            guard fields.count >= 4, !fields[0].hasPrefix("#") else { return nil }
            self.init(
                source: Fstab.plain(fields[0]), path: Fstab.plain(fields[1]), kind: fields[2], options: fields[3],
                dump: fields.count > 4 ? fields[4] : "0", pass: fields.count > 5 ? fields[5] : "0")
        }

        init(source: String, path: String, kind: String, options: String, dump: String, pass: String) {
            self.source = source
            self.path = path
            self.kind = kind
            self.options = options
            self.dump = dump
            self.pass = pass
        }

        /// Whether it is the one that is meant. Swap space has no mount point, and its source tells it apart; as in Ansible
        /// that holds where the path is `none`.
        fileprivate func isOf(_ path: String, from source: String?) -> Bool {
            path == self.path && (source == nil || source == self.source || path != "none" || kind != "swap")
        }
    }

    private var lines: [String]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
    }

    var text: String { lines.map { $0 + "\n" }.joined() }

    /// With an entry in place of the one for the same mount point, or at the end.
    func setting(_ entry: Entry) -> Fstab {
        var changed = self
        var isThere = false
        for (index, line) in lines.enumerated() {
            guard let old = Entry(line), old.isOf(entry.path, from: entry.source) else { continue }
            isThere = true
            if old != entry { changed.lines[index] = entry.line }
        }
        if !isThere { changed.lines.append(entry.line) }
        return changed
    }

    /// - Parameter source: Of swap space; `nil` for all of that path.
    func removing(_ path: String, from source: String?) -> Fstab {
        var changed = self
        changed.lines.removeAll { Entry($0)?.isOf(path, from: source) == true }
        return changed
    }

    /// fstab(5): a space is written `\040`, a tab `\011`.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\134").replacing(" ", with: "\\040").replacing("\t", with: "\\011")
    }

    fileprivate static func plain(_ text: String) -> String { Mounts.plain(text[...]) }
}
