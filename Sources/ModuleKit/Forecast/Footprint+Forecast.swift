extension Footprint {
    /// Whether an act on this may change what the other stands for.
    func mayChange(_ other: Footprint) -> Bool {
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

    func reaches(_ path: RemotePath) -> Bool {
        switch self {
        case .everything: true
        case .path(let own): path.mayBeInside(own)
        case .nothing, .accounts, .packages, .package, .services, .service, .named, .network: false
        }
    }

    func isInside(_ path: RemotePath) -> Bool {
        if case .path(let own) = self { own.mayBeInside(path) } else { false }
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
