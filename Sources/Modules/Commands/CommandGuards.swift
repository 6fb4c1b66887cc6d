import ModuleKit
import Values

/// Where a command runs, and the files that tell whether it needs to run at all.
struct CommandGuards: ArgumentGroupContents {
    @Argument("Directory to change to first.") var chdir: RemotePath?
    @Argument("Do not run if this file, or a file matching this pattern, exists.") var creates: RemotePath?
    @Argument("Run only if this file, or a file matching this pattern, exists.") var removes: RemotePath?

    /// Why the command is left out; `nil` if it is to run.
    var probe: Probe<Exemption?> {
        let (creates, removes) = (creates, removes)
        return existence(of: creates).and(existence(of: removes)).map { created, removed in
            if let creates, created == true { return Exemption(path: creates, exists: true) }
            if let removes, removed == false { return Exemption(path: removes, exists: false) }
            return nil
        }
    }

    /// What the command says it works on.
    var touches: [Footprint] { [chdir, creates, removes].compactMap { $0.map(Footprint.path) } }

    var isConditional: Bool { creates != nil || removes != nil }

    private func existence(of path: RemotePath?) -> Probe<Bool?> {
        guard let path else { return .known(nil) }
        guard path.text.contains(where: { "*?[".contains($0) }) else {
            return Probe<RemoteFile?>.file(inDirectory(path)).map { $0 != nil }
        }
        return Probe<CommandOutput>.command(search(path), reading: [.path(inDirectory(path).aboveItsPattern)]).map {
            $0.exitCode == 0
        }
    }

    private func inDirectory(_ path: RemotePath) -> RemotePath {
        chdir.map { path.resolved(in: $0) } ?? path
    }

    private func search(_ path: RemotePath) -> Command {
        Command(.script(Self.anyMatch, paths: [path]), workingDirectory: chdir)
    }

    /// Whether something matches the pattern `$1`, in which blanks separate nothing.
    private static let anyMatch = """
        IFS=
        for file in $1; do
            if [ -e "$file" ] || [ -L "$file" ]; then exit 0; fi
        done
        exit 1
        """
}

/// Why a command is not run: what `creates` names exists, or what `removes` names does not.
struct Exemption: Sendable, Hashable {
    let path: RemotePath
    let exists: Bool

    /// What `creates` or `removes` found, in words that playbooks know.
    var match: String { "\(path) \(exists ? MatchedPhrase.matchingCreates : .matchingRemoves)" }

    var reason: String { "\(MatchedPhrase.skippedSince) \(path) \(exists ? "exists" : "is missing")" }
}
