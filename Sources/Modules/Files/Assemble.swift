import ModuleKit
import Values

/// Makes one file of the pieces a directory holds.
struct Assemble: SettingFileAttributes {
    static let doc = ModuleDoc(
        "assemble", "Assemble a file from the fragments in a directory.", refused: FileAttributeArguments.refused,
        returns: [
            ReturnValue("dest", "The file."),
            ReturnValue("checksum", "Its SHA-1 digest."),
            ReturnValue("src", "The directory of the pieces."),
            ReturnValue("md5sum", "Its MD5 digest.", only: "if the file changed"),
            ReturnValue("backup_file", "The backup.", only: "if one was made"),
        ] + .ofFile,
        examples: """
            - assemble: { src: /srv/orchard/rows.d, dest: /srv/orchard/rows.conf }
            - assemble: { src: /srv/orchard/rows.d, dest: /srv/orchard/rows.conf, delimiter: "# next row" }
            - assemble:
                src: sudoers.d/
                dest: /etc/sudoers.d/orchard
                regexp: '\\.rule$'
                validate: visudo -c -f %s
                ignore_hidden: true
                remote_src: false
            """)

    @Argument("The directory with the fragments.") var src: ControllerFile
    @Argument("The file to write.") var dest: RemotePath
    @Argument("Text to put between two fragments, on a line of its own.") var delimiter: String?
    @Argument("Whether the fragments are on the host.") var remoteSrc: Bool = true
    @Argument("Use only fragments whose names match this regular expression.") var regexp: String?
    @Argument("Whether fragments whose names begin with a dot are skipped.") var ignoreHidden: Bool = false
    @Argument("Whether a backup of the old file is kept.") var backup: Bool = false
    @Argument("Command with %s that must accept the new file before it replaces the old one.", name: "validate")
    var validation: String?
    @Argument("Whether vaulted fragments are decrypted.") var decrypt: Bool = true
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        try Validation.check(validation)
    }

    /// The contents assembled, and what stands where they are to go.
    struct State: Sendable {
        let content: Content
        let destination: DestinationState
    }

    var probe: Probe<State> {
        get throws(ModuleFailure) {
            let destination = Destination(path: dest, name: nil, follow: false).probe
            guard remoteSrc else {
                let content = try assembled(localPieces)
                return destination.map { State(content: content, destination: $0) }
            }
            return remotePieces.and(destination).map { pieces, destination throws(ModuleFailure) in
                State(content: try assembled(pieces), destination: destination)
            }
        }
    }

    func recheck(of state: State) -> Probe<State> {
        Destination(path: dest, name: nil, follow: false).probe.map {
            State(content: state.content, destination: $0)
        }
    }

    func changes(from state: State) throws(ModuleFailure) -> [Change] {
        let placement = Placement(
            content: state.content, origin: src.name, attributes: attributes.wanted, inPlace: attributes.unsafeWrites,
            backup: backup, validate: validation)
        return try placement.changes(at: state.destination)
    }

    func result(_ applied: Applied<State>) -> ModuleResult {
        let before = applied.before
        var keys = CopyReport.result(
            digest: before.content.sha1, bytes: before.content.bytes, before.destination, applied.after?.destination,
            changed: applied.changed, backups: applied.backups)
        keys["src"] = .string(src.name)
        return keys
    }
}

// The pieces and how they are joined.
extension Assemble {
    private typealias Piece = (name: String, bytes: [UInt8])

    private var localPieces: [Piece] {
        get throws(ModuleFailure) {
            guard case .directory(_, let entries) = try src.read(ControllerReading(decrypts: decrypt)) else {
                throw ModuleFailure("\(src.name) is not a directory")
            }
            return entries.compactMap { entry in
                guard case .file(let file) = entry.kind, !entry.path.contains("/") else { return nil }
                return file.content.bytes.map { (entry.path, $0) }
            }
        }
    }

    /// The names must be known before the contents can be asked: a second round.
    private var remotePieces: Probe<[Piece]> {
        let directory = RemotePath.written(src.name).withoutTrailingSlashes
        let whole = FileInterest(follow: true, contentsUpTo: FileInterest.largestEdited)
        return Probe<[RemoteFile]?>.directory(directory, DirectoryInterest(recursive: false))
            .then { files throws(ModuleFailure) in
                guard let files else { throw ModuleFailure("the directory \(directory) does not exist on the host") }
                return .files(files.map(\.path), whole)
            }
            .map { files in
                files.compactMap { file in
                    guard let file, file.kind == .regular, let bytes = file.contents else { return nil }
                    return (file.path.name, bytes)
                }
            }
    }

    private func assembled(_ pieces: [Piece]) throws(ModuleFailure) -> Content {
        var whole: [UInt8] = []
        var last: [UInt8]?
        for piece in pieces.sorted(by: { $0.name < $1.name }) where try isWanted(piece.name) {
            if let last {
                if last.last != ByteLines.newline { whole.append(ByteLines.newline) }
                if let delimiter { whole += delimiterLine(delimiter) }
            }
            whole += piece.bytes
            last = piece.bytes
        }
        return .holding(whole)
    }

    private func delimiterLine(_ text: String) -> [UInt8] {
        let bytes = text.replacing("\\n", with: "\n").hostBytes
        return bytes.last == ByteLines.newline ? bytes : bytes + [ByteLines.newline]
    }

    private func isWanted(_ name: String) throws(ModuleFailure) -> Bool {
        if ignoreHidden, name.hasPrefix(".") { return false }
        guard let regexp else { return true }
        return try ByteRegex(regexp, argument: "regexp").firstMatch(in: name.hostBytes) != nil
    }
}
