import ModuleKit
import Values

/// The one-line lists of APT's sources as they stand on a host: sources.list(5).
struct AptSources: Sendable {
    /// A line of a list that is a source, enabled or behind a `#`.
    struct Line: Sendable, Hashable {
        /// With single blanks, without its comment.
        let source: String
        let isEnabled: Bool
        let comment: String

        /// `nil` for what is no source.
        init?(_ line: String) {
            var text = line.trimmed[...]
            isEnabled = text.first != "#"
            if !isEnabled { text = text.dropFirst() }
            let mark = text.dropFirst().firstIndex(of: "#")
            comment = mark.map { String(text[text.index(after: $0)...]).trimmed } ?? ""
            let words = text[..<(mark ?? text.endIndex)].words
            guard let kind = words.first, ["deb", "deb-src"].contains(kind) else { return nil }
            source = words.joined(separator: " ")
        }

        var enabled: String { source + (comment.isEmpty ? "" : " # \(comment)") }
    }

    static let main = RemotePath("/etc/apt/sources.list")
    static let folder = RemotePath("/etc/apt/sources.list.d")

    private(set) var lists: TextFiles

    /// All lists in one round.
    static let probe = TextFiles.probe(
        [main], and: folder, ending: ".list", failure: "the source lists of APT cannot be read"
    ).map { AptSources(lists: $0) }

    /// The source wherever it stands disabled is enabled; if it stands nowhere it comes to the end of a list.
    mutating func add(_ source: String, to path: RemotePath) {
        var isThere = false
        for (file, line, entry) in entries where entry.source == source {
            isThere = true
            if !entry.isEnabled { lists.files[file].lines[line] = entry.enabled }
        }
        guard !isThere else { return }
        guard let file = lists.files.firstIndex(where: { $0.path == path }) else {
            return lists.files.append(TextFiles.File(path: path, lines: [source]))
        }
        lists.files[file].lines.append(source)
    }

    /// The source is taken out wherever it is enabled.
    mutating func remove(_ source: String) {
        for (file, line, entry) in entries.reversed() where entry.source == source && entry.isEnabled {
            lists.files[file].lines.remove(at: line)
        }
    }

    private var entries: [(file: Int, line: Int, entry: Line)] {
        lists.files.indices.flatMap { file in
            lists.files[file].lines.indices.compactMap { line in
                Line(lists.files[file].lines[line]).map { (file, line, $0) }
            }
        }
    }
}
