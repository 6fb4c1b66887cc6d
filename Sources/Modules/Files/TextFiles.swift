import ModuleKit
import Values

/// Text files of a host, some by name and some by the ending that all of a directory have, with their lines.
struct TextFiles: Sendable, Hashable {
    struct File: Sendable, Hashable {
        let path: RemotePath
        var lines: [String]
        /// Of the file as it was read; empty for one that is new.
        var sha1 = ""

        var text: String { lines.map { $0 + "\n" }.joined() }
    }

    var files: [File]

    init(_ files: [File]) { self.files = files }

    /// All in one round; what is not there is left out.
    ///
    /// - Parameters:
    ///   - ending: Of the names in the directory, with its dot.
    ///   - failure: How the message begins when one cannot be read: "the source lists of APT cannot be read".
    static func probe(_ named: [RemotePath], and directory: RemotePath, ending: String, failure: String)
        -> Probe<TextFiles>
    {
        let command = FileBodies.listing(named, and: directory, endings: [ending])
        return .command(command, reading: []).map { output throws(ModuleFailure) in
            TextFiles(try FileBodies(output, failure: failure).files.map { File(path: $0.path, body: $0.bytes) })
        }
    }

    func file(at path: RemotePath) -> File? { files.first { $0.path == path } }

    /// Writes one of the files, or a new one; one without lines goes.
    ///
    /// - Parameter mode: Of a new file.
    func change(to file: File, mode: FileMode = .exact(0o644)) -> Change {
        let old = self.file(at: file.path)
        let diff = Diff.contents(
            before: old?.text.hostBytes, after: file.text.hostBytes, beforeHeader: old?.path.text ?? "/dev/null",
            afterHeader: file.lines.isEmpty ? "/dev/null" : file.path.text)
        if file.lines.isEmpty { return Change("remove \(file.path)", diff: diff, steps: [.remove(file.path)]) }
        let attributes = old == nil ? WantedAttributes(mode: mode).forNew() : FileAttributes()
        var target = FileWrite.Target(file.path, attributes: attributes)
        target.basis = old.map { .sha1($0.sha1) } ?? .nothing
        let write = FileWrite(.holding(file.text.hostBytes), to: target)
        return Change(old == nil ? "create \(file.path)" : "edit \(file.path)", diff: diff, steps: [.write(write)])
    }
}

extension TextFiles.File {
    fileprivate init(path: RemotePath, body: [UInt8]) {
        var lines = body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(hostBytes: $0) }
        if lines.last == "" { lines.removeLast() }
        self.init(path: path, lines: lines, sha1: DigestAlgorithm.sha1.hexDigest(of: body))
    }
}
