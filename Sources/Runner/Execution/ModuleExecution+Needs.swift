import ModuleKit
import Values

// What the steps of a forecast need.
extension ModuleExecution {
    /// - Throws: why the steps fail, where what they need is not there.
    func lookFor(_ needs: StepNeeds) async throws {
        let queries =
            needs.directories.map { Query.file($0, FileInterest(follow: true)) }
            + needs.owners.sorted().map(Query.account) + needs.groups.sorted().map(Query.group)
        guard !queries.isEmpty else { return }
        let answers = try await answers(to: queries)
        for query in queries {
            guard let answer = answers[query] else { continue }
            if answer == .unknown { throw ModuleFailure.notKnownYet }
            guard let complaint = answer.complaint(about: query, as: settings.route) else { continue }
            throw await judged(ModuleFailure(complaint), behind: [query])
        }
    }

    /// Why it is not known whether the steps succeed; `nil` if nothing speaks against it.
    func doubt(about decision: Decision) -> String? {
        if let doubt = decision.changes.lazy.compactMap(\.doubt).first { return doubt }
        // Accounts, packages and services are root's. Whether another user may change them is only known by trying.
        guard !settings.route.isRoot, !decision.recheck.contains(where: \.isOfUser),
            module.touches.contains(where: \.isOfRoot)
        else { return nil }
        return "only root can be certain to do this, but the task runs as \(settings.route.userName)"
    }
}

extension Answer {
    /// Why steps fail that need what the query asks for; `nil` where they do not.
    fileprivate func complaint(about query: Query, as route: Route) -> String? {
        switch (query, self) {
        case (.file(let path, _), .file(nil)): "the directory \(path) does not exist"
        case (.file(let path, _), .file(let file?)): file.complaint(as: route).map { "\(path) \($0)" }
        case (.account(let name), .account(nil)): "the user \(name) does not exist"
        case (.group(let name), .group(nil)): "the group \(name) does not exist"
        default: nil
        }
    }
}

extension RemoteFile {
    /// Why nothing can be made in this directory. Whether a group may write to it is left to the host.
    fileprivate func complaint(as route: Route) -> String? {
        if kind != .directory { return "is not a directory" }
        let isOwn = route.isRoot || user == nil || user == route.userName || String(userID) == route.userName
        return isOwn || mode & 0o022 != 0 ? nil : "is a directory in which \(route.userName) may not create anything"
    }
}

extension Footprint {
    fileprivate var isOfRoot: Bool {
        switch self {
        case .accounts, .packages, .package, .services, .service, .network: true
        case .everything, .nothing, .path, .named: false
        }
    }
}

extension Query {
    /// Whether it is about a user's own services.
    fileprivate var isOfUser: Bool { if case .service(_, .user) = self { true } else { false } }
}
