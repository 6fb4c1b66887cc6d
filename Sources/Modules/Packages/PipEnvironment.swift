import ModuleKit
import Values

/// Where pip installs to, and what is there.
struct PipEnvironment: Sendable, Hashable {
    enum Version: Sendable, Hashable {
        case known(String)
        /// Some version, in a forecast.
        case open
    }

    /// The virtual environment's directory as the host knows it; empty for the system's packages.
    var directory = ""
    /// Whether it is there; always true of the system's.
    var isThere = false
    /// The program and its first arguments; empty if there is no pip.
    var call: [String] = []
    /// By normalized name.
    var packages: [String: Version] = [:]
    /// Whether nothing else is there; false in a forecast behind an installation, which brings dependencies.
    var isComplete = true

    /// Whether the host, asked afterwards, says what was foretold of it.
    func agrees(with host: PipEnvironment) -> Bool {
        guard host.isThere == isThere, !isComplete || host.packages.count == packages.count else { return false }
        return packages.allSatisfy { name, version in
            version == .open ? host.packages[name] != nil : host.packages[name] == version
        }
    }
}

/// Which pip it is.
enum PipTarget: Sendable, Hashable {
    case virtual(RemotePath)
    /// A path, or a name to be found in `PATH`.
    case executable(RemotePath)
    case system

    /// What a change of it touches.
    var touches: [Footprint] {
        switch self {
        case .virtual(let directory): [name, .path(directory)]
        case .executable(let program): [name, .path(program.parent.parent), .path("/usr/local"), .path("~/.local")]
        case .system: [name, .path("/usr/local"), .path("~/.local")]
        }
    }

    private var name: Footprint {
        switch self {
        case .virtual(let directory): .named("pip:\(directory.withoutTrailingSlashes)")
        case .executable, .system: .named("pip")
        }
    }

    private var reads: [Footprint] {
        if case .virtual(let directory) = self { [name, .path(directory)] } else { [name, .packages] }
    }

    var fact: HostFact<PipEnvironment> {
        let (search, paths): (String, [RemotePath]) =
            switch self {
            case .virtual(let directory): (Self.inDirectory, [directory])
            case .executable(let program): (Self.asNamed, [program])
            case .system: (Self.ofPython, [])
            }
        let command = Command(
            .script(search + "\n" + Self.listing, paths: paths), workingDirectory: "/tmp",
            environment: [EnvironmentVariable("LC_ALL", "C.UTF-8")])
        return HostFact(command.reading(reads)) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("pip cannot list its packages: \(output.complaint)", output: output)
            }
            return PipEnvironment(listing: output.standardOutput.text)
        }
    }

    private static let inDirectory = """
        printf 'directory %s\\n' "$1"
        [ -e "$1/bin/activate" ] || exit 0
        echo there
        for pip in "$1/bin/pip3" "$1/bin/pip"; do [ -x "$pip" ] && break; pip=; done
        [ -n "$pip" ] || exit 0
        set -- "$pip"
        """

    private static let asNamed = """
        echo there
        pip=$(command -v "$1") || exit 0
        set -- "$pip"
        """

    private static let ofPython = """
        echo there
        find='import importlib.util, sys; sys.exit(not importlib.util.find_spec("pip"))'
        if python=$(command -v python3) && "$python" -c "$find" 2>/dev/null; then
            set -- "$python" -m pip
        elif pip=$(command -v pip3 || command -v pip); then
            set -- "$pip"
        else
            exit 0
        fi
        """

    /// Old versions have no `list --format`.
    private static let listing = """
        printf 'call %s\\n' "$@"
        export PIP_DISABLE_PIP_VERSION_CHECK=1
        list=$("$@" list --format=freeze 2>/dev/null) || list=$("$@" freeze) || exit
        printf 'packages\\n%s\\n' "$list"
        """
}

extension PipEnvironment {
    fileprivate init(listing: String) {
        let lines = listing.split(separator: "\n").map(String.init)
        for line in lines.prefix(while: { $0 != "packages" }) {
            if line == "there" { isThere = true }
            if line.hasPrefix("directory ") { directory = String(line.dropFirst(10)) }
            if line.hasPrefix("call ") { call.append(String(line.dropFirst(5))) }
        }
        for line in lines.drop(while: { $0 != "packages" }) {
            guard let sign = line.firstRange(of: "==") else { continue }
            packages[PipRequirement.normalized(String(line[..<sign.lowerBound]))] = .known(
                String(line[sign.upperBound...]).trimmed)
        }
    }
}
