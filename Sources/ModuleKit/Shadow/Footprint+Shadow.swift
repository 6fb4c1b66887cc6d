extension Footprint {
    /// Whether a blind act on this may have made the answer untrue.
    func obscures(_ answer: Answer, to query: Query) -> Bool {
        switch (self, query) {
        case (.nothing, _): false
        case (.everything, _): true
        case (.path(let path), .file(let asked, _)):
            // A directory that is there stays what it is, whatever happens below it.
            asked.mayBeInside(path) || answer == .file(nil) && path.mayBeInside(asked)
        case (.path(let path), .directory(let asked, _)): asked.mayBeInside(path) || path.mayBeInside(asked)
        case (.path(let path), .command(let command)): command.mentions(path)
        case (.packages, .command(let command)) where command.asksForPackages: true
        case (.services, .command(let command)), (.packages, .command(let command)): command.mentions(Self.units)
        case (.package(let name), .package(let asked, _)): name == asked || answer.isOfNoInstalledPackage
        case (.accounts, .command(let command)): command.asksForAccounts
        case (.service(let name), .service(let asked, _)): UnitFile(name) == UnitFile(asked)
        case (.accounts, .account), (.accounts, .group), (.services, .service): true
        default: false
        }
    }

    /// A command that tells of services names where their units are.
    private static let units = RemotePath("/run/systemd/system")

    /// Whether a blind act on this may have brought what was not there before.
    ///
    /// A forecast goes on with "not there", which is right for most files behind an installation; only a task that
    /// would fail for want of it is not judged.
    func mayBring(_ answer: Answer, to query: Query) -> Bool {
        self == .packages && answer.saysNothingThere && query.isWherePackagesPut
    }
}

extension Answer {
    fileprivate var isOfNoInstalledPackage: Bool {
        if case .package(let state) = self { state?.installed == nil } else { false }
    }

    fileprivate var saysNothingThere: Bool {
        switch self {
        case .file(nil), .directory(nil), .account(nil), .group(nil), .program(nil): true
        case .service(let state): !state.exists
        case .package(let state): state?.installed == nil && state?.candidate == nil
        default: false
        }
    }
}

extension Query {
    /// Whether a package that is installed may bring what this asks for.
    fileprivate var isWherePackagesPut: Bool {
        switch self {
        case .file(let path, _), .directory(let path, _):
            ["/etc", "/usr", "/lib", "/bin", "/sbin", "/var"].contains { path.isInside(RemotePath($0)) }
                && !path.isInside(RemotePath("/usr/local"))
        case .account, .group, .program, .service, .package: true
        default: false
        }
    }
}

extension RemotePath {
    /// Whether this lies in the other as far as one can tell: `~/a` may be any path that goes through an `a`.
    fileprivate func mayBeInside(_ other: RemotePath) -> Bool {
        guard isExpanded || other.isExpanded else { return isInside(other) }
        if isExpanded, other.isExpanded { return isInside(other) || firstComponent != other.firstComponent }
        let (known, tail) = isExpanded ? (other, knownTail) : (self, other.knownTail)
        guard !tail.isEmpty else { return !isExpanded || known.isHome }
        return known.components.contains(tail) || isExpanded && known.isHome
    }

    private var components: [Substring] { text.split(separator: "/") }
    private var firstComponent: Substring? { components.first }

    /// What stands behind the last part that only the host knows.
    private var knownTail: [Substring] {
        Array(components.reversed().prefix { !$0.contains("$") && !$0.hasPrefix("~") }.reversed())
    }

    /// Whether homes lie in it, or it in one.
    private var isHome: Bool { ["/home", "/root"].contains { isInside(RemotePath($0)) } || text == "/" }
}

extension Command {
    /// Whether it asks a package manager, whose answers change with what is installed.
    fileprivate var asksForPackages: Bool {
        guard case .arguments(let words) = form else { return false }
        return words.contains { ["apt-get", "dpkg", "dpkg-query"].contains($0) }
    }

    /// Whether it asks the name services, which tell of accounts.
    fileprivate var asksForAccounts: Bool {
        if case .arguments(let words) = form { words.first == "getent" } else { false }
    }
}

/// The name of a unit file, which for services may be given without its ending.
private struct UnitFile: Equatable {
    let name: String

    init(_ name: String) { self.name = name.contains(".") ? name : name + ".service" }
}
