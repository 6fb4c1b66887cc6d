package import Values

/// A program to run on a host, as data. Quoting is the renderer's business.
package struct Command: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// A program and its arguments; no shell looks at them.
        case arguments([String])
        /// A program and its arguments, in which the host expands `$NAME`, `${NAME}` and a leading `~`.
        case expanded([String])
        /// Text for a shell: the host's `/bin/sh`, or the one named.
        case shell(String, executable: String?)
        /// Text for the shell by which the host is spoken to, any POSIX shell, whose `$1`, `$2`… are these paths as the host expands them.
        case script(String, paths: [RemotePath])
    }

    package var form: Form
    package var workingDirectory: RemotePath?
    package var environment: [EnvironmentVariable]
    /// What the program reads from standard input; nothing means an empty input.
    package var input: [UInt8]?
    package var umask: UInt16?
    /// A file that the host fetches first: the program finds it in `$SWIFTPLAY_DOWNLOAD`, and it is gone when the program
    /// ends. Where it cannot be fetched whole the program is not run: the exit code is 1, and the error output says why.
    package var download: HTTPRequest?
    /// Where what the program unpacks belongs.
    package var unpacksInto: UnpackingDestination?
    /// Seconds until the program is ended; `nil` for no limit of its own.
    package var timeout: Double?
    /// What the answer depends on when it is asked as a query: a forecast takes it as unknown once one of these may have
    /// changed.
    package var reads: [Footprint] = []
    /// The exit code by which it tells that what it was to change has been changed by another meanwhile.
    package var supersededCode: Int?

    package init(
        _ form: Form, workingDirectory: RemotePath? = nil, environment: [EnvironmentVariable] = [],
        input: [UInt8]? = nil, umask: UInt16? = nil, timeout: Double? = nil
    ) {
        self.form = form
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.input = input
        self.umask = umask
        self.timeout = timeout
    }

    package init(_ arguments: String...) { self.init(.arguments(arguments)) }

    /// The same, asked as a query whose answer depends on these.
    package func reading(_ reads: [Footprint]) -> Command {
        var command = self
        command.reads += reads
        return command
    }

    /// Prints what a URL serves.
    package static func printing(_ request: HTTPRequest) -> Command {
        var command = Command(.shell(#"exec cat "$SWIFTPLAY_DOWNLOAD""#, executable: nil))
        command.download = request
        return command
    }

    /// Prints the host's clock in seconds since 1970: the one question whose answer is never the same twice.
    package static let clock = Command("date", "+%s")
}

/// A directory for a program that unpacks into `$SWIFTPLAY_INTO`: that is the directory itself or, where another user could
/// put a link in the way, an empty one that only the task's user may enter. What the program leaves there is then moved to its
/// place, following no link of others; the first thing that cannot be moved ends it with the exit code 99.
package struct UnpackingDestination: Hashable, Sendable {
    package var root: RemotePath
    /// Below the root, into which something goes; relative, without a final slash.
    package var directories: [String]
    /// Those of them whose mode and times are part of what is unpacked; the empty path is the root.
    package var restored: [String]
    /// Whether their owner is, too.
    package var restoresOwner: Bool

    package init(_ root: RemotePath, directories: [String], restored: [String], restoresOwner: Bool) {
        self.root = root
        self.directories = directories
        self.restored = restored
        self.restoresOwner = restoresOwner
    }
}

/// A variable of a program's environment. The value may be a secret and never stands in an argument list.
package struct EnvironmentVariable: Hashable, Sendable {
    package let name: String
    package let value: Secret

    package init(_ name: String, _ value: String) { self.init(name, Secret(value)) }

    package init(_ name: String, _ value: Secret) {
        self.name = name
        self.value = value
    }
}

/// What a program wrote to one stream. Of very long output the head and the tail are kept.
package struct CapturedOutput: Hashable, Sendable {
    package var bytes: [UInt8]
    /// Bytes left out between head and tail.
    package var omitted: Int
    /// How many bytes the head has.
    private let gap: Int

    /// - Parameter gap: Where the bytes are left out; at the end if nobody says.
    package init(_ bytes: some Collection<UInt8> = [], omitted: Int = 0, at gap: Int? = nil) {
        self.bytes = Array(bytes)
        self.omitted = omitted
        self.gap = gap ?? bytes.count
    }

    /// The text, with a line that stands for what is left out.
    package var text: String {
        guard omitted > 0 else { return String(hostBytes: bytes) }
        let head = bytes.prefix(gap)
        let ends = head.isEmpty || head.last == 10
        return String(hostBytes: head) + (ends ? "" : "\n") + "[… \(omitted) bytes left out …]\n"
            + String(hostBytes: bytes.dropFirst(gap))
    }

    /// What a result tells of a stream that was cut; nothing of a whole one.
    package func note(of stream: String) -> Mapping {
        guard omitted > 0 else { return [:] }
        return ["\(stream)_truncated": ["bytes": .int(bytes.count + omitted), "left_out": .int(omitted)]]
    }
}

/// How a program ended and what it wrote.
package struct CommandOutput: Hashable, Sendable {
    package var exitCode: Int
    package var standardOutput: CapturedOutput
    package var standardError: CapturedOutput
    /// Seconds since 1970 by the controller's clock.
    package var started: Double
    package var ended: Double
    /// Whether the program was ended because its time was over.
    package var timedOut: Bool

    /// `stdout_truncated` and `stderr_truncated`, and a warning, where a stream was cut.
    package var truncation: ModuleResult {
        let streams = [("stdout", standardOutput), ("stderr", standardError)].filter { $0.1.omitted > 0 }
        return ModuleResult(
            streams.reduce(into: Mapping()) { $0.merge($1.1.note(of: $1.0)) },
            warnings: streams.map { name, stream in
                "\(name) has \(stream.bytes.count + stream.omitted) bytes; only its beginning and end are kept, and "
                    + "\(stream.omitted) bytes in between are lost. To keep all of it, write it to a file on the host."
            })
    }

    package init(
        exitCode: Int, standardOutput: CapturedOutput = CapturedOutput(),
        standardError: CapturedOutput = CapturedOutput(), started: Double = 0, ended: Double = 0,
        timedOut: Bool = false
    ) {
        self.exitCode = exitCode
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.started = started
        self.ended = ended
        self.timedOut = timedOut
    }
}
