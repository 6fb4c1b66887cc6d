import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A directory of models: `ROOT/NAME/VERSION/` are versions, and `ROOT/NAME/serving.json` says which of them answer.
package struct ModelRepository: Equatable, Sendable {
    package let root: String

    package init(_ root: String) {
        self.root = root
    }

    /// Names of the models that have something to serve, sorted.
    func names() throws(FileProblem) -> [String] {
        try entries(root).filter { isName($0) && fileExists(statePath($0)) }
    }

    /// Versions of a model, sorted.
    func versions(of name: String) throws(FileProblem) -> [String] {
        try entries(path(name)).filter(isVersion)
    }

    func state(of name: String) throws(FileProblem) -> ServingState {
        guard isName(name) else { throw .badName(name) }
        guard fileExists(statePath(name)) else { throw .noModel(name, root) }
        let state = try readDocument(ServingState.self, statePath(name))
        if let wrong = state.roles.first(where: { !isVersion($0.version) }) {
            throw FileProblem("document is not valid", "\"\(wrong.version)\" is no version.", path: statePath(name))
        }
        return state
    }

    /// Loads and verifies one version.
    func load(_ name: String, _ version: String) throws(FileProblem) -> Deployment {
        let directory = try directory(name, version)
        let deployment = try directory.verified()
        guard deployment.model.name == name, deployment.model.version == version else {
            throw FileProblem(
                "version of a model is refused",
                "It is version \(deployment.model.version) of \(deployment.model.name).", path: directory.path,
                hint: "its directory must be \(root)/NAME/VERSION")
        }
        return deployment
    }

    /// Loads and verifies all versions of a model that answer.
    func served(_ name: String) throws(FileProblem) -> ServedModel {
        let state = try state(of: name)
        let active = try load(name, state.active.version)
        var canary: (Deployment, Int)?
        if let candidate = state.canary { canary = (try load(name, candidate.version), candidate.percent) }
        var shadow: Deployment?
        if let candidate = state.shadow { shadow = try load(name, candidate) }
        for candidate in [canary?.0, shadow].compactMap(\.self) where !candidate.fits(active) {
            throw FileProblem(
                "version of a model is refused",
                "Version \(candidate.model.version) takes or gives other values than the active one, so it cannot stand in for "
                    + "it.", path: path(name))
        }
        return ServedModel(active, since: state.active.since, canary: canary, shadow: shadow)
    }

    /// What changes whenever something else is to be served: cheap to ask for, so that it can be watched.
    func signature() -> [String] {
        ((try? names()) ?? []).map { name in
            var facts = stat()
            guard stat(statePath(name), &facts) == 0 else { return name }
            return "\(name) \(facts.st_ino) \(facts.st_mtim.tv_sec) \(facts.st_mtim.tv_nsec)"
        }
    }
}

extension ModelRepository {
    /// Changes what of a model is served, if all of it can be.
    ///
    /// - Parameters:
    ///   - change: Given the present state, or nothing for a model that is not served yet.
    /// - Returns: Whether anything changed.
    /// - Throws: If a version that would be served does not pass; the state is then as before.
    func update(
        _ name: String, _ change: (ServingState?) throws(FileProblem) -> ServingState
    ) throws(FileProblem) -> Bool {
        guard isName(name) else { throw .badName(name) }
        guard fileExists(path(name)) else { throw .noModel(name, root) }
        return try locked(name) { () throws(FileProblem) in
            let before = fileExists(statePath(name)) ? try state(of: name) : nil
            let after = try change(before)
            guard after != before else { return false }
            // Only those that will answer: one that was active before may be broken by now.
            let serving = Set([after.active.version, after.canary?.version, after.shadow].compactMap(\.self))
            for version in serving.sorted() { _ = try load(name, version) }
            try writeFileAtomically(try documentBytes(after), to: statePath(name))
            return true
        }
    }

    /// Removes versions that nobody needs: all but those in use, the one before, and the newest others.
    /// - Returns: What was removed.
    func prune(_ name: String, keeping count: Int) throws(FileProblem) -> [String] {
        var removed: [String] = []
        _ = try update(name) { state throws(FileProblem) in
            guard var state else { throw .noModel(name, root) }
            let needed = Set(state.roles.map(\.version))
            let others = try versions(of: name).filter { !needed.contains($0) }
            removed = others.sorted { age($0, name) < age($1, name) }.dropLast(count).sorted()
            for version in removed { try remove("\(path(name))/\(version)") }
            state.forget(Set(removed))
            return state
        }
        return removed
    }

    private func age(_ version: String, _ name: String) -> Int {
        var facts = stat()
        return stat("\(path(name))/\(version)/\(Manifest.file)", &facts) == 0 ? facts.st_mtim.tv_sec : 0
    }

    private func remove(_ directory: String) throws(FileProblem) {
        do {
            try FileManager.default.removeItem(atPath: directory)
        } catch {
            throw .unwritable(directory, errno)
        }
    }

    private func locked<Result>(
        _ name: String, _ action: () throws(FileProblem) -> Result
    ) throws(FileProblem) -> Result {
        let path = "\(path(name))/.lock"
        try checkReplaceable(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else { throw .unwritable(path, errno) }
        defer { close(descriptor) }
        return try action()
    }

    private func path(_ name: String) -> String { "\(root)/\(name)" }
    private func statePath(_ name: String) -> String { "\(root)/\(name)/\(ServingState.file)" }

    private func directory(_ name: String, _ version: String) throws(FileProblem) -> VersionDirectory {
        guard isName(name) else { throw .badName(name) }
        guard isVersion(version) else {
            throw FileProblem(
                "name of a version is not valid", "\"\(version)\" is not twelve hexadecimal digits.",
                hint: "model-service models list")
        }
        let path = "\(path(name))/\(version)"
        guard fileExists(path) else { throw .noVersion(name, version, path) }
        return VersionDirectory(path)
    }

    private func entries(_ directory: String) throws(FileProblem) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw FileProblem("directory cannot be read", "It is missing, or may not be read.", path: directory)
        }
        return names.sorted()
    }
}

/// The present time in ISO 8601, whole seconds of UTC.
func timestamp() -> String { Date.now.formatted(.iso8601) }

extension FileProblem {
    static func noModel(_ name: String, _ root: String) -> FileProblem {
        FileProblem(
            "there is no such model", "No version of \(name) was made active.", path: root,
            hint: "model-service models activate --models \(root) \(name) VERSION")
    }

    fileprivate static func noVersion(_ name: String, _ version: String, _ path: String) -> FileProblem {
        FileProblem(
            "there is no such version", "The model \(name) has no version \(version).", path: path,
            hint: "model-service models list")
    }
}
