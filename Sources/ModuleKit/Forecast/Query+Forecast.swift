import Values

// How the answers to each kind of query fare when something is done. Whoever adds a kind says it here.

extension Effect {
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

extension Footprint {
    /// Whether a blind act on this may have made the answer untrue.
    func obscures(_ answer: Answer, to query: Query) -> Bool {
        switch query {
        // A directory that is there stays what it is, whatever happens below it.
        case .file(let asked, _): reaches(asked) || answer == .file(nil) && isInside(asked)
        case .directory(let asked, _): reaches(asked) || isInside(asked)
        case .account, .group: mayChange(.accounts)
        case .package(let name, _): mayChange(.package(name)) || isOnePackage && answer.isOfNoInstalledPackage
        case .service(let name, _): mayChange(.service(name))
        case .program, .facts: self == .everything
        case .command(let command): command.reads.contains(where: mayChange)
        }
    }

    private var isOnePackage: Bool { if case .package = self { true } else { false } }

    /// Whether a blind act on this may have brought what was not there before.
    ///
    /// A forecast goes on with "not there", which is right for most files behind an installation; only a task that
    /// would fail for want of it is not judged.
    func mayBring(_ answer: Answer, to query: Query) -> Bool {
        self == .packages && answer.saysNothingThere && query.isWherePackagesPut
    }
}

extension Answer {
    /// Facts of which those are not known that the host reads from files of its own.
    fileprivate var withoutLocalFacts: Answer {
        guard case .facts(let facts) = self else { return self }
        return .facts(facts.merging(["local": .unknown]))
    }

    fileprivate var isOfNoInstalledPackage: Bool {
        if case .package(let state) = self { state?.installed == nil } else { false }
    }

    fileprivate var saysNothingThere: Bool {
        switch self {
        case .file(let file): file == nil
        case .directory(let files): files == nil
        case .account(let account): account == nil
        case .group(let group): group == nil
        case .program(let path): path == nil
        case .service(let state): !state.exists
        case .package(let state): state?.installed == nil && state?.candidate == nil
        case .facts, .command, .forecast, .refused, .unknown: false
        }
    }
}

extension Query {
    /// Whether a package that is installed may bring what this asks for.
    fileprivate var isWherePackagesPut: Bool {
        switch self {
        case .file(let path, _), .directory(let path, _):
            ["/etc", "/usr", "/lib", "/bin", "/sbin", "/var"].contains { path.isInside(RemotePath($0)) }
                && !path.isInside(RemotePath("/usr/local"))
        case .account, .group, .program, .service, .package: true
        case .facts, .command: false
        }
    }
}
