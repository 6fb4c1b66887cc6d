import Values

// What the effects do to answers about files and directories.
extension Effect {
    func onFile(_ file: RemoteFile?, asked: RemotePath, _ interest: FileInterest, _ links: KnownLinks) -> Answer {
        let target = interest.follow ? links[asked] : nil
        let here = [asked, file?.path, target, asked.withoutClimbing].compactMap { $0?.withoutTrailingSlashes }
        switch self {
        case .placed(let path, let placed):
            return here.contains(path) ? placed.answer(replacing: file, at: asked, interest) : .file(file)
        case .madeDirectory(let path, let attributes, let maker):
            return here.contains(path) ? .file(directory(at: path, attributes, maker, file)) : .file(file)
        case .linked(let path, let target, let maker, let targets):
            guard asked.withoutTrailingSlashes == path else { return .file(file) }
            return interest.follow
                ? (targets[interest] ?? .unknown).named(path) : .file(link(at: path, to: target, maker))
        case .removed(let path):
            return here.contains { $0.isInside(path) } ? .file(nil) : .file(file)
        case .attributes(let path, let attributes, let ids):
            // What is set of a link itself is not set of what it leads to.
            guard target.map({ $0.withoutTrailingSlashes == path }) ?? here.contains(path) else { return .file(file) }
            return .file(file.map { $0.with(attributes, ids).losingSetIDs(to: attributes) })
        case .touched(let path, let accessed, let modified, let maker):
            guard here.contains(path) else { return .file(file) }
            guard let file else { return PlacedFile.empty(maker).answer(replacing: nil, at: path, interest) }
            return .file(file.touched(accessed, modified))
        case .blind, .told: return .file(file)
        }
    }

    func onDirectory(
        _ files: [RemoteFile]?, asked: RemotePath, _ interest: DirectoryInterest, _ links: KnownLinks
    ) -> Answer {
        let directory = asked.withoutTrailingSlashes
        switch self {
        case .removed(let path):
            if directory.isInside(path) { return .directory(nil) }
            return .directory(files?.filter { !$0.path.isInside(path) })
        case .madeDirectory(directory, _, _) where files == nil:
            return .directory([])
        case .placed(let path, _), .madeDirectory(let path, _, _), .linked(let path, _, _, _),
            .attributes(let path, _, _), .touched(let path, _, _, _):
            guard let files, path.isListed(in: directory, recursive: interest.recursive) else {
                return .directory(files)
            }
            return changed(files, at: path, digest: interest.digest, links)
        case .blind, .told: return .directory(files)
        }
    }

    /// The entry of a listing is what a question about its path would bring.
    private func changed(_ files: [RemoteFile], at path: RemotePath, digest: DigestAlgorithm?, _ links: KnownLinks)
        -> Answer
    {
        let old = files.first { $0.path == path }
        let interest = FileInterest(digests: digest.map { [$0] } ?? [])
        guard case .file(let new) = onFile(old, asked: path, interest, links) else { return .unknown }
        let others = files.filter { $0.path != path }
        return .directory(
            (others + [new].compactMap { $0 }).sorted { $0.path.text.utf8.lexicographicallyPrecedes($1.path.text.utf8) }
        )
    }

    private func directory(at path: RemotePath, _ attributes: FileAttributes, _ maker: FileMaker, _ old: RemoteFile?)
        -> RemoteFile
    {
        if let old, old.kind == .directory { return old.with(attributes, maker) }
        return RemoteFile(path: path, kind: .directory, mode: 0o777 & ~maker.umask, links: 2).made(by: maker)
            .with(attributes, maker)
    }

    private func link(at path: RemotePath, to target: String, _ maker: FileMaker) -> RemoteFile {
        RemoteFile(
            path: path, kind: .symbolicLink, mode: 0o777, size: target.utf8.count, linkTarget: target,
            resolvedPath: path.linked(to: target)
        ).made(by: maker)
    }
}

extension Answer {
    /// What stands behind a link is told under the link's name.
    fileprivate func named(_ path: RemotePath) -> Answer {
        guard case .file(var file?) = self else { return self }
        file.path = path
        return .file(file)
    }
}

extension PlacedFile {
    static func empty(_ maker: FileMaker) -> PlacedFile {
        let content = PlacedContent(size: 0, digests: [.sha1: DigestAlgorithm.sha1.hexDigest(of: [])], bytes: [])
        return PlacedFile(content: content, attributes: FileAttributes(), maker: maker)
    }

