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

    func applied(to answer: Answer, of query: Query, _ links: KnownLinks) -> Answer {
        if case .told(query, let told) = self { return told }
        if case .facts(let topics, let folder) = query, topics.contains(.local), reaches(folder) {
            return answer.withoutLocalFacts
        }
        if case .blind(let footprints) = self {
            return footprints.contains { $0.obscures(answer, to: query) } ? .unknown : answer
        }
        switch query {
        case .file(let path, let interest):
            guard case .file(let file) = answer else { return answer }
            return onFile(file, asked: path, interest, links)
        case .directory(let path, let interest):
            guard case .directory(let files) = answer else { return answer }
            return onDirectory(files, asked: path, interest, links)
        case .service(let name, _):
            guard case .service(let state) = answer else { return answer }
            return .service(onService(state, name))
        case .account, .group: return touchedPaths.contains(where: \.holdsAccounts) ? .unknown : answer
        case .command(let command): return command.reads.contains(where: changes) ? .unknown : answer
        case .package, .program, .facts: return answer
        }
    }

    /// Whether a step, whose effect is known, changes something of this.
    private func changes(_ footprint: Footprint) -> Bool {
        switch footprint {
        case .path: touchedPaths.contains { Footprint.path($0).overlaps(footprint) }
        case .accounts: touchedPaths.contains(where: \.holdsAccounts)
        case .everything: !touchedPaths.isEmpty
        case .nothing, .packages, .package, .services, .service, .named, .network: false
        }
    }

    /// Whether something in the directory may be another afterwards.
    private func reaches(_ directory: RemotePath) -> Bool {
        if case .blind(let footprints) = self {
            return footprints.contains { $0 != .everything && $0.overlaps(.path(directory)) }
        }
        return touchedPaths.contains { Footprint.path($0).overlaps(.path(directory)) }
    }

    /// The paths whose contents or existence this changes.
    private var touchedPaths: [RemotePath] {
        switch self {
        case .placed(let path, _), .madeDirectory(let path, _, _), .linked(let path, _, _, _), .removed(let path),
            .attributes(let path, _, _), .touched(let path, _, _, _):
            [path]
        case .blind, .told: []
        }
    }

    /// A new unit file brings a service that is loaded and not yet running.
    private func onService(_ state: ServiceState, _ name: String) -> ServiceState {
        guard case .placed(let path, _) = self, state.manager == .systemd, !state.exists,
            path.text.contains("/systemd/"), path.name == name || path.name == name + ".service"
        else { return state }
        var loaded = state
        loaded.properties.merge(
            ["LoadState": "loaded", "ActiveState": "inactive", "SubState": "dead", "UnitFileState": "disabled"],
            uniquingKeysWith: { _, new in new })
        return loaded
    }
}

extension RemotePath {
    /// Whether accounts and groups are read from this file.
    fileprivate var holdsAccounts: Bool { ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"].contains(text) }
}

extension Answer {
    /// Facts of which those are not known that the host reads from files of its own.
    fileprivate var withoutLocalFacts: Answer {
        guard case .facts(let facts) = self else { return self }
        return .facts(facts.merging(["local": .unknown]))
    }
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
