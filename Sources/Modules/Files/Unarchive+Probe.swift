import ModuleKit
import Values

// What the module asks: first what the archive holds, and only of a harmless one how it differs.
extension Unarchive {
    var probe: Probe<State> {
        get throws(ModuleFailure) {
            let script = try script
            return .all(
                .optionalFile(creates), .file(dest, FileInterest(follow: true)),
                .directory(dest, DirectoryInterest(recursive: false)),
                .command(script.listing, reading: script.archive)
            ).then { created, directory, contents, output throws(ModuleFailure) in
                guard created == nil else { return Self.settled(created, directory) }
                guard directory.isDirectory else {
                    throw ModuleFailure("the directory \(dest) does not exist", hint: "create it first with `file`")
                }
                let listing = try ArchiveListing(output, source: src.name, options: extraOpts)
                try listing.refuseEscapes()
                return comparison(listing, script, isFresh: contents?.isEmpty == true).then { comparison in
                    memberProbe(listing, comparison).map { members in
                        State(created: nil, dest: directory, listing: listing, comparison: comparison, members: members)
                    }
                }
            }
        }
    }

    func recheck(of state: State) -> Probe<State> {
        Probe<RemoteFile?>.file(dest, FileInterest(follow: true)).map { directory in
            State(
                created: state.created, dest: directory, listing: state.listing, comparison: state.comparison,
                members: state.members)
        }
    }

    private static func settled(_ created: RemoteFile?, _ directory: RemoteFile?) -> Probe<State> {
        .known(State(created: created, dest: directory, listing: nil, comparison: nil, members: []))
    }

    /// - Parameter isFresh: Whether the destination holds nothing, so that a forecast need not ask.
    private func comparison(_ listing: ArchiveListing, _ script: ArchiveScript, isFresh: Bool)
        -> Probe<ArchiveComparison>
    {
        let comparing = Probe<CommandOutput>.command(
            script.comparing(listing), reading: script.archive + [.path(dest)])
        return Probe(comparing.queries) { answers throws(ModuleFailure) in
            if isFresh, answers[comparing.queries[0]] == .unknown { return ArchiveComparison(unpacking: listing) }
            return try ArchiveComparison(try comparing.state(answers), source: src.name)
        }
    }

    /// The files as they stand on the host; asked only if their owner, group or mode matters.
    private func memberProbe(_ listing: ArchiveListing, _ comparison: ArchiveComparison) -> Probe<[RemoteFile?]> {
        guard wantsAttributes, comparison.differences.isEmpty else { return .known([]) }
        return .files(paths(listing, comparison).map(path))
    }

    var script: ArchiveScript {
        get throws(ModuleFailure) {
            ArchiveScript(
                source: try source, dest: dest.withoutTrailingSlashes, include: include, exclude: exclude,
                options: extraOpts, keepsNewer: keepNewer, comparesMode: attributes.mode == nil)
        }
    }

    private var source: ArchiveScript.Source {
        get throws(ModuleFailure) {
            guard !remoteSrc, copy else {
                guard src.name.contains("://") else { return .host(.written(src.name)) }
                var request = HTTPRequest("GET", src.name)
                request.validatesCertificates = validateCerts
                return .web(request)
            }
            guard case .file(let file) = try src.read(ControllerReading(decrypts: decrypt)) else {
                throw ModuleFailure("\(src.name) is a directory, not an archive")
            }
            guard let bytes = file.content.bytes else {
                throw ModuleFailure(
                    "\(src.name) is too large to be unpacked from the controller",
                    hint: "copy it first, then use `remote_src: true`")
            }
            return .bytes(bytes)
        }
    }
}
