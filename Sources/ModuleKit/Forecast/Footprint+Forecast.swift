extension Footprint {
    /// Whether a blind act on this may have made the answer untrue.
    func obscures(_ answer: Answer, to query: Query) -> Bool {
        switch query {
        // A directory that is there stays what it is, whatever happens below it.
        case .file(let asked, _): reaches(asked) || answer == .file(nil) && isInside(asked)
        case .directory(let asked, _): reaches(asked) || isInside(asked)
        case .account, .group: mayChange(.accounts)
        case .package(let name, _): mayChange(.package(name)) || isOnePackage && answer.isOfNoInstalledPackage
        case .service(let name, _): mayChange(.service(name))
        case .program, .facts: self == .everything
        case .command(let command): command.reads.contains(where: mayChange)
        }
    }

    /// Whether an act on this may change what the other stands for.
    private func mayChange(_ other: Footprint) -> Bool {
        switch (self, other) {
        case (.everything, _): true
        case (.nothing, _), (_, .nothing): false
        case (_, .everything): true
        case (.path, .path): overlaps(other)
        case (.accounts, .accounts), (.services, .services), (.services, .service), (.service, .services),
            (.network, .network):
            true
        case (.service(let mine), .service(let theirs)): UnitFile(mine) == UnitFile(theirs)
        // A package may bring services, and others along with it.
        case (.packages, .packages), (.package, .packages), (.packages, .services): true
        case (.package(let mine), .package(let theirs)): mine == theirs
        case (.named(let mine), .named(let theirs)): mine == theirs
        case (.path, _), (.accounts, _), (.packages, _), (.package, _), (.services, _), (.service, _), (.named, _),
            (.network, _):
            false
        }
    }

    private func reaches(_ path: RemotePath) -> Bool {
        switch self {
        case .everything: true
        case .path(let own): path.mayBeInside(own)
        case .nothing, .accounts, .packages, .package, .services, .service, .named, .network: false
        }
    }

    private func isInside(_ path: RemotePath) -> Bool {
        if case .path(let own) = self { own.mayBeInside(path) } else { false }
    }

    private var isOnePackage: Bool { if case .package = self { true } else { false } }

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
        case .file(let file): file == nil
        case .directory(let files): files == nil
        case .account(let account): account == nil
        case .group(let group): group == nil
        case .program(let path): path == nil
        case .service(let state): !state.exists
        case .package(let state): state?.installed == nil && state?.candidate == nil
        case .facts, .command, .forecast, .refused, .unknown: false
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
        case .facts, .command: false
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

/// The name of a unit file, which for services may be given without its ending.
private struct UnitFile: Equatable {
    let name: String

    init(_ name: String) { self.name = name.contains(".") ? name : name + ".service" }
}
