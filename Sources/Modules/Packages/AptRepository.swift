import ModuleKit
import Values

/// Adds and removes package repositories of APT.
struct AptRepository: Module {
    static let doc = ModuleDoc(
        "apt_repository", "Add and remove APT repositories.", diffs: .list,
        refused: [
            "codename": "it is for PPAs, which are not supported",
            "install_python_apt": "nothing needs to be installed on the host; leave it out",
        ],
        ignored: ["validate_certs": "it is for PPAs, which are not supported"],
        returns: [
            ReturnValue("repo", "The repository."),
            ReturnValue("state", "The wanted state."),
            ReturnValue("sources_added", "The new files."),
            ReturnValue("sources_removed", "The removed files."),
        ],
        differences: """
            Launchpad repositories (`ppa:`) are refused: give their `deb` line and their key. When a list is \
            changed, its other lines stay as they are.
            """,
        examples: """
            - apt_repository: { repo: deb https://deb.example.net/orchard stable main, state: present }
            - apt_repository:
                repo: deb [signed-by=/etc/apt/keyrings/orchard.gpg] https://deb.example.net/orchard stable main
                filename: orchard
            - apt_repository: { repo: deb-src https://deb.example.net/orchard stable main, state: absent }
            - apt_repository: { repo: deb https://deb.example.net/garden stable main, mode: "0640", update_cache: false }
            """)

    @Argument("The source, as a line of sources.list(5).") var repo: String
    @Argument("Whether the source should exist.") var state: Presence = .present
    @Argument("Name of the list in sources.list.d, without `.list`; if not given, it is derived from the address.")
    var filename: String?
    @Argument("Permissions of a list that is created.") var mode: FileMode?
    @Argument("Update the package lists if something changed.", aliases: "update-cache") var updateCache: Bool = true
    @Argument("How often to try to update the lists.") var updateCacheRetries: Int = 5
    @Argument("Longest pause between attempts to update the lists, in seconds.") var updateCacheRetryMaxDelay: Int = 12
    @Argument("Whether the certificate of Launchpad is checked.") var validateCerts: Bool = true

    func validate() throws(ModuleFailure) {
        guard !repo.trimmed.isEmpty else {
            throw ModuleFailure("`repo` is empty")
        }
        guard !repo.trimmed.hasPrefix("ppa:") else {
            throw ModuleFailure(
                "Launchpad repositories are not supported: \(repo)", hint: "give the corresponding `deb` line")
        }
        guard let line = AptSources.Line(repo), line.isEnabled else {
            throw ModuleFailure("not an APT source: \(repo)", hint: "it must begin with `deb` or `deb-src`")
        }
        // What is behind a break would be a source of its own.
        if repo.trimmed.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) {
            throw ModuleFailure("`repo` must not contain a line break", hint: "use a separate task for each source")
        }
        if case .preserve? = mode {
            throw ModuleFailure("`mode: preserve` does not apply here, because no file is copied")
        }
    }

    var touches: [Footprint] { [.path(AptSources.folder), .packages] }

    var probe: Probe<AptSources> { AptSources.probe }

    func changes(from sources: AptSources) -> [Change] {
        let changed = wanted(sources).lists.files.filter { $0.lines != sources.lists.file(at: $0.path)?.lines }
        var changes = changed.map { sources.lists.change(to: $0, mode: mode ?? .exact(0o644)) }
        guard updateCache, !changes.isEmpty else { return changes }
        let update = update(orRestoring: changed.map(\.path), from: sources)
        changes.append(Change("update the package lists", steps: [.run(update)]))
        return changes
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<AptSources>)
        -> ModuleFailure?
    {
        ModuleFailure("\(MatchedPhrase.noCacheUpdate): \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<AptSources>) throws(ModuleFailure) -> ModuleResult {
        let (before, after) = (applied.before.lists, wanted(applied.before).lists)
        let removed = before.files.filter { after.file(at: $0.path)?.lines.isEmpty ?? true && !$0.lines.isEmpty }
        let added = after.files.filter { before.file(at: $0.path) == nil }
        return [
            "repo": .string(repo), "state": .string(state.rawValue),
            "sources_added": .list(added.map { .string($0.path.text) }),
            "sources_removed": .list(removed.map { .string($0.path.text) }),
        ]
    }
}

// What becomes of the lists.
extension AptRepository {
    private func wanted(_ sources: AptSources) -> AptSources {
        guard let source = AptSources.Line(repo)?.source else { return sources }
        var wanted = sources
        if state == .present { wanted.add(source, to: list(for: source)) } else { wanted.remove(source) }
        return wanted
    }

    /// An update; if it fails, the lists become again what they were, or every later update would fail as well.
    private func update(orRestoring paths: [RemotePath], from sources: AptSources) -> Command {
        let update = AptCommand.update(
            retries: updateCacheRetries, longestPause: updateCacheRetryMaxDelay, options: [])
        guard case .arguments(let words) = update.form else { return update }
        let old = paths.map { (path: $0.text, bytes: sources.lists.file(at: $0)?.text.hostBytes) }
        let lists = old.flatMap { [$0.path, $0.bytes.map { "\($0.count)" } ?? ""] }
        let restoring = ["/bin/sh", "-c", Self.orRestore, "sh", "\(lists.count)"] + lists + words
        return Command(
            .arguments(restoring), environment: update.environment, input: old.flatMap { $0.bytes ?? [] })
    }

    /// Runs the words behind `$1` words of lists, each a path and its size or nothing. If that fails, each list becomes what
    /// standard input says, or goes if there was none.
    private static let orRestore = """
        count=$1; shift
        (shift "$count" && exec "$@") </dev/null && exit 0
        code=$?
        while [ "$count" -gt 0 ]; do
            if [ -n "$2" ]; then head -c "$2" >"$1"; else rm -f -- "$1"; fi
            shift 2; count=$((count - 2))
        done
        exit "$code"
        """

    /// The list for a new source: named by its address, without options, protocol and password.
    private func list(for source: String) -> RemotePath {
        if let filename { return filename.contains("/") ? RemotePath(filename + ".list") : inFolder(filename) }
        let plain = source.replacing(/\[[^\]]+\]/, with: "").replacing(/\w+:\/\//, with: "")
        let address = plain.words.first { $0 != "deb" && $0 != "deb-src" } ?? ""
        let host = address.firstIndex(of: "@").map { address[address.index(after: $0)...] } ?? address[...]
        let letters = host.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return inFolder(letters.joined(separator: "_"))
    }

    private func inFolder(_ name: String) -> RemotePath { AptSources.folder.appending(name + ".list") }
}
