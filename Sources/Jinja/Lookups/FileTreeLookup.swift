import Controller
import Values

extension Lookup {
    /// All that lies in folders, as community.general has it: `with_filetree`. The first folder that has a path wins.
    static let fileTree = Lookup("filetree") { (call) throws(Fault) in
        var found: [Object] = []
        var known: Set<String> = []
        for term in try call.texts() {
            let root = try call.find(term, .files)
            for path in paths(below: root) where known.insert(path).inserted {
                if let entry = entry(path, in: root) { found.append(entry) }
            }
        }
        return found
    }
}

extension Lookup {
    /// Folders deeper than this hold themselves.
    private static let deepestFolder = 64

    /// The paths in a folder and in those below it, relative to it: what one folder holds before what its folders do.
    private static func paths(below root: String, _ folder: String = "", depth: Int = 0) -> [String] {
        let names = ControllerPath.entries(of: root + "/" + folder).map { folder.isEmpty ? $0 : folder + "/" + $0 }
        guard depth < deepestFolder else { return names }
        let folders = names.filter { FileStatus(root + "/" + $0, follow: false)?.kind == .directory }
        return names + folders.flatMap { paths(below: root, $0, depth: depth + 1) }
    }

    private static func entry(_ path: String, in root: String) -> Object? {
        let full = root + "/" + path
        guard let status = FileStatus(full, follow: false) else { return nil }
        let owner = ControllerAccounts.userName(status.userID)
        let group = ControllerAccounts.groupName(status.groupID)
        var entry: [(String, Object)] = [
            ("root", .string(root)), ("path", .string(path)), ("uid", .int(Int(status.userID))),
            ("gid", .int(Int(status.groupID))), ("owner", owner.map { .string($0) } ?? .int(Int(status.userID))),
            ("group", group.map { .string($0) } ?? .int(Int(status.groupID))),
            ("mode", .string("0" + String(status.mode, radix: 8).zeroFilled(3))), ("size", .int(status.size)),
            ("mtime", .float(status.modified.value)), ("ctime", .float(status.changed.value)),
        ]
        switch status.kind {
        case .directory: entry.append(("state", .string("directory")))
        case .link(let target): entry += [("state", .string("link")), ("src", .string(target))]
        case .file: entry += [("state", .string("file")), ("src", .string(full))]
        case .other: return nil
        }
        return .dict(entry)
    }
}
