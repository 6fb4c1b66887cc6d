package import Values

/// One thing done to a host, as plain data. Taken in order; the first that fails stops the rest.
package enum Step: Hashable, Sendable {
    /// Makes or replaces a file in one rename: the old one or the new one, never a part.
    case write(FileWrite)
    /// Makes or replaces a file by a copy of another file of the host, in one rename.
    case copy(from: RemotePath, to: FileWrite.Target)
    /// Makes or replaces a file by what a URL serves, downloaded by the host, in one rename.
    case download(Download)
    /// Removes a file or a whole tree. Links are removed, never followed.
    case remove(RemotePath)
    /// Makes one directory; its parent must exist.
    case makeDirectory(RemotePath, FileAttributes)
    case link(Link)
    /// Sets owner, group, mode of what stands at the path. Not followed unless said.
    case setAttributes(RemotePath, FileAttributes, follow: Bool)
    /// Makes an empty file if there is none, and sets times.
    case touch(RemotePath, accessed: FileTime, modified: FileTime)
    /// Makes the files of a tree below a directory, sent as one stream.
    case writeTree(FileTree)
    case run(Command)
    /// Speaks HTTP from the host.
    case request(HTTPRequest)
    /// Waits on the host until the condition holds.
    case wait(WaitCondition)
}

/// Owner, group and mode to set; `nil` leaves as it is. Names or numeric ids as text.
package struct FileAttributes: Hashable, Sendable {
    package var owner: String?
    package var group: String?
    /// The lower twelve bits of `st_mode`.
    package var mode: UInt16?

    package init(owner: String? = nil, group: String? = nil, mode: UInt16? = nil) {
        self.owner = owner
        self.group = group
        self.mode = mode
    }

    package var isEmpty: Bool { owner == nil && group == nil && mode == nil }
}

/// A file to be made or replaced.
package struct FileWrite: Hashable, Sendable {
    /// Where the bytes go, and how.
    package struct Target: Hashable, Sendable {
        package var path: RemotePath
        /// What is not given is taken from the file that is replaced; for a new file from the user and umask.
        package var attributes: FileAttributes
        /// Whether the old file is kept beside the new one; the outcome names it.
        package var backup: Bool
        /// A command with `%s` for the new file's temporary path; the file is replaced only if it ends with 0.
        package var validate: String?
        /// Writes into the existing file rather than by a rename, for bind mounts.
        package var inPlace: Bool

        package init(
            _ path: RemotePath, attributes: FileAttributes = FileAttributes(), backup: Bool = false,
            validate: String? = nil, inPlace: Bool = false
        ) {
            self.path = path
            self.attributes = attributes
            self.backup = backup
            self.validate = validate
            self.inPlace = inPlace
        }
    }

    package var target: Target
    package var content: Content

    package init(_ content: Content, to target: Target) {
        self.content = content
        self.target = target
    }
}

package struct Link: Hashable, Sendable {
    package var path: RemotePath
    package var target: String
    package var isSymbolic: Bool

    package init(at path: RemotePath, to target: String, symbolic: Bool = true) {
        self.path = path
        self.target = target
        isSymbolic = symbolic
    }
}

/// A time to give to a file.
package enum FileTime: Hashable, Sendable {
    case preserve
    case now
    /// Seconds since 1970.
    case at(Double)
}

/// Files and directories to be made below a directory in one go.
package struct FileTree: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        /// Relative to the root, without a leading slash.
        package var path: String
        /// `nil` for a directory.
        package var content: Content?
        package var attributes: FileAttributes

        package init(path: String, content: Content?, attributes: FileAttributes) {
            self.path = path
            self.content = content
            self.attributes = attributes
        }
    }

    package var root: RemotePath
    package var entries: [Entry]

    package init(root: RemotePath, entries: [Entry]) {
        self.root = root
        self.entries = entries
    }
}

/// A file that the host fetches from a URL.
package struct Download: Hashable, Sendable {
    package var request: HTTPRequest
    package var target: FileWrite.Target
    /// Lower-case hexadecimal; the file is replaced only if it matches.
    package var digest: String?
    package var algorithm: DigestAlgorithm

    package init(
        _ request: HTTPRequest, to target: FileWrite.Target, digest: String? = nil, algorithm: DigestAlgorithm = .sha1
    ) {
        self.request = request
        self.target = target
        self.digest = digest
        self.algorithm = algorithm
    }
}

/// An HTTP request that a host makes.
package struct HTTPRequest: Hashable, Sendable {
    package struct Credentials: Hashable, Sendable {
        package var user: String
        package var password: Secret
        /// Whether they are sent before the server asks.
        package var force: Bool

        package init(user: String, password: Secret, force: Bool) {
            self.user = user
            self.password = password
            self.force = force
        }
    }

    package enum Redirects: String, Hashable, Sendable {
        case all, safe, none
    }

    package var method: String
    package var url: String
    package var headers: [EnvironmentVariable]
    package var body: [UInt8]?
    package var credentials: Credentials?
    package var redirects: Redirects
    package var validatesCertificates: Bool
    package var certificateAuthority: RemotePath?
    package var clientCertificate: RemotePath?
    package var clientKey: RemotePath?
    package var unixSocket: RemotePath?
    /// Seconds.
    package var timeout: Double

    package init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
        headers = []
        redirects = .safe
        validatesCertificates = true
        timeout = 30
    }
}

/// What an HTTP server answered.
package struct HTTPResponse: Hashable, Sendable {
    package var status: Int
    package var reason: String
    /// In the order received; names as the server wrote them.
    package var headers: [Header]
    package var body: [UInt8]
    /// After redirects.
    package var url: String

    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(status: Int, reason: String, headers: [Header], body: [UInt8], url: String) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
        self.url = url
    }
}

/// Something to wait for on a host, looked at again and again there.
package struct WaitCondition: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case port(host: String, port: Int)
        case path(RemotePath)
        /// A regular expression (POSIX extended) in the contents of a file.
        case text(String, in: RemotePath)
        /// Only the time passes.
        case nothing
    }

    package enum Goal: String, Hashable, Sendable {
        case present, absent, drained
    }

    package var subject: Subject
    package var goal: Goal
    /// Seconds: before the first look, between looks, and altogether.
    package var delay: Double
    package var interval: Double
    package var timeout: Double

    package init(
        _ subject: Subject, goal: Goal = .present, delay: Double = 0, interval: Double = 1, timeout: Double = 300
    ) {
        self.subject = subject
        self.goal = goal
        self.delay = delay
        self.interval = interval
        self.timeout = timeout
    }
}
