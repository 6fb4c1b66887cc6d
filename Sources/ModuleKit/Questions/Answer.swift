package import Values

/// What a host said to one ``Query``; each kind of query has its kind of answer.
package enum Answer: Hashable, Sendable {
    /// `nil`: nothing stands there.
    case file(RemoteFile?)
    /// Everything below the directory, without itself, in byte order of the paths; `nil`: no such directory.
    case directory([RemoteFile]?)
    case account(Account?)
    case group(Group?)
    /// `nil`: neither installed nor known to the package manager.
    case package(PackageState?)
    case service(ServiceState)
    case program(RemotePath?)
    case facts(Mapping)
    case command(CommandOutput)
    /// The host could not answer, in its own words: permission denied, a tool that is missing.
    case refused(String)
    /// Only in a forecast: what a program will tell, as the value that is read from it.
    case forecast(ForecastFact)
    /// Only in a forecast: it cannot be known before the changes are made.
    case unknown
}

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

/// A user account, as the host's name service gives it.
package struct Account: Hashable, Sendable {
    package var name: String
    package var userID: Int
    package var groupID: Int
    package var comment: String
    package var home: String
    package var shell: String
    /// Names of all groups but the primary one.
    package var groups: [String]
    package var primaryGroup: String?
    /// The second field of the shadow file; `nil` when it may not be read.
    package var passwordHash: Secret?
    /// Days since 1970 on which the account expires; `nil` for never or unknown.
    package var expires: Int?
    /// Days: the least and the greatest age of a password, and the warning before; `nil` when not set.
    package var passwordMinimumAge: Int?
    package var passwordMaximumAge: Int?
    package var passwordWarning: Int?
    /// Days after the password's end until the account is shut; `nil` when not set.
    package var passwordInactive: Int?
    /// Whether the account stands in the local account file rather than in a directory service.
    package var isLocal: Bool

    package init(
        name: String, userID: Int, groupID: Int, comment: String = "", home: String, shell: String,
        groups: [String] = [], primaryGroup: String? = nil, passwordHash: Secret? = nil, expires: Int? = nil,
        passwordMinimumAge: Int? = nil, passwordMaximumAge: Int? = nil, passwordWarning: Int? = nil,
        passwordInactive: Int? = nil, isLocal: Bool = true
    ) {
        self.name = name
        self.userID = userID
        self.groupID = groupID
        self.comment = comment
        self.home = home
        self.shell = shell
        self.groups = groups
        self.primaryGroup = primaryGroup
        self.passwordHash = passwordHash
        self.expires = expires
        self.passwordMinimumAge = passwordMinimumAge
        self.passwordMaximumAge = passwordMaximumAge
        self.passwordWarning = passwordWarning
        self.passwordInactive = passwordInactive
        self.isLocal = isLocal
    }
}

/// A group, as the host's name service gives it.
package struct Group: Hashable, Sendable {
    package var name: String
    package var groupID: Int
    package var members: [String]
    package var isLocal: Bool

    package init(name: String, groupID: Int, members: [String] = [], isLocal: Bool = true) {
        self.name = name
        self.groupID = groupID
        self.members = members
        self.isLocal = isLocal
    }
}

/// What a package manager knows of one name.
package struct PackageState: Hashable, Sendable {
    /// `nil`: not installed (a package removed but not purged counts as not installed).
    package var installed: String?
    /// The version an installation would bring; `nil`: none to be had.
    package var candidate: String?
    /// Whether configuration files of a removed package remain.
    package var hasConfigurationLeft: Bool
    package var isHeld: Bool
    /// Packages that are installed and provide this name, for a virtual package.
    package var providers: [String]

    package init(
        installed: String? = nil, candidate: String? = nil, hasConfigurationLeft: Bool = false, isHeld: Bool = false,
        providers: [String] = []
    ) {
        self.installed = installed
        self.candidate = candidate
        self.hasConfigurationLeft = hasConfigurationLeft
        self.isHeld = isHeld
        self.providers = providers
    }
}

/// What a service manager knows of one unit.
package struct ServiceState: Hashable, Sendable {
    package enum Manager: String, Hashable, Sendable {
        case systemd, openrc, sysvinit, unknown
    }

    package var manager: Manager
    /// All properties that `systemctl show` tells. Other managers speak in systemd's words: `LoadState` (`loaded`,
    /// `not-found`: whether there is a script), `ActiveState` (`active`, `inactive`, or `unknown` if the script
    /// has no status command) and `UnitFileState` (`enabled`, `disabled`).
    package var properties: [String: String]

    package init(manager: Manager, properties: [String: String] = [:]) {
        self.manager = manager
        self.properties = properties
    }

    package var exists: Bool { !["not-found", nil].contains(properties["LoadState"]) }
    package var isActive: Bool { ["active", "reloading", "activating"].contains(properties["ActiveState"]) }
    package var isEnabled: Bool { (properties["UnitFileState"] ?? "").hasPrefix("enabled") }
    package var isMasked: Bool { properties["LoadState"] == "masked" || properties["UnitFileState"] == "masked" }
}
