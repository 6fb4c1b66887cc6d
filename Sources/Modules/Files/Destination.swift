import ModuleKit
import Values

/// Where a file is to go, by the rules of `copy` and `template`: a path that is a directory, or that ends in a
/// slash, means a file in it with the source's name.
struct Destination {
    let path: RemotePath
    /// The source's name; `nil` where there is none, as for given contents.
    let name: String?
    let follow: Bool

    /// What stands there, asked in one round.
    var probe: Probe<DestinationState> {
        let plain = path.withoutTrailingSlashes
        let digests = FileInterest(digests: [.sha1])
        let followed = FileInterest(follow: true, digests: [.sha1])
        let inside = name.map { plain.appending($0) }
        let above = path.endsInSlash ? plain.ancestors : [plain.parent]
        return Probe<RemoteFile?>.file(plain, digests)
            .and(.file(plain, followed))
            .and(.optionalFile(inside, digests)).and(.optionalFile(follow ? inside : nil, followed))
            .and(.files(above, FileInterest(follow: true)))
            .map { answers throws(ModuleFailure) in
                let ((((entry, target), inner), innerTarget), parents) = answers
                let asEntry = Site(path: plain, entry: entry, target: target)
                let isDirectory = path.endsInSlash || target.isDirectory
                guard isDirectory, let inside else {
                    return DestinationState(
                        site: asEntry, asDirectory: isDirectory, makesDirectories: path.endsInSlash,
                        above: Array(zip(above, parents)))
                }
                let site = Site(path: inside, entry: inner, target: follow ? innerTarget : inner)
                return DestinationState(
                    site: site, asDirectory: false, makesDirectories: path.endsInSlash,
                    above: Array(zip(above, parents)) + [(plain, target)])
            }
    }
}

/// A path and what stands there.
struct Site: Sendable {
    var path: RemotePath
    /// Itself, be it a link.
    var entry: RemoteFile?
    /// What it leads to, if it was asked.
    var target: RemoteFile?

    /// The file to be replaced, and its path: behind a link only if links are followed.
    func replaced(following: Bool) -> (path: RemotePath, file: RemoteFile?) {
        guard following, entry?.kind == .symbolicLink, let resolved = entry?.resolvedPath else { return (path, entry) }
        return (resolved, target)
    }
}

/// What a ``Destination`` turned out to be.
struct DestinationState: Sendable {
    let site: Site
    /// A directory, although there is no name for a file in it.
    let isDirectoryWithoutName: Bool
    /// Whether missing directories above are made: the path ended in a slash.
    let makesDirectories: Bool
    /// The directories above that do not exist, outermost first.
    let missing: [RemotePath]
    /// Something above that is no directory.
    let obstacle: RemotePath?

    init(site: Site, asDirectory: Bool, makesDirectories: Bool, above: [(RemotePath, RemoteFile?)]) {
        self.site = site
        isDirectoryWithoutName = asDirectory
        self.makesDirectories = makesDirectories
        missing = above.filter { $0.1 == nil }.map(\.0)
        obstacle = above.first { $0.1 != nil && !$0.1.isDirectory }?.0
    }
}

extension Probe where State == RemoteFile? {
    /// `nil` without asking if there is no path.
    static func optionalFile(_ path: RemotePath?, _ interest: FileInterest = FileInterest()) -> Probe<RemoteFile?> {
        path.map { .file($0, interest) } ?? .known(nil)
    }
}

extension Probe where State == [RemoteFile?] {
    /// What stands at several paths, in their order.
    static func files(_ paths: [RemotePath], _ interest: FileInterest = FileInterest()) -> Probe<[RemoteFile?]> {
        .each(paths.map { .file($0, interest) })
    }
}
