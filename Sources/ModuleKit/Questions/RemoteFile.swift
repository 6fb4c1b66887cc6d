package import Values

/// A file, directory or other entry of a host's file system.
package struct RemoteFile: Hashable, Sendable {
    package enum Kind: Character, Hashable, Sendable {
        case regular = "-"
        case directory = "d"
        case symbolicLink = "l"
        case characterDevice = "c"
        case blockDevice = "b"
        case fifo = "p"
        case socket = "s"
    }

    /// With `~` expanded by the host.
    package var path: RemotePath
    package var kind: Kind
    /// Permission bits with set-uid, set-gid and sticky: the lower twelve bits of `st_mode`.
    package var mode: UInt16
    package var userID: Int
    package var groupID: Int
    /// `nil`: the id has no name on the host.
    package var user: String?
    package var group: String?
    /// In bytes.
    package var size: Int
    /// Seconds since 1970.
    package var modified: Double
    package var accessed: Double
    package var changed: Double
    package var inode: Int
    package var device: Int
    package var links: Int
    /// Tells this state of it from every other: inode, device, size and time of change as the host writes them; `nil`
    /// where that is not known.
    package var identity: String?
    /// Of a symbolic link: its text as stored.
    package var linkTarget: String?
    /// Of a symbolic link: where it leads in the end, if that exists.
    package var resolvedPath: RemotePath?
    package var digests: [DigestAlgorithm: String]
    /// Present when asked for and not too large.
    package var contents: [UInt8]?

    package init(
        path: RemotePath, kind: Kind, mode: UInt16, userID: Int = 0, groupID: Int = 0, user: String? = "root",
        group: String? = "root", size: Int = 0, modified: Double = 0, accessed: Double = 0, changed: Double = 0,
        inode: Int = 0, device: Int = 0, links: Int = 1, linkTarget: String? = nil, resolvedPath: RemotePath? = nil,
        digests: [DigestAlgorithm: String] = [:], contents: [UInt8]? = nil
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.userID = userID
        self.groupID = groupID
        self.user = user
        self.group = group
        self.size = size
        self.modified = modified
        self.accessed = accessed
        self.changed = changed
        self.inode = inode
        self.device = device
        self.links = links
        self.linkTarget = linkTarget
        self.resolvedPath = resolvedPath
        self.digests = digests
        self.contents = contents
    }
}

extension RemoteFile {
    /// For a forecast: the same file, or a new one, with other contents.
    package static func holding(_ text: String, at path: RemotePath, replacing old: RemoteFile?) -> RemoteFile {
        var file = old ?? RemoteFile(path: path, kind: .regular, mode: 0o644)
        let bytes = Array(text.hostBytes)
        (file.contents, file.size) = (bytes, bytes.count)
        for algorithm in file.digests.keys { file.digests[algorithm] = algorithm.hexDigest(of: bytes) }
        return file
    }
}
