package import Values

/// One thing done to a host, as plain data. Taken in order; the first that fails stops the rest.
package enum Step: Hashable, Sendable {
    /// Makes or replaces a file in one rename: the old one or the new one, never a part.
    case write(FileWrite)
    /// Makes or replaces a file by a copy of another file of the host, in one rename.
    case copy(from: RemotePath, to: FileWrite.Target)
    /// Makes or replaces a file by what a program prints, in one rename, once it has ended with 0. The program changes
    /// nothing by itself. With another code the outcome is ``StepOutcome/ran(_:)``, whose output is that to standard
    /// error alone, and nothing is written.
    case writeOutput(of: Command, to: FileWrite.Target)
    /// Makes or replaces a file by what a URL serves, downloaded by the host, in one rename. The outcome is
    /// ``StepOutcome/downloaded(_:)``; a status that is not accepted stores nothing and stops the steps after it,
    /// but 304 (not modified) only stores nothing.
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
    /// Runs a program. Whatever its exit code, the outcome is ``StepOutcome/ran(_:)`` and the module judges it; a
    /// code other than 0 stops the steps after it.
    case run(Command)
    /// Speaks HTTP from the host. Whatever the status, the outcome is ``StepOutcome/responded(_:)``; where no server
    /// answers, the status is -1 and the reason says why. A download keeps to the same.
    case request(HTTPRequest)
    /// Waits on the host until the condition holds: ``StepOutcome/waited(_:)``. If its time passes before, the
    /// outcome is ``StepOutcome/expired(_:)`` and the steps after it are not taken.
    case wait(WaitCondition)
    /// Starts a job, looks after it or lets go of it: ``StepOutcome/job(_:)``.
    case job(JobOrder)
}

extension Step {
    /// The file that is made or replaced in one go. A download may yet be named by the response.
    package var target: FileWrite.Target? {
        get {
            switch self {
            case .write(let write): write.target
            case .copy(_, let target), .writeOutput(_, let target): target
            case .download(let download): download.target
            case .remove, .makeDirectory, .link, .setAttributes, .touch, .writeTree, .run, .request, .wait, .job: nil
            }
        }
        set {
            guard let newValue else { return }
            switch self {
            case .write(let write): self = .write(FileWrite(write.content, to: newValue))
            case .copy(let source, _): self = .copy(from: source, to: newValue)
            case .writeOutput(let command, _): self = .writeOutput(of: command, to: newValue)
            case .download(var download):
                download.target = newValue
                self = .download(download)
            case .remove, .makeDirectory, .link, .setAttributes, .touch, .writeTree, .run, .request, .wait, .job: break
            }
        }
    }
}

extension Step {
    /// The program it is done by.
    package var command: Command? {
        switch self {
        case .run(let command), .writeOutput(let command, _): command
        default: nil
        }
    }
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
        /// Whether the file is new and nobody says which mode it is to have.
        package var isModeOpen: Bool
        /// What the contents were decided on; `nil` if nothing is known of it.
        package var basis: FileBasis?

