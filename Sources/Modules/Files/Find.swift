import ModuleKit
import Values

/// Finds files below directories of the host.
struct Find: Module {
    static let doc = ModuleDoc(
        "find", "Find files below directories on the host.",
        refused: ["encoding": "files are matched as bytes"],
        returns: [
            ReturnValue("files", "The files that were found, each with the fields of `stat`."),
            ReturnValue("matched", "How many files were found."),
            ReturnValue("examined", "How many files were examined."),
            ReturnValue("skipped_paths", "Paths that could not be searched, each with the reason."),
        ],
        differences: """
            Directories reached through links are not searched: `follow: true` is refused.
            """,
        examples: """
            - find: { paths: /srv/orchard/crates, age: 3w, recurse: true }
            - find: { paths: /srv/orchard, file_type: directory, excludes: 'store,current' }
            - find: { paths: [/srv/orchard, /srv/garden], patterns: '^yield-[0-9]+[.]csv$', use_regex: true, size: 2m }
            - find: { paths: /etc/orchard.d, contains: '^gates', mode: "0640", exact_mode: false, depth: 3, recurse: true }
            """)

    enum FileType: String, ArgumentChoice {
        case any, directory, file, link
    }

    enum Stamp: String, ArgumentChoice {
        case atime, ctime, mtime
    }

    @Argument("Directories to search.", aliases: "name", "path") var paths: [String]
    @Argument(
        "Names to find, as shell-style patterns or, with `use_regex`, as regular expressions.", aliases: "pattern")
    var patterns: [String] = []
    @Argument("Names to exclude.", aliases: "exclude") var excludes: [String] = []
    @Argument("Whether names are matched as regular expressions.") var useRegex: Bool = false
    @Argument("A regular expression that must match a line of the file from its beginning.") var contains: String?
    @Argument("Whether `contains` is matched against the whole file at once.") var readWholeFile: Bool = false
    @Argument("The kind of file to find.") var fileType: FileType = .file
    @Argument("Whether subdirectories are searched.") var recurse: Bool = false
    @Argument("How many levels to descend; all by default.") var depth: Int?
    @Argument("Minimum age, or with a minus sign the maximum: a number with s, m, h, d or w.") var age: String?
    @Argument("The time from which `age` is counted.") var ageStamp: Stamp = .mtime
    @Argument("Minimum size, or with a minus sign the maximum: a number with b, k, m, g or t.") var size: String?
    @Argument("Permissions the file must have.") var mode: FileMode?
    @Argument("Whether `mode` must match exactly; otherwise it is a minimum.") var exactMode: Bool = true
    @Argument("Whether files whose names begin with a dot are found.") var hidden: Bool = false
    @Argument("Whether links to directories are followed.") var follow: Bool = false
    @Argument("Whether a checksum of each file found is returned.") var getChecksum: Bool = false
    @Argument("The maximum number of files to find.") var limit: Int?

    func validate() throws(ModuleFailure) {
        if follow { throw ModuleFailure("`follow: true` is not supported: links to directories are not followed") }
        _ = try FindFilter(self, now: 0)
    }

    /// What a directory holds, or why that is not known.
    struct Listing: Sendable {
        let path: String
        let files: [RemoteFile]
        let refusal: String?
    }

    /// What the host holds, and its time, against which ages are judged.
    struct State: Sendable {
        let directories: [Listing]
        let contents: [RemotePath: [UInt8]]
        let now: Double
        let identity: Identity
    }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<State> {
        let wanted = DirectoryInterest(recursive: recurse, digest: getChecksum ? .sha1 : nil)
        return .all(.each(paths.map { Self.listing($0, wanted) }), .command(.clock, reading: []), Identity.probe).then {
            directories, clock, identity throws(ModuleFailure) in
            let now = Double(clock.standardOutput.text.trimmed) ?? 0
            return try contentsProbe(directories, now).map {
                State(directories: directories, contents: $0, now: now, identity: identity)
            }
        }
    }

