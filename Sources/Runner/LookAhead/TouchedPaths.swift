import ModuleKit

/// The places that steps not yet taken would touch, to tell where a forecast could go wrong.
///
/// A forecast compares paths as they are written. A file reached under two names, through a link to a folder above it,
/// would be two files to it; that is told here by the last component of both names, and by the folders if they are known
/// to be two.
struct TouchedPaths {
    private let folders: Folders
    private var byName: [String: Set<RemotePath>] = [:]
    private var made: Set<RemotePath> = []
    private var links: [RemotePath] = []
    /// Made without a word about owner, group or mode: umask, the folder's set-group bit and ACLs decide.
    private var unsure: Set<RemotePath> = []

    /// - Parameter folders: What the host has told of the folders that files are in.
    init(folders: Folders) { self.folders = folders }

    /// Whether the answer to this might be changed by the steps in a way that the forecast does not see.
    func mayObscure(_ query: Query) -> Bool {
        guard case .file(let asked, _) = query else {
            if case .directory = query { return !byName.isEmpty }
            return false
        }
        let path = asked.withoutTrailingSlashes
        if path.isNamedByVariable, !byName.isEmpty { return true }
        if byName[path.name]?.contains(where: { $0 != path && !areApart($0, path) }) == true { return true }
        return links.contains { path != $0 && path.isInside($0) }
    }

    private func areApart(_ one: RemotePath, _ other: RemotePath) -> Bool {
        guard let one = identity(of: one.parent), let other = identity(of: other.parent) else { return false }
        return one != other
    }

    private func identity(of folder: RemotePath) -> Folders.Identity? {
        made.contains(folder) ? .made(folder) : folders.identity(of: folder)
    }

    /// Whether owner, group or mode in the answer to this are the host's own choice.
    func isUnsure(_ query: Query) -> Bool {
        guard case .file(let path, _) = query else { return false }
        return unsure.contains(path.withoutTrailingSlashes)
    }

    /// - Returns: Whether it is known what the host is like after the change.
    mutating func note(_ change: Change) -> Bool {
        if let touched = change.touches { return touched.allSatisfy(\.isApartFromFiles) }
        return change.steps.allSatisfy { note($0) }
    }

    private mutating func note(_ step: Step) -> Bool {
        if case .path(let path) = step.footprint, path.isNamedByVariable { return false }
        switch step {
        case .write(let write): add(write.target.path, write.target.attributes)
        case .copy(_, let target), .writeOutput(_, let target): add(target.path, target.attributes)
        case .makeDirectory(let path, let attributes):
            add(path, attributes)
            made.insert(path.withoutTrailingSlashes)
        case .writeTree(let tree):
            for entry in tree.entries { add(tree.root.appending(entry.path), entry.attributes) }
        case .setAttributes(let path, _, _): add(path)
        case .touch(let path, _, _): add(path, FileAttributes())
        case .link(let link):
            add(link.path, FileAttributes())
            links.append(link.path.withoutTrailingSlashes)
        // What was removed may have been a folder that other names lead to.
        case .remove, .run, .request, .download, .wait, .job: return false
        }
        return true
    }

    private mutating func add(_ path: RemotePath, _ made: FileAttributes? = nil) {
        let path = path.withoutTrailingSlashes
        byName[path.name, default: []].insert(path)
        guard let made, made.owner == nil || made.group == nil || made.mode == nil else { return }
        unsure.insert(path)
    }
}

extension Footprint {
    /// Whether those who ask about files need not know of it.
    fileprivate var isApartFromFiles: Bool {
        switch self {
        case .nothing, .accounts, .named, .network: true
        case .everything, .path, .packages, .package, .services, .service: false
        }
    }
}

extension RemotePath {
    /// Whether only the host knows what file this is, even by its name.
    fileprivate var isNamedByVariable: Bool { isExpanded && withoutTrailingSlashes.name.contains("$") }
}
