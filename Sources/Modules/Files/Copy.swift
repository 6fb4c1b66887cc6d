import ModuleKit
import Values

/// Makes a file, or a tree of files, equal to one of the controller, to given contents, or to one of the host.
struct Copy: SettingFileAttributes {
    static let doc = ModuleDoc(
        "copy", "Copy files and directories to the host, or within it.", diffs: .list,
        refused: FileAttributeArguments.refused,
        returns: [
            ReturnValue("dest", "The file or directory."),
            ReturnValue("src", "The source.", only: "if `src` is given"),
            ReturnValue("checksum", "The SHA-1 digest of the file.", only: "for single files"),
            ReturnValue("md5sum", "The MD5 digest of the file.", only: "if the file changed"),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ] + .ofFile,
        differences: """
            Links in the path of a file are never followed unless `follow` is set. `validate` applies to single files.
            With `remote_src`, links inside a directory tree stay links, and `local_follow: true` is refused.
            """,
        examples: """
            - copy: { src: orchard.conf, dest: /etc/orchard.conf, owner: orchard, group: orchard, mode: "0640" }
            - copy: { src: pickers, dest: /etc/sudoers.d/pickers, validate: visudo -c -f %s, backup: true }
            - copy: { content: "gates = 4\\n", dest: /etc/orchard.d/gates.conf }
            - copy: { src: /etc/orchard.conf, dest: /etc/orchard.conf.before, remote_src: true }
            """)

    @Argument("File or directory on the controller; with a trailing slash, only the contents of the directory.")
    var src: ControllerFile?
    @Argument("Contents of the file, instead of `src`; mappings and lists become JSON.") var content: Value?
    @Argument("Path on the host; with a trailing slash, a directory.") var dest: RemotePath
    @Argument("Whether `src` is on the host.") var remoteSrc: Bool = false
    @Argument("Whether an existing file that differs is replaced.") var force: Bool = true
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Whether a link at `dest` is followed.") var follow: Bool = false
    @Argument("Whether links inside a directory tree on the controller are followed.") var localFollow: Bool = true
    @Argument("Permissions of directories that are created.") var directoryMode: FileMode?
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @Argument("SHA-1 digest that the source must have.") var checksum: String?
    @Argument("Whether vaulted files are decrypted.") var decrypt: Bool = true
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.exactlyOne("src", "content", saying: "\(MatchedPhrase.noContent)")]

    func validate() throws(ModuleFailure) {
        try Validation.check(validation)
    }

    /// What is known of source and destination when the module decides.
    enum State: Sendable {
        /// One file of the controller or given contents.
        case file(ControllerContent, DestinationState)
        case tree(CopyTree, CopyTree.State)
        case remoteFile(RemoteFile, DestinationState)
        case remoteTree(RemoteTree, CopyTree.State)
    }

    var probe: Probe<State> {
        get throws(ModuleFailure) {
            if let content { return placing(try given(content), named: nil) }
            guard let src else { return Probe([]) { _ throws(ModuleFailure) in throw ModuleFailure("no source") } }
            if remoteSrc { return remoteProbe(.written(src.name)) }
            switch try src.read(ControllerReading(decrypts: decrypt, followsLinks: localFollow)) {
            case .file(let file): return placing(file, named: RemotePath(src.name).name)
            case .directory(_, let entries):
                let tree = CopyTree(
                    entries, from: src.name, to: dest, attributes: attributes.wanted, directoryMode: directoryMode)
                return tree.probe.map { .tree(tree, $0) }
            }
        }
    }

    func changes(from state: State) throws(ModuleFailure) -> [Change] {
        switch state {
        case .file(let file, let destination):
            try checkDigest(file.content.sha1)
            return try placement(file).changes(at: destination)
        case .tree(let tree, let state):
            return try tree.changes(from: state, force: force, backup: backup)
        case .remoteFile(let file, let destination):
            try checkDigest(file.digests[.sha1] ?? "")
            return try remoteCopy(file).changes(at: destination)
        case .remoteTree(let tree, let state):
            return try tree.changes(
                from: state, force: force, backup: backup, followsLinks: $localFollow.isGiven && localFollow)
        }
    }

    func result(_ applied: Applied<State>) -> ModuleResult {
        var keys = CopyReport(applied).result
        keys["src"] = src.map { .string($0.name) }
        if keys["dest"] == nil { keys["dest"] = .string(dest.text) }
        return keys
    }
}

// What is to be placed, and where.
extension Copy {
    private func placing(_ file: ControllerContent, named name: String?) -> Probe<State> {
        Destination(path: dest, name: name, follow: follow).probe.map { .file(file, $0) }
    }

    private func given(_ value: Value) throws(ModuleFailure) -> ControllerContent {
        ControllerContent(path: dest.text, content: .holding(try Self.bytes(of: value)), mode: 0o644)
    }

    /// Text as it is; mappings and lists as JSON, as Python writes it.
    private static func bytes(of value: Value) throws(ModuleFailure) -> [UInt8] {
        switch value {
        case .string(let text): text.hostBytes
        case .bool(let flag): Array((flag ? "True" : "False").utf8)
        case .null: []
        default: Array(JSONWriter().write(value).utf8)
        }
    }

    private func placement(_ file: ControllerContent) -> Placement {
        Placement(
            content: file.content, sourceMode: file.mode, origin: file.path, attributes: attributes.wanted,
            inPlace: attributes.unsafeWrites, backup: backup,
            validate: validation, force: force, follow: follow, directoryAttributes: directoryAttributes)
    }

    private func remoteCopy(_ file: RemoteFile) -> RemoteCopy {
        RemoteCopy(
            source: file, attributes: attributes.wanted, inPlace: attributes.unsafeWrites, backup: backup,
            validate: validation, force: force, follow: follow,
            directoryAttributes: directoryAttributes)
    }

    private var directoryAttributes: FileAttributes {
        WantedAttributes(owner: attributes.owner, group: attributes.group, mode: directoryMode).forNew(directory: true)
    }

    private func checkDigest(_ found: String) throws(ModuleFailure) {
        guard let checksum, checksum.lowercased() != found else { return }
        throw ModuleFailure(
            "the digest of the source is not the one given in `checksum`",
            fields: ["checksum": .string(found), "expected_checksum": .string(checksum)])
    }

    /// A directory is found out only by asking, and then its tree costs a second round.
    private func remoteProbe(_ source: RemotePath) -> Probe<State> {
        let plain = source.withoutTrailingSlashes
        let destination = Destination(path: dest, name: plain.name, follow: follow)
        return Probe<RemoteFile?>.file(plain, FileInterest(follow: true, digests: [.sha1]))
            .and(destination.probe)
            .then { file, destination throws(ModuleFailure) in
                guard let file else { throw ModuleFailure("the source \(source) does not exist on the host") }
                guard file.kind == .directory else { return .known(.remoteFile(file, destination)) }
                return RemoteTree.probe(
                    from: source, to: dest, attributes: attributes.wanted, directoryMode: directoryMode
                ).map { .remoteTree($0, $1) }
            }
    }
}
