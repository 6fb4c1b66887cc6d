import ModuleKit
import Values

/// The shell text that lists, compares and unpacks an archive. Needs tar or unzip on the host, and whatever
/// decompresses; leaves nothing behind.
struct ArchiveScript: Sendable {
    enum Source: Sendable {
        case bytes([UInt8])
        case host(RemotePath)
        case web(HTTPRequest)
    }

    let source: Source
    let dest: RemotePath
    let include: [String]
    let exclude: [String]
    let options: [String]
    let keepsNewer: Bool
    let comparesMode: Bool

    /// The archive itself, where it lies on the host.
    var archive: [Footprint] { if case .host(let path) = source { [.path(path)] } else { [] } }

    /// Prints the kind, which file it is, whether names are as unpacked, the free room at two places, the names, and the
    /// details, with a mark between.
    ///
    /// What the archive holds does not depend on the destination, which so is no parameter where it need not be.
    var listing: Command {
        command(
            at: dest.isExpanded ? dest : RemotePath("."),
            """
            printf '%s\\n' "$kind"; identity
            mark='\(ArchiveListing.mark)' named=
            if [ "$kind" = zip ]; then
                case $(unzip 2>&1) in *BusyBox*) echo "needs the unzip of Info-ZIP, not busybox's" >&2; exit 127 ;; esac
            else
                \(exclude.isEmpty ? ":" : Self.excluding)
                case $(tar --version 2>/dev/null) in
                *GNU*) named='as unpacked'; set -- "$1" --quoting-style=literal --numeric-owner \(transformed) ;;
                *) set -- "$1" ;;
                esac
            fi
            printf '%s\\n' "$named"; room \(dest.isExpanded ? "\"$1\"" : Shlex.quote(dest.text)); room "$swiftplay_dir"
            shift
            if [ "$kind" = zip ]; then
                unzip -Z1 "$archive" || exit; echo "$mark"; unzip -Z "$archive"
            else
                members -tf - "$@" || exit; echo "$mark"; members -tvf - "$@"
            fi
            """)
    }

    /// Options that change names do so in the list, too, as far as tar can.
    private var transformed: String {
        options.isEmpty ? "" : "--show-transformed-names " + options.map(Shlex.quote).joined(separator: " ")
    }

    /// Prints a line for each thing that differs, at most twenty, and behind a mark the names of all that is unpacked.
    ///
    /// The archive is unpacked beside and compared file by file, because not every tar compares.
    func comparing(_ listing: ArchiveListing) -> Command {
        let newer = keepsNewer ? #"[ "$0/$f" -nt "$f" ] && continue;"# : ""
        let mode =
            comparesMode
            ? #"[ "$(ls -ld "$f" | cut -c2-10)" = "$(ls -ld "$0/$f" | cut -c2-10)" ] || echo "mode of $f";"# : ""
        return command(
            checked(listing) + """
                dest=$(cd "$1" && pwd) || exit
                mkdir "$swiftplay_dir/new" && \(unpacking(listing.kind, to: "\"$swiftplay_dir/new\"")) >/dev/null || exit
                cd "$swiftplay_dir/new" || exit
                find . ! -name . -exec sh -c 'for f; do
                    \(newer)
                    if [ -L "$f" ]; then [ "$(readlink "$f")" = "$(readlink "$0/$f")" ] || echo "link $f"; continue; fi
                    if [ -d "$f" ]; then [ -d "$0/$f" ] || echo "directory $f"; continue; fi
                    if [ -f "$0/$f" ] && cmp -s "$f" "$0/$f"; then \(mode.isEmpty ? ":" : mode) else echo "file $f"; fi
                done' "$dest" {} + | head -n 20
                echo '\(ArchiveListing.mark)'
                find . ! -name .
                """)
    }

    /// - Parameter paths: All that is unpacked, relative to the destination.
    func unpacking(_ listing: ArchiveListing, _ paths: [String]) -> Command {
        guard !looksAtDestination else { return command(checked(listing) + unpacking(listing.kind, to: "\"$1\"")) }
        var command = command(checked(listing) + unpacking(listing.kind, to: "\"$SWIFTPLAY_INTO\"") + older)
        let restored = listing.kind == .zip ? [] : listing.members.filter(\.isDirectory).map(\.path)
        let parents = paths.reduce(into: Set<String>()) { parents, path in
            var parent = path[...]
            while let slash = parent.lastIndex(of: "/") {
                parent = parent[..<slash]
                guard parents.insert(String(parent)).inserted else { break }
            }
        }
        command.unpacksInto = UnpackingDestination(
            dest, directories: parents.union(restored.filter { !$0.isEmpty }).sorted(), restored: restored,
            restoresOwner: !options.contains { $0.contains("no-same-owner") })
        return command
    }

    /// Whether an option has the program look at what is there already, so that it must unpack to the very place.
    private var looksAtDestination: Bool {
        options.contains { option in
            Self.lookingOptions.contains { option.hasPrefix($0) }
                || option.wholeMatch(of: /-[A-Za-z]*[BCPUfknu][A-Za-z]*/) != nil
        }
    }

    private static let lookingOptions = [
        "--keep", "--skip-old", "--overwrite", "--no-overwrite", "--unlink", "--recursive-unlink", "--absolute",
        "--directory",
        "--one-top",
    ]

