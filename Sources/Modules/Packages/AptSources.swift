import ModuleKit
import Values

/// The one-line lists of APT's sources as they stand on a host: sources.list(5).
package struct AptSources: Sendable {
    struct File: Sendable {
        let path: RemotePath
        var lines: [String]
        /// Of the file as it was read; empty for one that is new.
        var sha1 = ""

        var text: String { lines.map { $0 + "\n" }.joined() }
    }

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
            let words = text[..<(mark ?? text.endIndex)].split(whereSeparator: \.isWhitespace)
            guard let kind = words.first, ["deb", "deb-src"].contains(kind) else { return nil }
            source = words.joined(separator: " ")
        }

        var enabled: String { source + (comment.isEmpty ? "" : " # \(comment)") }
    }

    static let main = RemotePath("/etc/apt/sources.list")
    static let folder = RemotePath("/etc/apt/sources.list.d")

    private(set) var files: [File]

    /// All lists in one round.
    static let probe = Probe<CommandOutput>.command(
        Command(.script(everyList, paths: [main, folder])), reading: [.path(main), .path(folder)]
    )
    .map { output throws(ModuleFailure) in
        guard output.exitCode == 0 else {
            throw ModuleFailure("the source lists of APT cannot be read: \(output.complaint)", output: output)
        }
        return AptSources(listing: output.standardOutput.bytes)
    }

    /// For `$1` and each list in `$2` its size in bytes, its path, and what is in it.
    private static let everyList = """
        for list in "$1" "$2"/*.list; do
            [ -f "$list" ] || continue
            printf '%s %s\\n' "$(($(wc -c <"$list")))" "$list" && cat "$list" || exit
        done
        """

    private init(listing: [UInt8]) {
        files = []
        var rest = listing[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(hostBytes: rest[..<end]).split(separator: " ", maxSplits: 1)
            let (body, behind) = (rest[(end + 1)...].prefix(Int(head.first ?? "") ?? 0), rest[(end + 1)...])
            var lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .map { String(hostBytes: $0) }
            if lines.last == "" { lines.removeLast() }
            files.append(
                File(
                    path: RemotePath(String(head.last ?? "")), lines: lines,
                    sha1: DigestAlgorithm.sha1.hexDigest(of: Array(body))))
            rest = behind.dropFirst(body.count)
        }
    }

    func file(at path: RemotePath) -> File? { files.first { $0.path == path } }

    /// The source wherever it stands disabled is enabled; if it stands nowhere it comes to the end of a list.
    mutating func add(_ source: String, to path: RemotePath) {
        var isThere = false
        for (file, line, entry) in entries where entry.source == source {
            isThere = true
            if !entry.isEnabled { files[file].lines[line] = entry.enabled }
        }
        guard !isThere else { return }
        guard let file = files.firstIndex(where: { $0.path == path }) else {
            return files.append(File(path: path, lines: [source]))
        }
        files[file].lines.append(source)
    }

    /// The source is taken out wherever it is enabled.
    mutating func remove(_ source: String) {
        for (file, line, entry) in entries.reversed() where entry.source == source && entry.isEnabled {
            files[file].lines.remove(at: line)
        }
    }

    private var entries: [(file: Int, line: Int, entry: Line)] {
        files.indices.flatMap { file in
            files[file].lines.indices.compactMap { line in
                Line(files[file].lines[line]).map { (file, line, $0) }
            }
        }
    }
}
