import ModuleKit
import Values

/// Packs files of a host into an archive, or compresses one.
struct Archive: SettingFileAttributes {
    enum Format: String, ArgumentChoice {
        case bz2, gz, tar, xz, zip
    }

    static let doc = ModuleDoc(
        "archive", "Pack files of the host into an archive.", collection: "community.general",
        refused: FileAttributeArguments.refused,
        returns: [
            ReturnValue("arcroot", "The directory from which names in the archive count."),
            ReturnValue("archived", "The files that are packed."), ReturnValue("dest", "The archive."),
            ReturnValue("dest_state", "What it is: absent, archive, compress, or incomplete."),
            ReturnValue("expanded_paths", "The paths without patterns."),
            ReturnValue("expanded_exclude_paths", "The excluded paths without patterns."),
            ReturnValue("missing", "Paths at which nothing stands."),
        ] + .ofFile,
        differences: """
            An archive is right if packing the files again gives the same; one that another program packed is packed once more. \
            The host needs tar and what compresses, or zip and unzip.
            """,
        examples: """
            - name: Keep the orchard's photos
              community.general.archive: { path: /srv/photos, dest: /srv/backup/photos.tgz, owner: keeper }
            - archive: { path: /var/log/press.log, format: xz, remove: true }
            - archive:
                path: [/srv/shop, /etc/shop/*.conf]
                exclude_path: /etc/shop/secret.conf
                exclusion_patterns: ["*.tmp"]
                dest: /srv/backup/shop.zip
                format: zip
            """)

    @Argument("The archive; a single file gets the format's ending if not given.") var dest: RemotePath?
    @Argument("Paths and patterns of what is left out of `path`.") var excludePath: [RemotePath] = []
    @Argument("Patterns of names in the archive that are left out.") var exclusionPatterns: [String] = []
    @Argument("Make an archive even of a single file.") var forceArchive: Bool = false
    @Argument("The format.") var format: Format = .gz
    @Argument("Paths and patterns of what is packed.") var path: [RemotePath]
    @Argument("Remove what has been packed.") var remove: Bool = false
    @ArgumentGroup var attributes: FileAttributeArguments

    func validate() throws(ModuleFailure) {
        try attributes.refusePreserve()
        guard !path.isEmpty else { throw ModuleFailure("`path` names nothing") }
        guard dest != nil || (path.count == 1 && !forceArchive && !hasPattern) else {
            throw ModuleFailure("`dest` is needed where several files become one archive")
        }
        for path in path + excludePath where path.text.contains(where: \.isNewline) {
            throw ModuleFailure("a path must not contain a line break")
        }
    }

    private var hasPattern: Bool { path.contains { $0.text.contains { "*?[".contains($0) } } }

    private var target: RemotePath {
        dest ?? RemotePath.written((path.first?.withoutTrailingSlashes.text ?? "") + "." + format.rawValue)
    }

    var touches: [Footprint] { [.path(target)] + (remove ? path.map(Footprint.path) : []) }

    var probe: Probe<ArchiveHost> {
        .all(plan.probe, .file(target, FileInterest(follow: true))).map { ArchiveHost(plan: $0, file: $1) }
    }

    func changes(from host: ArchiveHost) throws(ModuleFailure) -> [Change] {
        guard host.file?.kind != .directory else { throw ModuleFailure("`dest` is a directory: \(target)") }
        guard dest != nil || !host.plan.isArchive else {
            throw ModuleFailure("`dest` is needed where a directory becomes an archive")
        }
        guard !host.plan.packed.isEmpty else { return attributeChanges(host) }
        let packing = host.plan.isRight ? attributeChanges(host) : [packing(host)]
        return packing + (remove ? [removal(host)] : [])
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<ArchiveHost>)
        -> ModuleFailure?
    {
        ModuleFailure("the files could not be packed: \(output.complaint)", output: output)
    }

