import ModuleKit
import Values

/// Files of a host, some by name and some by the endings that those of a directory have, as the bytes that are in them.
struct FileBodies: Sendable, Hashable {
    struct File: Sendable, Hashable {
        let path: RemotePath
        let bytes: [UInt8]
    }

    let files: [File]

    /// Prints for each file its size in bytes, its path, and what is in it; what is not there is left out.
    ///
    /// - Parameter endings: Of the names in the directory, with their dots.
    static func listing(_ named: [RemotePath], and directory: RemotePath?, endings: [String]) -> Command {
        guard let directory else {
            return Command(.script(every + "\nprint \"$@\"", paths: named)).reading(named.map(Footprint.path))
        }
        let patterns = endings.map { #""$directory"/*"# + $0 }.joined(separator: " ")
        let script = every + "\ndirectory=$1; shift; print \"$@\" \(patterns)"
        return Command(.script(script, paths: [directory] + named)).reading(([directory] + named).map(Footprint.path))
    }

    private static let every = """
        print() {
            for file; do
                [ -f "$file" ] || continue
                printf '%s %s\\n' "$(($(wc -c <"$file")))" "$file" && cat "$file" || exit
            done
        }
        """

    /// - Parameter failure: How the message begins when a file cannot be read: "the source lists of APT cannot be read".
    init(_ output: CommandOutput, failure: String) throws(ModuleFailure) {
        guard output.exitCode == 0 else { throw ModuleFailure("\(failure): \(output.complaint)", output: output) }
        var (files, rest): ([File], ArraySlice<UInt8>) = ([], output.standardOutput.bytes[...])
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(hostBytes: rest[..<end]).split(separator: " ", maxSplits: 1)
            let body = rest[(end + 1)...].prefix(Int(head.first ?? "") ?? 0)
            files.append(File(path: RemotePath(String(head.last ?? "")), bytes: Array(body)))
            rest = rest[body.endIndex...]
        }
        self.files = files
    }
}
