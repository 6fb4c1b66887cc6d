/// Everything below a directory of the controller, in byte order of the paths.
package struct ControllerTree {
    package struct Entry {
        package let path: String
        /// From the root, without a leading slash.
        package let relative: String
        package let kind: FileStatus.Kind
        /// The lower twelve bits of `st_mode`.
        package let mode: UInt16
        /// 1 for what lies directly in the root.
        package let depth: Int
    }

    package let entries: [Entry]

    /// - Parameter followsLinks: Links count as what they lead to. A link to a folder around itself stays a link.
    package init(_ root: String, followsLinks: Bool = true) {
        var walk = TreeWalk(followsLinks: followsLinks)
        walk.add(root, relative: "", depth: 1)
        entries = walk.entries
    }

    package var files: [Entry] { entries.filter { $0.kind == .file } }
}

private struct TreeWalk {
    let followsLinks: Bool
    private(set) var entries: [ControllerTree.Entry] = []
    /// The folders from the root to here, by device and inode.
    private var around: [FileIdentity] = []

    init(followsLinks: Bool) { self.followsLinks = followsLinks }

    mutating func add(_ directory: String, relative: String, depth: Int) {
        guard let identity = FileStatus(directory)?.identity, !around.contains(identity) else { return }
        around.append(identity)
        defer { around.removeLast() }
        for name in ControllerPath.entries(of: directory) {
            let path = directory + "/" + name
            let inner = relative.isEmpty ? name : relative + "/" + name
            guard let entry = entry(path, inner, depth) else { continue }
            entries.append(entry)
            if entry.kind == .directory { add(path, relative: inner, depth: depth + 1) }
        }
    }

    private func entry(_ path: String, _ relative: String, _ depth: Int) -> ControllerTree.Entry? {
        guard let status = FileStatus(path, follow: false) else { return nil }
        var kind = status.kind
        var mode = status.mode
        if case .link = kind, followsLinks, let target = FileStatus(path), !around.contains(target.identity) {
            kind = target.kind
            mode = target.mode
        }
        return ControllerTree.Entry(path: path, relative: relative, kind: kind, mode: mode, depth: depth)
    }
}