    func result(_ applied: Applied<ArchiveHost>) -> ModuleResult {
        let plan = applied.before.plan
        let list = { (paths: [String]) in Value.list(paths.map(Value.string)) }
        let file = applied.changed ? applied.after?.file ?? nil : applied.before.file
        let isThere = file != nil || (applied.isCheckMode && !plan.packed.isEmpty)
        let endings = [".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz", ".tbz2", ".zip"]
        let kind =
            !plan.missing.isEmpty && !plan.packed.isEmpty
            ? "incomplete"
            : (plan.packed.isEmpty ? endings.contains { target.text.hasSuffix($0) } : plan.isArchive)
                ? "archive" : "compress"
        var result: ModuleResult = [
            "arcroot": .string(plan.root), "archived": list(plan.packed), "dest": .string(target.text),
            "dest_state": .string(isThere ? kind : "absent"), "expanded_paths": list(plan.paths),
            "expanded_exclude_paths": list(plan.excluded), "missing": list(plan.missing),
        ]
        if let file { result.merge(file.report) }
        return result
    }
}

/// What `archive` must know of the host.
struct ArchiveHost: Sendable {
    var plan: ArchivePlan
    /// What stands at `dest`.
    var file: RemoteFile?
}

/// What would be packed.
struct ArchivePlan: Sendable, Hashable {
    var paths: [String] = []
    var excluded: [String] = []
    var missing: [String] = []
    /// What is there of the paths, and not excluded.
    var sources: [String] = []
    var root = ""
    /// All that is packed.
    var packed: [String] = []
    /// Whether it becomes an archive rather than a compressed file.
    var isArchive = false
    /// Whether `dest` holds just that.
    var isRight = false

    /// - Parameter text: Lines of a letter, a space and a word.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let word = String(line.dropFirst(2))
            switch line.first {
            case "p": paths.append(word)
            case "x": excluded.append(word)
            case "m": missing.append(word)
            case "s": sources.append(word)
            case "r": root = word
            case "f": packed.append(word)
            case "a": isArchive = true
            case "=": isRight = true
            default: break
            }
        }
    }
}

extension Archive {
    private var plan: HostFact<ArchivePlan> {
        var asking = command(Self.planning)
        asking.reads = path.map { .path($0.aboveItsPattern) }
        return HostFact(asking, reads: .path(target)) { output throws(ModuleFailure) in
            guard output.exitCode == 0 else {
                throw ModuleFailure("the files cannot be looked at: \(output.complaint)", output: output)
            }
            return ArchivePlan(output.standardOutput.text)
        }
    }

    /// Its words are the archive and the paths.
    private func command(_ script: String) -> Command {
        let patterns = exclusionPatterns.map { "case $1 in \(Self.pattern($0))) return 0 ;; esac" }
        let beginning = """
            count=\(path.count) force=\(forceArchive || path.count > 1 || hasPattern ? "1" : "") format=\(format.rawValue)
            omitted() {
            \((patterns + ["return 1"]).map { "    " + $0 }.joined(separator: "\n"))
            }
            """
        return Command(
            .script(beginning + "\n" + Self.looking + "\n" + script, paths: [target] + path + excludePath))
    }

    /// A pattern of names as the shell takes it, in which nothing else has a meaning.
    private static func pattern(_ text: String) -> String {
        text.reduce(into: "") { $0 += "*?[]-!".contains($1) ? String($1) : Shlex.quote(String($1)) }
    }

