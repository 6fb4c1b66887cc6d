import Glibc

/// What tells a file of the controller from all others.
package struct FileIdentity: Hashable, Sendable {
    let device: UInt
    let inode: UInt
}

/// stat(2) of a path of the controller.
package struct FileStatus: Sendable {
    package enum Kind: Equatable, Sendable {
        case file, directory, link(target: String), other

        package var isLink: Bool { if case .link = self { true } else { false } }
    }

    package let kind: Kind
    /// The lower twelve bits of `st_mode`.
    package let mode: UInt16
    /// In bytes.
    package let size: Int
    /// Seconds since 1970, and the nanoseconds within the last of them.
    package let modified: Time
    package let changed: Time
    package let userID: UInt32
    package let groupID: UInt32
    package let identity: FileIdentity

    package struct Time: Hashable, Sendable {
        package let seconds: Int
        package let nanoseconds: Int

        fileprivate init(_ time: timespec) { (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec) }

        /// Seconds since 1970.
        package var value: Double { Double(seconds) + Double(nanoseconds) / 1e9 }
    }

    /// `nil` if nothing can be seen there.
    package init?(_ path: String, follow: Bool = true) {
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
        (modified, changed) = (Time(status.st_mtim), Time(status.st_ctim))
        (userID, groupID) = (status.st_uid, status.st_gid)
        identity = FileIdentity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
    }

    /// Whether a file system is mounted there.
    package static func isMount(_ path: String) -> Bool {
        guard let here = FileStatus(path, follow: false)?.identity, let above = FileStatus(path + "/..")?.identity
        else {
            return false
        }
        return here.device != above.device || here.inode == above.inode
    }

    private static func target(of path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(Swift.max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
