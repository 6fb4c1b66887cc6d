internal import Glibc
import Playbook

/// Everything below a directory of the controller, in byte order of the paths.
struct LocalTree {
    struct Entry {
        enum Kind: Equatable { case file, directory, link(target: String), other }

        let path: String
        /// From the root, without a leading slash.
        let relative: String
        let kind: Kind
        /// The lower twelve bits of `st_mode`.
        let mode: UInt16
        /// 1 for what lies directly in the root.
        let depth: Int
    }

    let entries: [Entry]

    /// - Parameter followsLinks: Links count as what they lead to. A link to a folder around itself stays a link.
    init(_ root: String, followsLinks: Bool = true) {
        var walk = TreeWalk(followsLinks: followsLinks)
        walk.add(root, relative: "", depth: 1)
        entries = walk.entries
    }

    var files: [Entry] { entries.filter { $0.kind == .file } }
}

private struct TreeWalk {
    let followsLinks: Bool
    private(set) var entries: [LocalTree.Entry] = []
    /// The folders from the root to here, by device and inode.
    private var around: [FileIdentity] = []

    init(followsLinks: Bool) { self.followsLinks = followsLinks }

    mutating func add(_ directory: String, relative: String, depth: Int) {
        guard let identity = FileStatus(directory)?.identity, !around.contains(identity) else { return }
        around.append(identity)
        defer { around.removeLast() }
        for name in LocalPath.entries(of: directory) {
            let path = directory + "/" + name
            let inner = relative.isEmpty ? name : relative + "/" + name
            guard let entry = entry(path, inner, depth) else { continue }
            entries.append(entry)
            if entry.kind == .directory { add(path, relative: inner, depth: depth + 1) }
        }
    }

    private func entry(_ path: String, _ relative: String, _ depth: Int) -> LocalTree.Entry? {
        guard let status = FileStatus(path, follow: false) else { return nil }
        var kind = status.kind
        var mode = status.mode
        if case .link = kind, followsLinks, let target = FileStatus(path), !around.contains(target.identity) {
            kind = target.kind
            mode = target.mode
        }
        return LocalTree.Entry(path: path, relative: relative, kind: kind, mode: mode, depth: depth)
    }
}

struct FileIdentity: Hashable {
    let device: UInt
    let inode: UInt
}

/// stat(2) of a path of the controller.
struct FileStatus {
    let kind: LocalTree.Entry.Kind
    let mode: UInt16
    let size: Int
    /// Seconds since 1970.
    let modified: Double
    let userID: UInt32
    let identity: FileIdentity

    /// `nil` if nothing can be seen there.
    init?(_ path: String, follow: Bool = true) {
        var status = stat()
        guard (follow ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .link(target: Self.target(of: path))
        default: kind = .other
        }
        mode = UInt16(status.st_mode & 0o7777)
        size = Int(status.st_size)
        modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
        userID = status.st_uid
        identity = FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    private static func target(of path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(Swift.max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