    /// Sets `$root`, and writes names that count from there to `$folder/names`, sorted.
    private static let looking = #"""
        LC_ALL=C; export LC_ALL
        folder=$(mktemp -d) || exit
        trap 'rm -rf "$folder"' EXIT
        target=$1; shift
        each() {
            case $1 in
            *[*?[]*) IFS=; for match in $1; do if [ -e "$match" ] || [ -L "$match" ]; then printf '%s\n' "$match"; fi; done; unset IFS ;;
            *) printf '%s\n' "$1" ;;
            esac
        }
        : >"$folder/paths"; : >"$folder/excluded"; : >"$folder/sources"; : >"$folder/missing"; : >"$folder/names"
        for word do
            if [ "$count" -gt 0 ]; then each "$word" >>"$folder/paths"; count=$((count - 1)); else each "$word" >>"$folder/excluded"; fi
        done
        : >"$folder/left"
        while IFS= read -r path; do
            if grep -qxF -- "$path" "$folder/excluded"; then continue; fi
            printf '%s\n' "$path" >>"$folder/left"
            if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\n' "$path" >>"$folder/sources"
            else printf '%s\n' "$path" >>"$folder/missing"
            fi
            if [ -d "$path" ] && [ ! -L "$path" ]; then force=1; fi
        done <"$folder/paths"
        root=$(awk '{ sub(/\/[^\/]*$/, "/")
                if (NR == 1) { common = $0; next }
                while (common != "" && substr($0, 1, length(common)) != common) common = substr(common, 1, length(common) - 1) }
            END { sub(/[^\/]*$/, "", common); print common }' "$folder/left")
        while IFS= read -r path; do
            if [ -d "$path" ] && [ ! -L "$path" ]; then find "${path%/}/" -mindepth 1; else printf '%s\n' "$path"; fi
        done <"$folder/sources" | sed 's,//*,/,g' | sort -u | while IFS= read -r path; do
            # Neither the archive itself nor what becomes of it.
            case $path in "$target" | "${target%/*}"/.swiftplay-*) continue ;; esac
            name=${path#"$root"}
            if omitted "$name"; then continue; fi
            if [ "$format" = zip ] && [ -d "$path" ] && [ ! -L "$path" ]; then name=$name/; fi
            printf '%s\n' "$name"
        done >"$folder/names"
        pack() {
            case $format in
            zip) (cd "$root" && zip -q -X - -@ <"$folder/names") ;;
            *)
                if [ -n "$force" ] || [ "$format" = tar ]; then tar -C "$root" --no-recursion -cf - -T "$folder/names"
                else cat -- "$root$(cat "$folder/names")"
                fi ;;
            esac
        }
        unpacked() {
            case $format in
            gz) gzip -dc ;; bz2) bzip2 -dc ;; xz) xz -dc ;; tar) cat ;;
            esac
        }
        """#

    /// Prints what there is and what is packed, and `=` where the archive holds just that.
    private static let planning = #"""
        sed 's/^/p /' "$folder/paths"; sed 's/^/x /' "$folder/excluded"
        sed 's/^/m /' "$folder/missing"; sed 's/^/s /' "$folder/sources"
        printf 'r %s\n' "$root"
        while IFS= read -r name; do
            # Zip keeps directories, but is not said to pack them.
            case $name in */) ;; *) printf 'f %s\n' "$root$name" ;; esac
        done <"$folder/names"
        if [ -n "$force" ]; then echo a; fi
        [ -s "$folder/names" ] && [ -f "$target" ] || exit 0
        if [ "$format" = zip ]; then
            [ "$(unzip -Z1 "$target" 2>/dev/null)" = "$(cat "$folder/names")" ] || exit 0
            old=$(unzip -p "$target" 2>/dev/null | cksum)
            new=$(while IFS= read -r name; do [ ! -f "$root$name" ] || cat -- "$root$name"; done <"$folder/names" | cksum)
        else
            old=$(unpacked <"$target" 2>/dev/null | cksum) new=$(pack 2>/dev/null | cksum)
        fi
        if [ "$old" = "$new" ]; then echo '='; fi
        """#

    private static let making = #"""
        case $format in
        gz) pack >"$folder/made" && gzip -nc "$folder/made" ;;
        bz2) pack >"$folder/made" && bzip2 -c "$folder/made" ;;
        xz) pack >"$folder/made" && xz -c "$folder/made" ;;
        *) pack ;;
        esac
        """#

    private func packing(_ host: ArchiveHost) -> Change {
        let wanted = host.file.map { AttributeDifference(attributes.wanted, of: $0).wanted }
        let destination = FileWrite.Target(
            target, attributes: wanted ?? attributes.wanted.forNew(),
            isModeOpen: attributes.mode == nil && host.file == nil)
        var after = host.plan
        after.isRight = true
        return Change(
            "pack \(host.plan.packed.count) files into \(target)",
            diff: .setting(
                target.text, before: host.file == nil ? nil : "other files", after: "\(host.plan.packed.count) files"),
            steps: [.writeOutput(of: command(Self.making), to: destination)],
            expects: plan.becoming(after) { $0.packed.isEmpty || $0.isRight })
    }

    private func removal(_ host: ArchiveHost) -> Change {
        var after = host.plan
        (after.sources, after.packed, after.missing) = ([], [], after.sources)
        return Change(
            "remove what is packed", steps: host.plan.sources.map { .remove(RemotePath($0)) },
            expects: plan.becoming(after) { $0.packed.isEmpty })
    }

    private func attributeChanges(_ host: ArchiveHost) -> [Change] {
        host.file.flatMap { AttributeDifference(attributes.wanted, of: $0).change(at: target, follow: true) }
            .map { [$0] } ?? []
    }
}
