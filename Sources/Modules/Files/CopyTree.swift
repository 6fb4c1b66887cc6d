import ModuleKit
import Values

/// A tree of the controller that is to stand on the host.
struct CopyTree: Sendable {
    /// One thing of the tree, by its path on the host.
    struct Item: Sendable {
        let path: RemotePath
        /// The path below the destination.
        let relative: String
        let kind: ControllerEntry.Kind
    }

    let root: RemotePath
    let items: [Item]
    let attributes: WantedAttributes
    let directoryMode: FileMode?

    /// - Parameters:
    ///   - source: As the user wrote it: without a final slash the directory itself is copied, not only what it holds.
    init(
        _ entries: [ControllerEntry], from source: String, to dest: RemotePath, attributes: WantedAttributes,
        directoryMode: FileMode?
    ) {
        let root = dest.withoutTrailingSlashes
        let name = RemotePath(source).name
        let top = name.isEmpty ? [] : [ControllerEntry(path: "", kind: .directory(mode: 0o755))]
        self.root = root
        self.attributes = attributes
        self.directoryMode = directoryMode
        items = (top + entries).map { entry in
            let relative = [name, entry.path].filter { !$0.isEmpty }.joined(separator: "/")
            return Item(path: root.appending(relative), relative: relative, kind: entry.kind)
        }
    }

    /// What stands on the host where the tree is to go.
    struct State: Sendable {
        let files: [RemotePath: RemoteFile]
        let missing: [RemotePath]
        let obstacle: RemotePath?
        /// The destination itself, followed.
        let top: RemoteFile?

        subscript(path: RemotePath) -> RemoteFile? { files[path] }
    }

    var probe: Probe<State> { Self.probe(root: root, paths: items.map(\.path)) }

    static func probe(root: RemotePath, paths: [RemotePath]) -> Probe<State> {
        let above = root.ancestors + [root]
        return Probe<[RemoteFile?]>.files(paths, FileInterest(digests: [.sha1]))
            .and(.files(above, FileInterest(follow: true)))
            .map { files, directories in
                let known = zip(paths, files).compactMap { path, file in file.map { (path, $0) } }
                let tops = Array(zip(above, directories))
                return State(
                    files: Dictionary(known, uniquingKeysWith: { first, _ in first }),
                    missing: tops.filter { $0.1 == nil }.map(\.0),
                    obstacle: tops.first { $0.1 != nil && !$0.1.isDirectory }?.0, top: directories.last ?? nil)
            }
    }

    func changes(from state: State, force: Bool, backup: Bool) throws(ModuleFailure) -> [Change] {
        if let obstacle = state.obstacle { throw ModuleFailure("\(obstacle) is not a directory") }
        var changes = state.missing.map { path in
            Change("create the directory \(path)", steps: [.makeDirectory(path, newDirectory)])
        }
        changes += try newItems(state)
        for item in items {
            guard let old = state[item.path] else { continue }
            changes += try difference(item, old, force: force, backup: backup)
        }
        return changes
    }

    private var newDirectory: FileAttributes {
        WantedAttributes(owner: attributes.owner, group: attributes.group, mode: directoryMode).forNew(directory: true)
    }

    /// Everything that is not there yet, sent as one stream; links after it.
    private func newItems(_ state: State) throws(ModuleFailure) -> [Change] {
        let new = items.filter { state[$0.path] == nil }
        let entries = new.compactMap(entry)
        var changes: [Change] = []
        if !entries.isEmpty {
            changes.append(
                Change(
                    "create \(entries.count) \(entries.count == 1 ? "entry" : "entries") in \(root)",
                    steps: [.writeTree(FileTree(root: root, entries: entries))]))
        }
        return changes
            + new.compactMap { item in
                guard case .symbolicLink(let target) = item.kind else { return nil }
                return link(item, to: target)
            }
    }

    private func entry(_ item: Item) -> FileTree.Entry? {
        switch item.kind {
        case .directory: FileTree.Entry(path: item.relative, content: nil, attributes: newDirectory)
        case .file(let file):
            FileTree.Entry(
                path: item.relative, content: file.content, attributes: attributes.forNew(source: file.mode))
        case .symbolicLink: nil
        }
    }

    private func link(_ item: Item, to target: String) -> Change {
        Change("link \(item.path) to \(target)", steps: [.link(Link(at: item.path, to: target))])
    }

    /// What differs in one thing that stands there already.
    private func difference(_ item: Item, _ old: RemoteFile, force: Bool, backup: Bool) throws(ModuleFailure)
        -> [Change]
    {
        switch item.kind {
        case .directory: return try directoryDifference(item, old)
        case .symbolicLink(let target):
            if old.kind == .symbolicLink, old.linkTarget == target { return [] }
            if old.kind == .directory { throw .isDirectory(item.path) }
            return force ? [link(item, to: target)] : []
        case .file(let file):
            let placement = Placement(
                content: file.content, sourceMode: file.mode, origin: file.path, attributes: attributes, backup: backup,
                force: force)
            return try placement.changes(at: DestinationState(at: item.path, old))
        }
    }

    private func directoryDifference(_ item: Item, _ old: RemoteFile) throws(ModuleFailure) -> [Change] {
        if old.kind == .symbolicLink { return [] }
        guard old.kind == .directory else { throw ModuleFailure("\(item.path) is not a directory") }
        let asked = WantedAttributes(owner: attributes.owner, group: attributes.group, mode: directoryMode)
        return AttributeDifference(asked, of: old).change(at: item.path, follow: false).map { [$0] } ?? []
    }
}

extension DestinationState {
    /// A path of which all is known already.
    init(at path: RemotePath, _ file: RemoteFile?) {
        self.init(
            site: Site(path: path, entry: file, target: nil), asDirectory: false, makesDirectories: true, above: [])
    }
}
