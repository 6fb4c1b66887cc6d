/// What must be there for steps to succeed, although no module asks for it.
package struct StepNeeds: Sendable {
    /// Where something is made or removed.
    package private(set) var directories: [RemotePath] = []
    /// Whom something is given to, by name.
    package private(set) var owners: Set<String> = []
    package private(set) var groups: Set<String> = []

    /// What stands behind a step that acts blindly is left out: it may bring anything.
    package init(_ changes: [Change]) {
        var made: Set<RemotePath> = []
        for (step, change) in changes.flatMap({ change in change.steps.map { ($0, change) } }) {
            let directory = step.directoryNeeded ?? change.directory
            if let directory, !made.contains(directory), !directories.contains(directory) {
                directories.append(directory)
            }
            if step.footprint == .everything { return }
            if case .makeDirectory(let path, _) = step { made.insert(path.withoutTrailingSlashes) }
            owners.formUnion([step.attributes?.owner].compactMap(\.self).filter { Int($0) == nil })
            groups.formUnion([step.attributes?.group].compactMap(\.self).filter { Int($0) == nil })
        }
    }
}

extension Step {
    /// Where this makes an entry, removes one, or replaces one by a rename.
    fileprivate var directoryNeeded: RemotePath? {
        switch self {
        case .write, .copy, .writeOutput: target?.directoryNeeded
        case .download(let download):
            download.namedByResponse ? download.target.path.withoutTrailingSlashes : download.target.directoryNeeded
        case .link(let link): link.path.parent
        case .makeDirectory(let path, _), .touch(let path, _, _), .remove(let path): path.parent
        case .setAttributes, .writeTree, .run, .request, .wait, .job: nil
        }
    }

    fileprivate var attributes: FileAttributes? {
        switch self {
        case .write, .copy, .writeOutput, .download: target?.attributes
        case .makeDirectory(_, let attributes), .setAttributes(_, let attributes, _): attributes
        case .link, .touch, .remove, .writeTree, .run, .request, .wait, .job: nil
        }
    }
}

extension FileWrite.Target {
    fileprivate var directoryNeeded: RemotePath? { inPlace ? nil : path.parent }
}
