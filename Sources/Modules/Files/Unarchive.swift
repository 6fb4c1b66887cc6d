import ModuleKit
import Values

/// Unpacks an archive below a directory of the host.
struct Unarchive: SettingFileAttributes {
    static let doc = ModuleDoc(
        "unarchive", "Unpack an archive on the host.",
        refused: FileAttributeArguments.refused, ignored: ["io_buffer_size": "archives are streamed"],
        returns: [
            ReturnValue("dest", "The directory."),
            ReturnValue("src", "The archive."),
            ReturnValue("handler", "The kind of archive.", only: "if it was looked into"),
            ReturnValue("extract_results", "What the program that extracted it printed.", only: "if it ran"),
            ReturnValue("files", "What the archive contains.", only: "with `list_files`"),
        ] + .ofFile,
        differences: """
            The archive is listed first: one that would write outside `dest` (absolute names, `..`, files
            below links, one name for a link and a file, hard links to other files, devices) or that needs more space than is
            available is refused as a whole, and so is one that is truncated or has changed since. An archive
            from the controller is sent with each query and must fit into memory.
            """,
        examples: """
            - unarchive: { src: orchard-7.tgz, dest: /srv/orchard/releases }
            - unarchive: { src: /var/cache/orchard-7.zip, dest: /srv/orchard/releases, remote_src: true }
            - unarchive: { src: "https://files.example.net/orchard-7.tar.xz", dest: /srv/orchard, remote_src: true }
            - unarchive:
                src: orchard-7.tgz
                dest: /srv/orchard/releases
                owner: orchard
                exclude: ["*.map"]
                extra_opts: [--strip-components=1]
                creates: /srv/orchard/releases/bin
            """)

    @Argument("The archive on the controller; with `remote_src`, on the host or a URL.") var src: ControllerFile
    @Argument("The directory to unpack into; it must exist.") var dest: RemotePath
    @Argument("Whether `src` is on the host or a URL.") var remoteSrc: Bool = false
    @Argument("The opposite of `remote_src`, for old playbooks.") var copy: Bool = true
    @Argument("Skip the task if this path exists.") var creates: RemotePath?
    @Argument("Members to exclude, by name or pattern.") var exclude: [String] = []
    @Argument("The only members to unpack, by name or pattern.") var include: [String] = []
    @Argument("Further options for tar or unzip.") var extraOpts: [String] = []
    @Argument("Whether files newer than those in the archive are kept.") var keepNewer: Bool = false
    @Argument("Whether the files of the archive are listed in the result.") var listFiles: Bool = false
    @Argument("Whether a vaulted archive is decrypted.") var decrypt: Bool = true
    @Argument("Whether the certificate of an HTTPS server is checked.") var validateCerts: Bool = true
    @Argument("Bytes to read at a time.") var ioBufferSize: Int = 65536
    @ArgumentGroup var attributes: FileAttributeArguments

    static let rules: [ArgumentRule] = [.exclusive("include", "exclude")]

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
    }

    /// What the host says of the archive and of what stands where it goes.
    struct State: Sendable {
        let created: RemoteFile?
        let dest: RemoteFile?
        let listing: ArchiveListing?
        let comparison: ArchiveComparison?
        /// The members as they stand on the host, if their owner, group or mode matters.
        let members: [RemoteFile?]
    }

    func changes(from state: State) throws(ModuleFailure) -> [Change] {
        guard state.created == nil, let listing = state.listing, let comparison = state.comparison else { return [] }
        guard !comparison.differences.isEmpty else { return attributeChanges(state) }
        let script = try script
        let unpack = Change(
            "unpack \(src.name) into \(dest)", diff: .prepared(comparison.differences.map { $0 + "\n" }.joined()),
            steps: [.run(script.unpacking(listing, comparison.paths))] + attributeSteps(listing, comparison),
            touches: [.path(dest)])
        return [unpack]
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<State>) -> ModuleFailure? {
        ModuleFailure("\(src.name) could not be unpacked: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<State>) -> ModuleResult {
        let before = applied.before
        var keys: Mapping = ["dest": .string(dest.text), "src": .string(src.name)]
        if before.created != nil, let creates {
            return .skipped("Not unpacked: \(creates) exists.", keys)
        }
        if let output = applied.outputs.first {
            let words: Mapping = [
                "rc": .int(output.exitCode), "out": .string(output.standardOutput.text),
                "err": .string(output.standardError.text),
            ]
            keys["extract_results"] = .map(words)
        }
        keys["handler"] = before.listing.map { .string($0.kind.handler) }
        if listFiles { keys["files"] = .list((before.listing?.members ?? []).map { .string($0.name) }) }
        return ModuleResult(keys.merging((applied.after?.dest ?? before.dest).report))
    }
}

// Owner, group and mode of all that was unpacked.
extension Unarchive {
    var wantsAttributes: Bool { attributes.owner != nil || attributes.group != nil || attributes.mode != nil }

    /// Everything that is unpacked, the directory itself included if the archive holds it.
    func paths(_ listing: ArchiveListing, _ comparison: ArchiveComparison) -> [String] {
        (listing.members.contains { $0.path.isEmpty } ? [""] : []) + comparison.paths
    }

    func path(_ member: String) -> RemotePath {
        member.isEmpty ? dest.withoutTrailingSlashes : dest.withoutTrailingSlashes.appending(member)
    }

    private func attributeChanges(_ state: State) -> [Change] {
        state.members.compactMap { file in
            file.flatMap { AttributeDifference(attributes.wanted, of: $0).change(at: $0.path, follow: false) }
        }
    }

    private func attributeSteps(_ listing: ArchiveListing, _ comparison: ArchiveComparison) -> [Step] {
        guard wantsAttributes else { return [] }
        let members = Dictionary(listing.members.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
        return paths(listing, comparison).map { path in
            .setAttributes(self.path(path), wanted(for: members[path]), follow: false)
        }
    }

    private func wanted(for member: ArchiveListing.Member?) -> FileAttributes {
        guard let member else { return attributes.wanted.forNew() }
        var wanted = attributes.wanted.forNew(directory: member.isDirectory)
        wanted.mode = attributes.mode?.resolved(current: member.mode, isDirectory: member.isDirectory)
        if member.kind == "l" { wanted.mode = nil }
        return wanted
    }
}