    /// What the host would say, or that only it can know.
    func answer(replacing old: RemoteFile?, at path: RemotePath, _ interest: FileInterest) -> Answer {
        guard let content, let digests = content.digests(interest.digests) else { return .unknown }
        let wantsContents = interest.contentsUpTo.map { content.size <= $0 } ?? false
        if wantsContents, content.bytes == nil { return .unknown }
        var file = RemoteFile(path: path, kind: .regular, mode: 0o666 & ~maker.umask).made(by: maker)
        // A file that is replaced hands on its owner, group and mode; a link does not.
        if let old, old.kind == .regular { file = file.taking(old) }
        file = file.with(attributes, maker)
        file.size = content.size
        file.digests = digests
        file.contents = wantsContents ? content.bytes : nil
        if isHardLink { file.links = 2 }
        return .file(file)
    }
}

extension PlacedContent {
    /// `nil` if one of them cannot be told.
    func digests(_ wanted: Set<DigestAlgorithm>) -> [DigestAlgorithm: String]? {
        var found: [DigestAlgorithm: String] = [:]
        for algorithm in wanted {
            guard let digest = digests[algorithm] ?? bytes.map({ algorithm.hexDigest(of: $0) }) else { return nil }
            found[algorithm] = digest
        }
        return found
    }
}

extension RemoteFile {
    /// In a forecast: the id of a user or group of whom only the name is known.
    package static let unknownID = -1

    fileprivate func made(by maker: FileMaker) -> RemoteFile {
        var file = self
        (file.userID, file.groupID) = (maker.userID, maker.groupID)
        (file.user, file.group) = (maker.user, maker.group)
        return file
    }

    fileprivate func taking(_ old: RemoteFile) -> RemoteFile {
        var file = self
        file.mode = old.mode
        (file.userID, file.groupID) = (old.userID, old.groupID)
        (file.user, file.group) = (old.user, old.group)
        return file
    }

    /// - Parameter ids: The ids of the names in the attributes, where they are known.
    fileprivate func with(_ attributes: FileAttributes, _ ids: FileMaker) -> RemoteFile {
        var file = self
        file.identity = nil
        if let mode = attributes.mode, kind != .symbolicLink { file.mode = mode }
        if attributes.owner != nil { (file.user, file.userID) = (ids.user, ids.userID) }
        if attributes.group != nil { (file.group, file.groupID) = (ids.group, ids.groupID) }
        return file
    }

    /// The kernel takes set-id bits from a file that gets another owner or group: chown(2).
    fileprivate func losingSetIDs(to attributes: FileAttributes) -> RemoteFile {
        guard kind == .regular, attributes.mode == nil, attributes.owner != nil || attributes.group != nil else {
            return self
        }
        var file = self
        file.mode &= mode & 0o010 == 0 ? ~0o4000 : ~0o6000
        return file
    }

    fileprivate func touched(_ accessed: FileTime, _ modified: FileTime) -> RemoteFile {
        var file = self
        file.identity = nil
        if case .at(let seconds) = accessed { file.accessed = seconds }
        if case .at(let seconds) = modified { file.modified = seconds }
        return file
    }
}

extension RemotePath {
    /// Whether this is the other path or lies below it, as both are written.
    package func isInside(_ other: RemotePath) -> Bool {
        let (mine, outer) = (withoutTrailingSlashes.text, other.withoutTrailingSlashes.text)
        return mine == outer || mine.hasPrefix(outer == "/" ? "/" : outer + "/")
    }

    /// The same without `..`, which is right where no link is on the way; `nil` where there is none.
    fileprivate var withoutClimbing: RemotePath? {
        let components = text.split(separator: "/")
        guard text.hasPrefix("/"), components.contains("..") else { return nil }
        let plain = components.reduce(into: [Substring]()) { kept, component in
            if component == ".." { _ = kept.popLast() } else if component != "." { kept.append(component) }
        }
        return RemotePath("/" + plain.joined(separator: "/"))
    }

    fileprivate func isListed(in directory: RemotePath, recursive: Bool) -> Bool {
        guard self != directory, isInside(directory) else { return false }
        return recursive || parent == directory
    }

    /// Where a link at this path leads.
    func linked(to target: String) -> RemotePath {
        target.hasPrefix("/") ? RemotePath(target) : parent.appending(target)
    }
}
