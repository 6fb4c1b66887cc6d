/// What a query reads or a step touches, so that one function decides whether an answer is still true.
package enum Footprint: Hashable, Sendable {
    case everything
    case nothing
    case path(RemotePath)
    case accounts
    case packages
    case services

    package func overlaps(_ other: Footprint) -> Bool {
        switch (self, other) {
        case (.nothing, _), (_, .nothing): false
        case (.everything, _), (_, .everything): true
        case (.path(let mine), .path(let theirs)): mine.isWithin(theirs) || theirs.isWithin(mine)
        default: self == other
        }
    }
}

extension RemotePath {
    fileprivate func isWithin(_ other: RemotePath) -> Bool {
        let outer = other.withoutTrailingSlashes.text
        return text == outer || text.hasPrefix(outer == "/" ? "/" : outer + "/")
    }
}

extension Step {
    /// What this step may change. Coarse on purpose: a file may be read by a service, a package brings files.
    package var footprint: Footprint {
        switch self {
        case .wait: .nothing
        default: .everything
        }
    }
}
