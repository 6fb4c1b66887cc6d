import ModuleKit
import Values

/// Who asks: the user as whom the task runs.
package struct Identity: Sendable {
    let user: Int
    let groups: [Int]

    static let question = Command(.shell("id -u; id -G", executable: nil))

    init(_ output: CommandOutput) {
        let lines = output.standardOutput.text.split(separator: "\n")
        user = lines.first.flatMap { Int($0) } ?? -1
        groups = lines.dropFirst().first?.split(separator: " ").compactMap { Int($0) } ?? []
    }

    /// Whether a permission of this value (4 read, 2 write, 1 execute) holds, by owner, group and mode alone.
    func may(_ permission: UInt16, _ file: RemoteFile) -> Bool {
        if user == 0 { return permission != 1 || file.kind == .directory || file.mode & 0o111 != 0 }
        if user == file.userID { return file.mode >> 6 & permission != 0 }
        if groups.contains(file.groupID) { return file.mode >> 3 & permission != 0 }
        return file.mode & permission != 0
    }
}

// The return keys.
extension Stat {
    func fields(of file: RemoteFile, for identity: Identity) -> Mapping {
        var keys: Mapping = [
            "exists": true, "path": .string(file.path.text), "mode": .string(file.mode.octal),
            "uid": .int(file.userID), "gid": .int(file.groupID), "size": .int(file.size), "inode": .int(file.inode),
            "dev": .int(file.device), "nlink": .int(file.links), "atime": .double(file.accessed),
            "mtime": .double(file.modified), "ctime": .double(file.changed),
        ]
        keys.merge(kinds(of: file))
        keys.merge(permissions(of: file, for: identity))
        if let user = file.user { keys["pw_name"] = .string(user) }
        if let group = file.group { keys["gr_name"] = .string(group) }
        if let target = file.linkTarget { keys["lnk_target"] = .string(target) }
        if let source = file.resolvedPath, file.kind == .symbolicLink { keys["lnk_source"] = .string(source.text) }
        if getChecksum, let digest = file.digests.values.first { keys["checksum"] = .string(digest) }
        if getMime { keys.merge(["mimetype": "unknown", "charset": "unknown"]) }
        if getAttributes { keys.merge(["attributes": [], "attr_flags": "", "version": .null]) }
        return keys
    }

    private func kinds(of file: RemoteFile) -> Mapping {
        let kinds: [(String, RemoteFile.Kind)] = [
            ("isreg", .regular), ("isdir", .directory), ("islnk", .symbolicLink), ("ischr", .characterDevice),
            ("isblk", .blockDevice), ("isfifo", .fifo), ("issock", .socket),
        ]
        return Mapping(kinds.map { ($0.0, Value.bool(file.kind == $0.1)) })
    }

    private func permissions(of file: RemoteFile, for identity: Identity) -> Mapping {
        let names = ["rusr", "wusr", "xusr", "rgrp", "wgrp", "xgrp", "roth", "woth", "xoth"]
        var keys = Mapping(
            names.enumerated().map { index, name in (name, Value.bool(file.mode & (0o400 >> UInt16(index)) != 0)) })
        keys["isuid"] = .bool(file.mode & 0o4000 != 0)
        keys["isgid"] = .bool(file.mode & 0o2000 != 0)
        keys["readable"] = .bool(identity.may(4, file))
        keys["writeable"] = .bool(identity.may(2, file))
        keys["executable"] = .bool(identity.may(1, file))
        return keys
    }
}
