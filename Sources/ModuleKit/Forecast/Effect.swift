import Values

/// What one step does to answers, with everything looked up that the step only refers to.
enum Effect: Sendable {
    /// A file stands at the path.
    case placed(RemotePath, PlacedFile)
    case madeDirectory(RemotePath, FileAttributes, FileMaker)
    case linked(RemotePath, to: String, FileMaker, targets: [FileInterest: Answer])
    case removed(RemotePath)
    case attributes(RemotePath, FileAttributes, ids: FileMaker)
    case touched(RemotePath, accessed: FileTime, modified: FileTime, FileMaker)
    /// Anything in these may have changed.
    case blind([Footprint])
    case told(Query, Answer)

    /// Whether a step, whose effect is known, changes something of this.
    func changes(_ footprint: Footprint) -> Bool {
        switch footprint {
        case .path: touchedPaths.contains { Footprint.path($0).overlaps(footprint) }
        case .accounts: touchedPaths.contains(where: \.holdsAccounts)
        case .everything: !touchedPaths.isEmpty
        case .nothing, .packages, .package, .services, .service, .named, .network: false
        }
    }

    /// Whether something in the directory may be another afterwards.
    func reaches(_ directory: RemotePath) -> Bool {
        if case .blind(let footprints) = self {
            return footprints.contains { $0 != .everything && $0.overlaps(.path(directory)) }
        }
        return touchedPaths.contains { Footprint.path($0).overlaps(.path(directory)) }
    }

    /// The paths whose contents or existence this changes.
    var touchedPaths: [RemotePath] {
        switch self {
        case .placed(let path, _), .madeDirectory(let path, _, _), .linked(let path, _, _, _), .removed(let path),
            .attributes(let path, _, _), .touched(let path, _, _, _):
            [path]
        case .blind, .told: []
        }
    }
}

extension RemotePath {
    /// Whether accounts and groups are read from this file.
    var holdsAccounts: Bool { ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"].contains(text) }
}

/// A file as a step makes it.
struct PlacedFile: Sendable {
    /// `nil` where only the host will know.
    var content: PlacedContent?
    var attributes: FileAttributes
    var maker: FileMaker
    /// A hard link is the same file under another name.
    var isHardLink = false
}

/// What is known of the contents of a file.
struct PlacedContent: Sendable {
    var size: Int
    var digests: [DigestAlgorithm: String]
    var bytes: [UInt8]?
}
