import ModuleKit
import Values

/// Many files and directories at once.
enum TreeRendering {
    static func write(_ tree: FileTree) -> RenderedStep {
        let directories = tree.entries.filter { $0.content == nil }
        let files = tree.entries.filter { $0.content != nil }
        let stream = stream(of: tree)
        var text: ShellText = "x=\(Nonce.make()); sp_tree_begin \(tree.root) \(stream.size)\n"
        for entry in directories { text += "sp_tree_directory \(entry.path) \(entry.attributes.words)\n" }
        for (attributes, paths) in batches(files, by: \.attributes) {
            text += "sp_tree_files \(attributes.words) \(paths.map(Self.safe))\n"
        }
        for (directory, paths) in batches(files, by: { Self.parent(of: $0.path) }) {
            text += "sp_tree_move \(directory) \(paths.map(Self.safe))\n"
        }
        var frame = Frame(text, needs: [.writing, .tree])
        frame.upload = Frame.Upload(stream.pieces)
        return RenderedStep(frame) { RenderedStep.done($0) }
    }

    /// What a program unpacks, in its place; see ``UnpackingDestination``.
    static func unpacking(into destination: UnpackingDestination, _ run: ShellText) -> ShellText {
        let restored = destination.restored.map { $0 + "\n" }.reduce("\n", +)
        return """
            ( x=\(Nonce.make()) sp_restored=\(restored) sp_restores_owner=\(destination.restoresOwner ? 1 : 0)
            sp_unpack_begin \(destination.root) \(destination.directories.map { "./" + $0 })
            ( \(run) ) || exit; sp_unpack_end )
            """
    }

    /// One command line holds this many paths.
    private static let batch = 200

    private static func batches<Key: Hashable>(_ files: [FileTree.Entry], by key: (FileTree.Entry) -> Key)
        -> [(Key, [String])]
    {
        files.grouped(by: key).flatMap { group in
            stride(from: 0, to: group.members.count, by: batch).map { start in
                (group.key, group.members[start...].prefix(batch).map(\.path))
            }
        }
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// No path may be taken for an option.
    private static func safe(_ path: String) -> String { path.hasPrefix("-") ? "./" + path : path }

    /// Below `files/`; beside it `sums`, a list as sha1sum(1) checks it.
    private static func stream(of tree: FileTree) -> TarStream {
        var stream = TarStream()
        var sums: [UInt8] = []
        stream.addDirectory(Array("files/".utf8))
        let files = tree.entries.filter { $0.content != nil }
        for directory in directories(of: files) { stream.addDirectory(Array("files/\(directory)/".hostBytes)) }
        for file in files {
            guard let content = file.content else { continue }
            let path = file.path.hostBytes
            stream.addFile(Array("files/".utf8) + path, content)
            // Such names are escaped in such a list, and not by all tools in the same way.
            guard !path.contains(UInt8(ascii: "\n")), !path.contains(UInt8(ascii: "\\")) else { continue }
            sums += Array("\(content.sha1)  ".utf8) + path + [UInt8(ascii: "\n")]
        }
        stream.addFile(Array("sums".utf8), Content(sums))
        stream.finish()
        return stream
    }

    private static func directories(of files: [FileTree.Entry]) -> [String] {
        var all: Set<String> = []
        for file in files {
            var directory = parent(of: file.path)
            while !directory.isEmpty, all.insert(directory).inserted { directory = parent(of: directory) }
        }
        return all.sorted()
    }
}
