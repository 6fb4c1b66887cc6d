import Values

/// What stood at a path when a step was decided on. The host refuses to replace anything else, so that nobody's change is
/// lost.
package enum FileBasis: Hashable, Sendable {
    case nothing
    /// ``RemoteFile/identity`` of what stood there.
    case identity(String)
    /// Of contents that an earlier step of the same exchange gives it.
    case sha1(String)
}

extension FileBasis {
    /// - Returns: `nil` for a file of which neither is known.
    package init?(_ file: RemoteFile?) {
        guard let file else {
            self = .nothing
            return
        }
        if let identity = file.identity {
            self = .identity(identity)
        } else if let digest = file.digests[.sha1] ?? file.contents.map({ DigestAlgorithm.sha1.hexDigest(of: $0) }) {
            self = .sha1(digest)
        } else {
            return nil
        }
    }
}

extension Decision {
    /// The same, each write carrying what it was decided on.
    ///
    /// - Parameters:
    ///   - answers: All that the decision was made from.
    ///   - user: Whom the steps are taken as.
    /// - Throws: where a step would follow another user's link to what is not that user's.
    func based(on answers: Answers, as user: String) throws(ModuleFailure) -> Decision {
        let paths = Set(steps.compactMap(\.changedPath))
        guard !paths.isEmpty else { return self }
        let known = KnownFiles(answers)
        for path in paths {
            guard let link = known.links[path], link.mayLeadAstray(to: known.ends[path], as: user) else { continue }
            throw ModuleFailure(
                "\(link.path) is a link of user \(link.user ?? String(link.userID)) to something not owned by that user, and is not followed",
                hint: "if that is intended, name \(path) itself")
        }
        var decision = replacing { step in
            guard let path = step.replacedPath, step.target?.basis == nil, let basis = known.bases[path] else {
                return step
            }
            return step.based(on: basis)
        }
        decision.leavesNames = steps.filter { $0.target?.inPlace != true }.compactMap(\.replacedPath)
            .filter { known.linked.contains($0) }
        return decision
    }
}

/// What answers tell of paths, and of what stands at the end of links.
private struct KnownFiles {
    private(set) var bases: [RemotePath: FileBasis] = [:]
    /// Files with several names.
    private(set) var linked: Set<RemotePath> = []
    /// By where they lead.
    private(set) var links: [RemotePath: RemoteFile] = [:]
    private(set) var ends: [RemotePath: RemoteFile] = [:]

    init(_ answers: Answers) {
        var followed: [RemotePath: RemoteFile] = [:]
        var targets: [RemotePath: RemotePath] = [:]
        for (query, answer) in answers.all {
            guard case .file(let path, let interest) = query, case .file(let file) = answer else { continue }
            let plain = path.withoutTrailingSlashes
            if interest.follow {
                followed[plain] = file
                if file == nil, bases[plain] == nil { bases[plain] = .nothing }
            } else {
                bases[plain] = FileBasis(file)
                if let file, file.kind == .regular, file.links > 1 { linked.insert(plain) }
                guard let file, file.kind == .symbolicLink, let end = file.resolvedPath?.withoutTrailingSlashes else {
                    continue
                }
                targets[plain] = end
                links[end] = file
            }
        }
        for (path, file) in followed {
            let end = targets[path] ?? path
            ends[end] = file
            if file.kind == .regular, file.links > 1 { linked.insert(end) }
            if bases[end] == nil || bases[end] == .nothing { bases[end] = FileBasis(file) }
        }
    }
}

extension RemoteFile {
    /// Whether a link is another's than root's and the user's own, and what it leads to not that other's.
    fileprivate func mayLeadAstray(to end: RemoteFile?, as user: String) -> Bool {
        guard let end, userID > 0, end.userID >= 0, self.user != user, String(userID) != user else { return false }
        return end.userID != userID
    }
}

extension Step {
    /// What is given other contents, owner, mode or times.
    fileprivate var changedPath: RemotePath? {
        switch self {
        case .setAttributes(let path, _, _), .touch(let path, _, _): path.withoutTrailingSlashes
        default: replacedPath
        }
    }

    /// The file it makes or replaces.
    package var replacedPath: RemotePath? {
        switch self {
        case .download(let download) where download.namedByResponse: nil
        default: target?.path.withoutTrailingSlashes
        }
    }

    fileprivate func based(on basis: FileBasis) -> Step {
        // A request that is more than a question is not made again because of the place of its answer.
        if case .download(let download) = self, !download.request.onlyReads { return self }
        var step = self
        step.target?.basis = basis
        return step
    }
}
