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
        return switch (query, answer) {
        case (.file(let path, let interest), .file(let file)):
            onFile(file, asked: path, interest, links)
        case (.directory(let path, let interest), .directory(let files)):
            onDirectory(files, asked: path, interest, links)
        case (.service(let name, _), .service(let state)):
            .service(onService(state, name))
        case (.account, _), (.group, _): touchedPaths.contains(where: \.holdsAccounts) ? .unknown : answer
        case (.command(let command), _):
            touchedPaths.contains(where: command.mentions) ? .unknown : answer
        default: answer
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

extension Command {
    /// Whether the command names the path, something in it, or a directory above it.
    func mentions(_ path: RemotePath) -> Bool {
        namedPaths.contains { Footprint.path($0).overlaps(.path(path)) }
    }

    private var namedPaths: [RemotePath] {
        let words =
            switch form {
            case .arguments(let words): words.map { RemotePath($0) }
            case .expanded(let words): words.map(RemotePath.written)
            case .shell(let text, _):
                text.shellWords.filter { $0 != "/" }.map { RemotePath(String($0)) }
            case .script(_, let paths): paths.map(\.aboveItsPattern)
            }
        return (words + [workingDirectory].compactMap(\.self)).filter { path in
            path.text.hasPrefix("/") || path.isExpanded
        }
    }
}

extension RemotePath {
    /// The nearest directory whose name holds nothing of a pattern.
    var aboveItsPattern: RemotePath {
        let marks: Set<Character> = ["*", "?", "["]
        var path = self
        while path.text.contains(where: marks.contains) { path = path.parent }
        return path
    }
}
