import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension Lookup {
    /// All that lies in folders, as community.general has it: `with_filetree`. The first folder that has a path wins.
    static let fileTree = Lookup("filetree") { (call) throws(Fault) in
        var found: [Object] = []
        var known: Set<String> = []
        for term in try call.texts() {
            let root = try call.find(term, .files)
            for path in LocalFile.paths(below: root) where known.insert(path).inserted {
                if let entry = LocalFile.entry(path, in: root) { found.append(entry) }
            }
        }
        return found
    }
}

extension LocalFile {
    /// Folders deeper than this hold themselves.
    private static let deepestFolder = 64

    /// The paths in a folder and in those below it, relative to it: what one folder holds before what its folders do.
    fileprivate static func paths(below root: String, _ folder: String = "", depth: Int = 0) -> [String] {
        let names = names(in: root + "/" + folder).map { folder.isEmpty ? $0 : folder + "/" + $0 }
        guard depth < deepestFolder else { return names }
        let folders = names.filter { kind(of: root + "/" + $0, follows: false) == .directory }
        return names + folders.flatMap { paths(below: root, $0, depth: depth + 1) }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    fileprivate static func entry(_ path: String, in root: String) -> Object? {
        let full = root + "/" + path
        guard let kind = kind(of: full, follows: false), let status = status(full, follows: false) else { return nil }
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let owner = LocalAccounts.userName(status.st_uid)
        let group = LocalAccounts.groupName(status.st_gid)
        var entry: [(String, Object)] = [
            ("root", .string(root)), ("path", .string(path)), ("uid", .int(Int(status.st_uid))),
            ("gid", .int(Int(status.st_gid))), ("owner", owner.map { .string($0) } ?? .int(Int(status.st_uid))),
            ("group", group.map { .string($0) } ?? .int(Int(status.st_gid))),
            ("mode", .string("0" + mode.zeroFilled(3))),
            ("size", .int(Int(status.st_size))), ("mtime", .float(seconds(status.st_mtim))),
            ("ctime", .float(seconds(status.st_ctim))),
        ]
        switch kind {
        case .directory: entry.append(("state", .string("directory")))
        case .link: entry += [("state", .string("link")), ("src", .string(target(of: full)))]
        case .file: entry += [("state", .string("file")), ("src", .string(full))]
        case .other: return nil
        }
        return .dict(entry)
    }

    private static func seconds(_ time: timespec) -> Double { Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 }

    private static func target(of link: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(link, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