    func changes(from state: State) -> [Change] { [] }

    func result(_ applied: Applied<State>) throws(ModuleFailure) -> ModuleResult {
        let state = applied.before
        let found = try matches(state.directories, state.now).filter {
            contains == nil || holds(state.contents[$0.path])
        }
        let limited = limit.map { Array(found.prefix($0)) } ?? found
        let skipped = skippedPaths(state)
        return [
            "files": .list(limited.map { .map($0.statFields(for: state.identity)) }), "matched": .int(limited.count),
            "examined": .int(state.directories.reduce(0) { $0 + $1.files.count }),
            "skipped_paths": .map(Mapping(skipped)),
            "msg": .string(
                state.directories.allSatisfy { $0.refusal == nil }
                    ? "All paths were searched." : "\(MatchedPhrase.notAllExamined)"),
        ]
    }
}

// What is found.
extension Find {
    private static func listing(_ path: String, _ wanted: DirectoryInterest) -> Probe<Listing> {
        let directory = Probe<[RemoteFile]?>.directory(RemotePath(path).withoutTrailingSlashes, wanted)
        return Probe(directory.queries) { answers throws(ModuleFailure) in
            if case .refused(let reason)? = answers[directory.queries[0]] {
                return Listing(path: path, files: [], refusal: reason)
            }
            let files = try directory.state(answers)
            return Listing(path: path, files: files ?? [], refusal: files == nil ? "\(path) is not a directory" : nil)
        }
    }

    /// What could not be looked into: paths that are no directories, and directories that the user may not enter.
    private func skippedPaths(_ state: State) -> [(String, Value)] {
        let closed = recurse ? state.directories.flatMap(\.files).filter { isClosed($0, to: state.identity) } : []
        return state.directories.compactMap { listing in listing.refusal.map { (listing.path, .string($0)) } }
            + closed.map { ($0.path.text, .string("Permission denied: \($0.path)")) }
    }

    private func isClosed(_ file: RemoteFile, to identity: Identity) -> Bool {
        file.kind == .directory && !(identity.may(4, file) && identity.may(1, file))
    }

    private func matches(_ directories: [Listing], _ now: Double) throws(ModuleFailure) -> [RemoteFile] {
        let filter = try FindFilter(self, now: now)
        var found: [RemoteFile] = []
        for directory in directories {
            let top = RemotePath(directory.path).withoutTrailingSlashes.text
            for file in directory.files where try filter.accepts(file, below: top) { found.append(file) }
        }
        return found
    }

    /// Files that fit so far are read in a second round, if their contents matter.
    private func contentsProbe(_ directories: [Listing], _ now: Double) throws(ModuleFailure)
        -> Probe<[RemotePath: [UInt8]]>
    {
        guard contains != nil else { return .known([:]) }
        let paths = try matches(directories, now).filter { $0.kind == .regular }.map(\.path)
        return Probe<[RemoteFile?]>.files(paths, FileInterest(contentsUpTo: FileInterest.largestEdited)).map { files in
            let known = zip(paths, files).compactMap { path, file in file?.contents.map { (path, $0) } }
            return Dictionary(known, uniquingKeysWith: { first, _ in first })
        }
    }

    private func holds(_ bytes: [UInt8]?) -> Bool {
        guard let bytes, let contains, let regex = try? ByteRegex(contains, argument: "contains") else { return false }
        if readWholeFile { return isMatch(regex, bytes, atStart: false) }
        return ByteLines.split(bytes).contains { isMatch(regex, $0, atStart: true) }
    }

    /// A match that takes too long to find counts as none.
    private func isMatch(_ regex: ByteRegex, _ bytes: [UInt8], atStart: Bool) -> Bool {
        guard let match = try? regex.firstMatch(in: bytes) else { return false }
        return !atStart || match.range.lowerBound == 0
    }
}
