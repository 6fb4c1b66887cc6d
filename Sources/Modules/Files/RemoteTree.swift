import ModuleKit
import Values

/// A tree of the host that is to stand at another place of it.
struct RemoteTree: Sendable {
    /// One thing of the tree and where it is to stand.
    private struct Item: Sendable {
        let source: RemoteFile
        let path: RemotePath
    }

    private let items: [Item]
    private let attributes: WantedAttributes
    private let directoryMode: FileMode?

    /// Asks for the tree, and then for what stands where it is to go.
    static func probe(
        from source: RemotePath, to dest: RemotePath, attributes: WantedAttributes, directoryMode: FileMode?
    ) -> Probe<(RemoteTree, CopyTree.State)> {
        let plain = source.withoutTrailingSlashes
        return Probe<[RemoteFile]?>.directory(plain, DirectoryInterest(digest: .sha1))
            .and(.file(plain, FileInterest(follow: true)))
            .then { below, top throws(ModuleFailure) in
                guard let below, let top else { throw ModuleFailure("the source \(source) cannot be listed") }
                let tree = RemoteTree(
                    below, top: top, from: source, to: dest, attributes: attributes, directoryMode: directoryMode)
                let root = dest.withoutTrailingSlashes
                return CopyTree.probe(root: root, paths: tree.items.map(\.path)).map { (tree, $0) }
            }
    }

    private init(
        _ below: [RemoteFile], top: RemoteFile, from source: RemotePath, to dest: RemotePath,
        attributes: WantedAttributes, directoryMode: FileMode?
    ) {
        let root = dest.withoutTrailingSlashes
        let base = source.endsInSlash ? root : root.appending(source.name)
        // The answers' paths are expanded, other than the question's.
        let skipped = top.path.text == "/" ? 1 : top.path.text.count + 1
        let top = source.endsInSlash ? [] : [Item(source: top, path: base)]
        items =
            top
            + below.map { file in
                Item(source: file, path: base.appending(String(file.path.text.dropFirst(skipped))))
            }
        self.attributes = attributes
        self.directoryMode = directoryMode
    }

    /// - Parameter followsLinks: Whether links are to become what they lead to, which is not known here.
    func changes(from state: CopyTree.State, force: Bool, backup: Bool, followsLinks: Bool) throws(ModuleFailure)
        -> [Change]
    {
        if followsLinks, let link = items.first(where: { $0.source.kind == .symbolicLink }) {
            throw ModuleFailure(
                "\(link.source.path) is a link, and with `remote_src` links inside a tree are not followed",
                hint: "leave out `local_follow: true` to copy links as links")
        }
        if let obstacle = state.obstacle { throw ModuleFailure("\(obstacle) is not a directory") }
        var changes = state.missing.map { path in
            Change("create the directory \(path)", steps: [.makeDirectory(path, directories.forNew(directory: true))])
        }
        for item in items {
            changes += try difference(item, state[item.path], force: force, backup: backup)
        }
        return changes
    }

    private var directories: WantedAttributes {
        WantedAttributes(owner: attributes.owner, group: attributes.group, mode: directoryMode)
    }

    private func difference(_ item: Item, _ old: RemoteFile?, force: Bool, backup: Bool) throws(ModuleFailure)
        -> [Change]
    {
        switch item.source.kind {
        case .directory: return try directory(item, old)
        case .symbolicLink: return try link(item, old, force: force)
        case .regular:
            let copy = RemoteCopy(
                source: item.source, attributes: attributes, inPlace: false, backup: backup, validate: nil,
                force: force,
                follow: false, directoryAttributes: FileAttributes(), keepsMode: true)
            return try copy.changes(at: DestinationState(at: item.path, old))
        default:
            throw ModuleFailure(
                "\(item.source.path) is \(item.source.kind.words), but must be a file, a directory or a link")
        }
    }

    private func directory(_ item: Item, _ old: RemoteFile?) throws(ModuleFailure) -> [Change] {
        guard let old else {
            let mode = directoryMode == nil ? item.source.mode : directories.forNew(directory: true).mode
            let new = FileAttributes(owner: attributes.owner, group: attributes.group, mode: mode)
            return [Change("create the directory \(item.path)", steps: [.makeDirectory(item.path, new)])]
        }
        guard old.kind == .directory || old.kind == .symbolicLink else {
            throw ModuleFailure("\(item.path) is not a directory")
        }
        return []
    }

    private func link(_ item: Item, _ old: RemoteFile?, force: Bool) throws(ModuleFailure) -> [Change] {
        guard let target = item.source.linkTarget, old?.linkTarget != target, old == nil || force else { return [] }
        if old?.kind == .directory { throw .isDirectory(item.path) }
        return [Change("link \(item.path) to \(target)", steps: [.link(Link(at: item.path, to: target))])]
    }
}