        package init(
            _ path: RemotePath, attributes: FileAttributes = FileAttributes(), backup: Bool = false,
            validate: String? = nil, inPlace: Bool = false, isModeOpen: Bool = false
        ) {
            self.path = path
            self.attributes = attributes
            self.backup = backup
            self.validate = validate
            self.inPlace = inPlace
            self.isModeOpen = isModeOpen
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
    /// Whether the target's path is a directory, and the file in it is named by the response: by the `filename` of
    /// its `Content-Disposition`, or else by the last component of the URL's path after redirects. Of either only
    /// the last path component counts; an empty name, `.` and `..` fail.
    package var namedByResponse: Bool
    /// The statuses whose body is stored; empty for 200 to 299.
    package var accepts: Set<Int>
    /// Whether the outcome's response holds the body, too.
    package var returnsBody: Bool

    package init(
        _ request: HTTPRequest, to target: FileWrite.Target, digest: String? = nil, algorithm: DigestAlgorithm = .sha1,
        namedByResponse: Bool = false, accepts: Set<Int> = [], returnsBody: Bool = false
    ) {
        self.request = request
        self.target = target
        self.digest = digest
        self.algorithm = algorithm
        self.namedByResponse = namedByResponse
        self.accepts = accepts
        self.returnsBody = returnsBody
    }
}

/// What a ``Step/download(_:)`` brought.
package struct Downloaded: Hashable, Sendable {
    /// The body is empty unless it was asked for.
    package var response: HTTPResponse
    /// Where the file stands, or would stand.
    package var path: RemotePath
    /// Of the bytes received, in bytes.
    package var size: Int
    /// Lower-case hexadecimal digests of the bytes received.
    package var sha1: String
    package var md5: String
    /// Whether the file was made or replaced: not if it held the same bytes, nor for a status that is not accepted.
    package var replaced: Bool
    package var backup: RemotePath?

    package init(
        _ response: HTTPResponse, path: RemotePath, size: Int = 0, sha1: String = "", md5: String = "",
        replaced: Bool = false, backup: RemotePath? = nil
    ) {
        self.response = response
        self.path = path
        self.size = size
        self.sha1 = sha1
        self.md5 = md5
        self.replaced = replaced
        self.backup = backup
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
        /// `safe` follows only GET and HEAD.
        case all, safe, none
    }

    package var method: String
    package var url: String
    package var headers: [EnvironmentVariable]
    /// Names of headers, in lower case, that are not sent again after a redirect.
    package var unredirectedHeaders: Set<String>
    package var body: [UInt8]?
    /// A file of the host whose contents are the body.
    package var bodyFile: RemotePath?
    package var credentials: Credentials?
    package var redirects: Redirects
    /// Whether redirects may lead from https to http, and from elsewhere to loopback and link-local addresses.
    package var redirectsAnywhere: Bool
    package var validatesCertificates: Bool
    package var certificateAuthority: RemotePath?
    package var clientCertificate: RemotePath?
    package var clientKey: RemotePath?
    package var unixSocket: RemotePath?
    /// Whether the proxies of the host's environment are used.
    package var usesProxy: Bool
    /// Whether a body that comes compressed is unpacked.
    package var decompresses: Bool
    /// Whether credentials may come from the user's `.netrc` on the host.
    package var usesNetrc: Bool
    /// Seconds without progress until the request fails.
    package var timeout: Double

    package init(_ method: String, _ url: String) {
        self.method = method
        self.url = url
        headers = []
        unredirectedHeaders = []
        redirects = .safe
        redirectsAnywhere = false
        validatesCertificates = true
        usesProxy = true
        decompresses = true
        usesNetrc = true
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
    /// How long it took, from the first byte sent to the last received.
    package var seconds: Double

    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        status: Int, reason: String, headers: [Header], body: [UInt8], url: String, seconds: Double = 0
    ) {
        self.seconds = seconds
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
        /// A regular expression (POSIX extended) in the first bytes a port sends unasked.
        case greeting(String, host: String, port: Int)
        /// Only the time passes.
        case nothing
    }

    package enum Goal: String, Hashable, Sendable {
        case present, absent
        /// Of a port: no TCP connection to it is left on the host (`/proc/net/tcp`, `/proc/net/tcp6`).
        case drained
    }

    package var subject: Subject
    package var goal: Goal
    /// Seconds one try to connect may take.
    package var connectTimeout: Double
    /// For ``Goal/drained``: the peers that do not count, and the states that do, in the kernel's names
    /// (`ESTABLISHED`).
    package var ignoredPeers: [String]
    package var connectionStates: [String]
    /// Seconds: before the first look, between looks, and altogether.
    package var delay: Double
    package var interval: Double
    package var timeout: Double

    package init(
        _ subject: Subject, goal: Goal = .present, delay: Double = 0, interval: Double = 1, timeout: Double = 300,
        connectTimeout: Double = 5, ignoredPeers: [String] = [], connectionStates: [String] = []
    ) {
        self.subject = subject
        self.goal = goal
        self.connectTimeout = connectTimeout
        self.ignoredPeers = ignoredPeers
        self.connectionStates = connectionStates
        self.delay = delay
        self.interval = interval
        self.timeout = timeout
    }
}
