package import Values

/// A question to a host, as plain data: without effect, safe to ask ahead of time and to waste.
///
/// Equal queries are asked once; queries of a kind are answered by one process where the host has the tool.
package enum Query: Hashable, Sendable {
    /// What stands at a path. Answered by ``Answer/file(_:)``.
    case file(RemotePath, FileInterest = FileInterest())
    /// What stands below a directory. Answered by ``Answer/directory(_:)``.
    case directory(RemotePath, DirectoryInterest = DirectoryInterest())
    /// A user account by name. Answered by ``Answer/account(_:)``.
    case account(String)
    /// A group by name, or by id written in digits. Answered by ``Answer/group(_:)``.
    case group(String)
    /// A package by name. Answered by ``Answer/package(_:)``.
    case package(String, PackageManager)
    /// A unit or service by name. Answered by ``Answer/service(_:)``.
    case service(String, ServiceScope = .system)
    /// Whether these programs are found, and where. Answered by ``Answer/program(_:)``.
    case program(String)
    /// What the host tells about itself; `localFacts` is the folder of its own facts. Answered by ``Answer/facts(_:)``.
    case facts(Set<FactTopic>, localFacts: RemotePath = FactTopic.localFacts)
    /// A program that only reads. Answered by ``Answer/command(_:)``. The largest by far, so it is kept apart: queries are
    /// copied and compared all the time.
    indirect case command(Command)
}

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

// Each kind of query as a probe, which reads the answers of its kind.
extension Probe {
    package static func file(_ path: RemotePath, _ interest: FileInterest = FileInterest()) -> Probe<RemoteFile?> {
        Probe<RemoteFile?>(asking: .file(path, interest)) { if case .file(let file) = $0 { .some(file) } else { nil } }
    }

    package static func directory(_ path: RemotePath, _ interest: DirectoryInterest = DirectoryInterest())
        -> Probe<[RemoteFile]?>
    {
        Probe<[RemoteFile]?>(asking: .directory(path, interest)) {
            if case .directory(let files) = $0 { .some(files) } else { nil }
        }
    }

    package static func account(_ name: String) -> Probe<Account?> {
        Probe<Account?>(asking: .account(name)) { if case .account(let account) = $0 { .some(account) } else { nil } }
    }

    package static func group(_ name: String) -> Probe<Group?> {
        Probe<Group?>(asking: .group(name)) { if case .group(let group) = $0 { .some(group) } else { nil } }
    }

    package static func package(_ name: String, _ manager: PackageManager) -> Probe<PackageState?> {
        Probe<PackageState?>(asking: .package(name, manager)) {
            if case .package(let state) = $0 { .some(state) } else { nil }
        }
    }

    package static func service(_ name: String, _ scope: ServiceScope = .system) -> Probe<ServiceState> {
        Probe<ServiceState>(asking: .service(name, scope)) { if case .service(let state) = $0 { state } else { nil } }
    }

    package static func program(_ name: String) -> Probe<RemotePath?> {
        Probe<RemotePath?>(asking: .program(name)) { if case .program(let path) = $0 { .some(path) } else { nil } }
    }

    package static func facts(_ topics: Set<FactTopic>, localFacts: RemotePath) -> Probe<Mapping> {
        Probe<Mapping>(asking: .facts(topics, localFacts: localFacts)) {
            if case .facts(let facts) = $0 { facts } else { nil }
        }
    }

    /// - Parameter reads: What the answer depends on, for a forecast. The host's answer is the same twice in a row where
    ///   nothing of it has changed.
    package static func command(_ command: Command, reading reads: [Footprint]) -> Probe<CommandOutput> {
        Probe<CommandOutput>(asking: .command(command.reading(reads))) {
            if case .command(let output) = $0 { output } else { nil }
        }
    }
}
