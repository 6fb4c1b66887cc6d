import ModuleKit
import Values

/// Who asks: the user as whom the task runs.
struct Identity: Sendable {
    let user: Int
    let groups: [Int]

    static let probe = Probe<CommandOutput>.command(Command("id"), reading: [.accounts]).map { Identity($0) }

    /// - Parameter output: Of id(1), as in `uid=1000(jo) gid=1000(jo) groups=1000(jo),27(sudo)`; POSIX, "id".
    init(_ output: CommandOutput) {
        let text = output.standardOutput.text
        user = Self.numbers(behind: " euid=", in: text).first ?? Self.numbers(behind: "uid=", in: text).first ?? -1
        groups = Self.numbers(behind: " groups=", in: text)
    }

    /// The numbers of a list in which names stand behind them in brackets.
    private static func numbers(behind label: String, in text: String) -> [Int] {
        guard let start = text.firstRange(of: label)?.upperBound else { return [] }
        return text[start...].split(separator: ",").compactMap { Int($0.prefix(while: \.isNumber)) }
    }

    /// Whether a permission of this value (4 read, 2 write, 1 execute) holds, by owner, group and mode alone.
    func may(_ permission: UInt16, _ file: RemoteFile) -> Bool {
        // access(2) follows links, and behind this one is nothing.
        if file.kind == .symbolicLink, file.resolvedPath == nil { return false }
        if user == 0 { return permission != 1 || file.kind == .directory || file.mode & 0o111 != 0 }
        if user == file.userID { return file.mode >> 6 & permission != 0 }
        if groups.contains(file.groupID) { return file.mode >> 3 & permission != 0 }
        return file.mode & permission != 0
    }
}

extension RemoteFile {
    /// What stat(2) tells, under Ansible's names.
    func statFields(for identity: Identity) -> Mapping {
        var keys: Mapping = [
            "path": .string(path.text), "mode": .string(mode.octal), "uid": .int(userID), "gid": .int(groupID),
            "size": .int(size), "inode": .int(inode), "dev": .int(device), "nlink": .int(links),
            "atime": .double(accessed), "mtime": .double(modified), "ctime": .double(changed),
        ]
        keys.merge(kindFields)
        keys.merge(permissionFields(for: identity))
        if let user { keys["pw_name"] = .string(user) }
        if let group { keys["gr_name"] = .string(group) }
        if let linkTarget { keys["lnk_target"] = .string(linkTarget) }
        if kind == .symbolicLink, let source = linkSource { keys["lnk_source"] = .string(source.text) }
        if let digest = digests.values.first { keys["checksum"] = .string(digest) }
        return keys
    }

    /// The absolute path that a link leads to, whether or not something is there.
    private var linkSource: RemotePath? {
        resolvedPath ?? linkTarget.map { RemotePath($0).resolved(in: path.parent) }
    }

    private var kindFields: Mapping {
        let kinds: [(String, RemoteFile.Kind)] = [
            ("isreg", .regular), ("isdir", .directory), ("islnk", .symbolicLink), ("ischr", .characterDevice),
            ("isblk", .blockDevice), ("isfifo", .fifo), ("issock", .socket),
        ]
        return Mapping(kinds.map { ($0.0, Value.bool(kind == $0.1)) })
    }

    private func permissionFields(for identity: Identity) -> Mapping {
        let names = ["rusr", "wusr", "xusr", "rgrp", "wgrp", "xgrp", "roth", "woth", "xoth"]
        var keys = Mapping(
            names.enumerated().map { index, name in (name, Value.bool(mode & (0o400 >> UInt16(index)) != 0)) })
        keys["isuid"] = .bool(mode & 0o4000 != 0)
        keys["isgid"] = .bool(mode & 0o2000 != 0)
        keys["readable"] = .bool(identity.may(4, self))
        keys["writeable"] = .bool(identity.may(2, self))
        keys["executable"] = .bool(identity.may(1, self))
        return keys
    }
}
