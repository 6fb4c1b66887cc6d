/// What a query reads or a step touches, so that one function decides whether an answer is still true.
package enum Footprint: Hashable, Sendable {
    case everything
    case nothing
    case path(RemotePath)
    case accounts
    case packages
    /// One package, by name, and what may come along with it.
    case package(String)
    case services
    /// One unit or service, by name.
    case service(String)
    /// What a tool manages and no path tells, by a name that those who touch it and those who read it agree on:
    /// `firewall`, `kernel modules`, `pip:/srv/venv`.
    case named(String)
    /// Which connections the host takes, makes and forwards, which other hosts notice.
    case network

    package func overlaps(_ other: Footprint) -> Bool {
        switch (self, other) {
        case (.nothing, _), (_, .nothing): false
        case (.everything, _), (_, .everything): true
        case (.path(let mine), .path(let theirs)): mine.mayMeet(theirs)
        default: self == other
        }
    }
}

extension RemotePath {
    /// Whether one may lie within the other. Where only the host knows what `~` or a variable is, it may be anywhere.
    fileprivate func mayMeet(_ other: RemotePath) -> Bool {
        let areAlike = ownText.isEmpty && other.ownText.isEmpty && isExpanded == other.isExpanded
        return !areAlike || isWithin(other) || other.isWithin(self)
    }

    private func isWithin(_ other: RemotePath) -> Bool {
        let outer = other.withoutTrailingSlashes.text
        return text == outer || text.hasPrefix(outer == "/" ? "/" : outer + "/")
    }
}

extension Step {
    /// What this step may change by itself. What follows from it elsewhere, as when a service reads the file, is not
    /// told.
    package var footprint: Footprint {
        switch self {
        case .wait, .job(.look), .job(.forget): .nothing
        case .run, .request, .job(.start): .everything
        case .write, .copy, .writeOutput, .download: target.map { .path($0.path) } ?? .nothing
        case .remove(let path), .makeDirectory(let path, _), .setAttributes(let path, _, _), .touch(let path, _, _):
            .path(path)
        case .link(let link): .path(link.path)
        case .writeTree(let tree): .path(tree.root)
        }
    }
}

extension Change {
    /// What the steps of this change may touch: as the module says, or as each kind of step does.
    package var footprints: [Footprint] { touches ?? steps.map(\.footprint) }
}

extension Footprint {
    /// Whether a change of it on one host cannot be seen from another.
    ///
    /// - Parameter sharesFiles: Whether the host has file systems in common with others.
    package func staysOnHost(sharesFiles: Bool) -> Bool {
        switch self {
        case .nothing, .accounts, .named: true
        case .path: !sharesFiles
        case .everything, .packages, .package, .services, .service, .network: false
        }
    }
}