    /// What was unpacked beside its place does not replace what is newer there.
    private var older: String {
        guard keepsNewer else { return "" }
        return """
             || exit
            [ "$SWIFTPLAY_INTO" -ef "$1" ] || {
                dest=$(cd "$1" && pwd) && cd "$SWIFTPLAY_INTO" &&
                    find . -type f -exec sh -c 'for f; do [ ! "$0/$f" -nt "$f" ] || rm -f "$f"; done' "$dest" {} +
            }
            """
    }

    /// Only the archive that was looked at; and of a zip file, whose list may lie, no file larger than the list has.
    private func checked(_ listing: ArchiveListing) -> String {
        let same = """
            [ "$(identity)" = \(Shlex.quote(listing.identity)) ] || {
                echo 'the archive has changed since it was checked' >&2; exit 1
            }

            """
        guard listing.kind == .zip else { return same }
        return same + "ulimit -f \((listing.members.map(\.size).max() ?? 0) / 512 + 1)\n"
    }

    private func unpacking(_ kind: ArchiveKind, to directory: String) -> String {
        let words = { (words: [String]) in words.map(Shlex.quote).joined(separator: " ") }
        guard kind == .zip else {
            let excluded = exclude.map { "--exclude=" + $0 }
            let newer = keepsNewer ? ["--keep-newer-files"] : []
            let given = words(newer + excluded + options + include)
            return "members -xf - -C \(directory) \(given)"
        }
        let excluded = exclude.isEmpty ? "" : "-x " + words(exclude)
        return
            "unzip \(keepsNewer ? "-uo" : "-o") -q \(words(options)) \"$archive\" \(words(include)) \(excluded) -d \(directory)"
    }

    private static let excluding = """
        tar --help 2>&1 | grep -q -e --exclude || {
            echo "needs a tar that supports --exclude, such as GNU tar" >&2; exit 127
        }
        """

    /// - Parameter destination: Where the archive goes, if that matters.
    private func command(at destination: RemotePath? = nil, _ body: String) -> Command {
        let text = Self.start + arrival + Self.recognition + body
        let destination = destination ?? dest
        var command = Command(.script(text, paths: [destination]))
        switch source {
        case .bytes(let bytes): command.input = bytes
        case .host(let path): command.form = .script(text, paths: [destination, path])
        case .web(let request): command.download = request
        }
        return command
    }

    /// One language, and names outside ASCII as they are.
    private static let start = """
        LC_ALL=C.UTF-8; export LC_ALL
        swiftplay_dir=$(mktemp -d "${TMPDIR:-/tmp}/swiftplay.XXXXXXXX") || exit 1
        trap 'rm -rf "$swiftplay_dir"' EXIT
        trap 'exit 143' HUP INT TERM
        archive=$swiftplay_dir/archive
        # KiB and files that are free; nothing for what the file system does not tell.
        room() {
            printf '%s ' "$(df -Pk "$1" 2>/dev/null | awk 'END { print $4 }')"
            df -Pi "$1" 2>/dev/null | awk 'END { print $2 > 0 ? $4 : "" }' | grep . || echo
        }
        # members WORD…: tar with what is in the archive. It may stop reading early, and what is cut must be noticed.
        members() {
            { $unpack < "$archive" || sound $?; } | { tar "$@"; code=$?; cat >/dev/null; exit $code; }
            code=$?
            [ ! -e "$swiftplay_dir/cut" ] || { echo 'the archive is truncated or damaged' >&2; return 1; }
            return $code
        }
        # 2: gzip warns of zeros behind the end.
        sound() { [ "$kind:$1" = gzip:2 ] || true >"$swiftplay_dir/cut"; }

        """

    /// Where the archive is, and `identity`: whether it is still the one that was looked at.
    private var arrival: String {
        switch source {
        case .bytes: "cat > \"$archive\" || exit; identity() { echo; }\n"
        case .host:
            """
            archive=$2; [ -e "$archive" ] || { echo 'no such file' >&2; exit 1; }
            for kind in 'd a directory' 'p a FIFO' 'S a socket' 'c a device' 'b a device'; do
                [ "-${kind%% *}" "$archive" ] && { echo "it is ${kind#* }" >&2; exit 1; }
            done
            [ -r "$archive" ] || { echo 'permission denied' >&2; exit 1; }
            identity() { stat -L -c %d:%i:%s:%y:%z -- "$archive" 2>/dev/null || cksum < "$archive"; }

            """
        case .web:
            """
            archive=$SWIFTPLAY_DOWNLOAD
            identity() { sha256sum < "$archive" 2>/dev/null || cksum < "$archive"; }

            """
        }
    }

    /// By the first bytes, not by the name.
    private static let recognition = """
        case $(od -An -N6 -tx1 < "$archive" | tr -d ' \\n') in
            1f8b*) kind=gzip; unpack='gzip -dc' ;;
            425a68*) kind=bzip2; unpack='bzip2 -dc' ;;
            fd377a585a00) kind=xz; unpack='xz -dc' ;;
            28b52ffd*) kind=zstd; unpack='zstd -dc' ;;
            504b0304*|504b0506*) kind=zip; unpack= ;;
            *) kind=tar; unpack=cat ;;
        esac

        """
}
