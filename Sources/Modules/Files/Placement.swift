import ModuleKit
import Values

/// One file to be placed on the host, with all that `copy`, `template` and `assemble` have in common.
struct Placement {
    let content: Content
    /// The mode of the source, for `mode: preserve`.
    var sourceMode: UInt16?
    /// What the diff calls the new contents: where they come from.
    let origin: String
    let attributes: WantedAttributes
    var inPlace = false
    var backup = false
    var validate: String?
    var force = true
    var follow = false
    /// Attributes of directories that are made on the way.
    var directoryAttributes = FileAttributes()

    /// What differs between what stands there and what is wanted.
    func changes(at destination: DestinationState) throws(ModuleFailure) -> [Change] {
        try check(destination)
        let (path, old) = destination.site.replaced(following: follow)
        // Without force not even the attributes of what is there are touched, as in Ansible.
        if old != nil, !force { return [] }
        if let old, old.kind == .directory { throw .isDirectory(path) }
        if let old, old.kind != .regular, old.kind != .symbolicLink { throw .noFile(path, old.kind) }
        if let old, old.kind == .regular, old.digests[.sha1] == content.sha1 {
            return attributeChange(of: old, at: path).map { [$0] } ?? []
        }
        return makeDirectories(destination.missing) + [write(to: path, replacing: old)]
            + attributesTold(of: old, at: path)
    }

    /// What else the writing sets, as lines of the diff: a secret that all could read must be seen to become private.
    private func attributesTold(of old: RemoteFile?, at path: RemotePath) -> [Change] {
        guard let old, old.kind == .regular else { return [] }
        return [AttributeDifference(attributes, of: old, source: sourceMode).told(at: path)].compactMap(\.self)
    }

    private func check(_ destination: DestinationState) throws(ModuleFailure) {
        if destination.isDirectoryWithoutName {
            throw ModuleFailure("\(MatchedPhrase.contentWithoutName): \(destination.site.path)")
        }
        if let obstacle = destination.obstacle { throw ModuleFailure("\(obstacle) is not a directory") }
        if !destination.makesDirectories, !destination.missing.isEmpty { throw .noParent(destination.site.path) }
    }

    private func attributeChange(of old: RemoteFile, at path: RemotePath) -> Change? {
        AttributeDifference(attributes, of: old, source: sourceMode).change(at: path, follow: false)
    }

    private func makeDirectories(_ missing: [RemotePath]) -> [Change] {
        missing.map { Change("create the directory \($0)", steps: [.makeDirectory($0, directoryAttributes)]) }
    }

    private func write(to path: RemotePath, replacing old: RemoteFile?) -> Change {
        let target = FileWrite.Target(
            path, attributes: newAttributes(replacing: old), backup: backup && old != nil, validate: validate,
            inPlace: inPlace, isModeOpen: attributes.mode == nil && old?.kind != .regular)
        return Change(
            old == nil ? "create \(path)" : "rewrite \(path)", diff: diff(path, old),
            steps: [.write(FileWrite(content, to: target))])
    }

    /// A file that takes the place of a link is new; any other keeps what is not asked for.
    private func newAttributes(replacing old: RemoteFile?) -> FileAttributes {
        guard let old, old.kind == .regular else {
            var new = attributes.forNew(source: sourceMode)
            if old != nil, new.mode == nil { new.mode = 0o644 }
            return new
        }
        return AttributeDifference(attributes, of: old, source: sourceMode).wanted
    }

    private func diff(_ path: RemotePath, _ old: RemoteFile?) -> Diff {
        guard let after = content.bytes, let before = old == nil ? [] : old?.contents else {
            return .prepared(sizes(path, old))
        }
        return .contents(
            before: before, after: after, beforeHeader: old == nil ? "" : path.text, afterHeader: origin)
    }

    /// For files too large to be held: only sizes and digests are told.
    private func sizes(_ path: RemotePath, _ old: RemoteFile?) -> String {
        let before = old.map { "\($0.size) bytes, SHA-1 \($0.digests[.sha1] ?? "unknown")" } ?? "absent"
        return "\(path): \(before) → \(content.size) bytes, SHA-1 \(content.sha1)\n"
    }
}

extension ModuleFailure {
    /// It is neither read nor replaced.
    static func noFile(_ path: RemotePath, _ kind: RemoteFile.Kind) -> ModuleFailure {
        ModuleFailure("\(path) is \(kind.words), but must be a regular file")
    }

    static func isDirectory(_ path: RemotePath) -> ModuleFailure {
        ModuleFailure("\(path) is a directory, but must be a file", hint: "remove it, or name a file inside it")
    }

    static func noParent(_ path: RemotePath) -> ModuleFailure {
        ModuleFailure(
            "the directory \(path.parent) does not exist", hint: "create it first with `file: state=directory`",
            fields: ["dest": .string(path.text)])
    }
}

extension RemoteFile? {
    /// Only a file can be replaced by one, or a directory get one.
    func refuseIrregular(at path: RemotePath) throws(ModuleFailure) {
        guard let self, self.kind != .regular, self.kind != .directory else { return }
        throw .noFile(path, self.kind)
    }
}

extension RemoteFile.Kind {
    var words: String {
        switch self {
        case .regular: "a regular file"
        case .directory: "a directory"
        case .symbolicLink: "a symbolic link"
        case .characterDevice, .blockDevice: "a device"
        case .fifo: "a FIFO"
        case .socket: "a socket"
        }
    }
}
