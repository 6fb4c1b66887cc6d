import Values

/// What a step's effects are looked up in.
struct ForecastKnowledge {
    let known: [Query: Answer]
    let maker: FileMaker

    /// All that is known of the file at a path, from answers to any question about it.
    func file(_ path: RemotePath) -> RemoteFile? {
        var found: RemoteFile?
        for case (.file(path, _), .file(let file?)) in known {
            guard var merged = found else {
                found = file
                continue
            }
            merged.digests.merge(file.digests, uniquingKeysWith: { first, _ in first })
            merged.contents = merged.contents ?? file.contents
            found = merged
        }
        return found
    }

    /// What was answered about a path, by what was wanted.
    func answers(about path: RemotePath) -> [FileInterest: Answer] {
        var found: [FileInterest: Answer] = [:]
        for case (.file(path, let interest), let answer) in known { found[interest] = answer }
        return found
    }

    /// Who makes a file, with the ids of the names in the attributes, where accounts or other files tell them.
    func ids(_ attributes: FileAttributes) -> FileMaker {
        var ids = maker
        if let owner = attributes.owner { (ids.userID, ids.user) = userID(owner) }
        if let group = attributes.group { (ids.groupID, ids.group) = groupID(group) }
        return ids
    }

    private func userID(_ name: String) -> (Int, String?) {
        if case .account(let account?) = known[.account(name)] { return (account.userID, account.name) }
        let file = files.first { $0.user == name || String($0.userID) == name }
        return file.map { ($0.userID, $0.user) } ?? (Int(name) ?? RemoteFile.unknownID, Int(name) == nil ? name : nil)
    }

    private func groupID(_ name: String) -> (Int, String?) {
        if case .group(let group?) = known[.group(name)] { return (group.groupID, group.name) }
        let file = files.first { $0.group == name || String($0.groupID) == name }
        return file.map { ($0.groupID, $0.group) } ?? (Int(name) ?? RemoteFile.unknownID, Int(name) == nil ? name : nil)
    }

    private var files: some Sequence<RemoteFile> {
        known.values.lazy.compactMap { if case .file(let file?) = $0 { file } else { nil } }
    }

    /// The path itself, or what the link there leads to.
    func resolved(_ path: RemotePath, follow: Bool) -> RemotePath {
        guard follow, let file = file(path), file.kind == .symbolicLink else { return path }
        return file.resolvedPath ?? path
    }
}

extension Step {
    /// - Parameter footprints: What a blind step may touch; `nil` for what its kind says.
    func effects(touching footprints: [Footprint]?, knowing forecast: ForecastKnowledge) -> [Effect] {
        switch self {
        case .write(let write):
            [.placed(write.target.path, placed(PlacedContent(write.content), write.target.attributes, forecast))]
        case .copy(let source, let target):
            [
                .placed(
                    target.path, placed(forecast.file(source).flatMap(PlacedContent.init), target.attributes, forecast))
            ]
        case .writeOutput(_, let target): [.placed(target.path, placed(nil, target.attributes, forecast))]
        case .remove(let path): [.removed(path.withoutTrailingSlashes)]
        case .makeDirectory(let path, let attributes):
            [.madeDirectory(path.withoutTrailingSlashes, attributes, forecast.ids(attributes))]
        case .link(let link): [linked(link, forecast)]
        case .setAttributes(let path, let attributes, let follow):
            [.attributes(forecast.resolved(path, follow: follow), attributes, ids: forecast.ids(attributes))]
        case .touch(let path, let accessed, let modified):
            [.touched(path, accessed: accessed, modified: modified, forecast.maker)]
        case .writeTree(let tree): tree.entries.map { entry($0, in: tree.root, forecast) }
        case .download(let download):
            download.namedByResponse
                ? [.blind(footprints ?? [.path(download.target.path)])]
                : [.placed(download.target.path, placed(nil, download.target.attributes, forecast))]
        case .run: [.blind(footprints ?? [.everything])]
        case .request(let request): [.blind(footprints ?? (request.onlyReads ? [] : [.everything]))]
        case .wait, .job(.look), .job(.forget): []
        case .job(.start): [.blind(footprints ?? [.everything])]
        }
    }

    private func placed(_ content: PlacedContent?, _ attributes: FileAttributes, _ forecast: ForecastKnowledge)
        -> PlacedFile
    {
        PlacedFile(content: content, attributes: attributes, maker: forecast.ids(attributes))
    }

    private func entry(_ entry: FileTree.Entry, in root: RemotePath, _ forecast: ForecastKnowledge) -> Effect {
        let path = root.appending(entry.path)
        guard let content = entry.content else {
            return .madeDirectory(path, entry.attributes, forecast.ids(entry.attributes))
        }
        return .placed(path, placed(PlacedContent(content), entry.attributes, forecast))
    }

    private func linked(_ link: Link, _ forecast: ForecastKnowledge) -> Effect {
        let target = link.path.linked(to: link.target)
        guard !link.isSymbolic else {
            return .linked(link.path, to: link.target, forecast.maker, targets: forecast.answers(about: target))
        }
        let source = forecast.file(RemotePath(link.target))
        let attributes = source.map {
            FileAttributes(owner: $0.user ?? String($0.userID), group: $0.group ?? String($0.groupID), mode: $0.mode)
        }
        var file = placed(source.flatMap(PlacedContent.init), attributes ?? FileAttributes(), forecast)
        if let source { (file.maker.userID, file.maker.groupID) = (source.userID, source.groupID) }
        file.isHardLink = true
        return .placed(link.path, file)
    }
}

extension PlacedContent {
    init(_ content: Content) {
        self.init(size: content.size, digests: [.sha1: content.sha1], bytes: content.bytes)
    }

    /// `nil` for what is no file.
    init?(_ file: RemoteFile) {
        guard file.kind == .regular else { return nil }
        self.init(size: file.size, digests: file.digests, bytes: file.contents)
    }
}

extension HTTPRequest {
    var onlyReads: Bool { ["GET", "HEAD", "OPTIONS"].contains(method.uppercased()) }
}
