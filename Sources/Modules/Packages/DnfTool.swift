import ModuleKit
import Values

/// dnf(8) of either kind, or yum(8).
struct DnfTool: PackageTool {
    /// Programs, of which the first that the host has is taken.
    var programs = "dnf5 dnf-3 dnf yum"
    var options: [String] = []
    /// Of the system to work on, if it is not the host's own.
    var root: RemotePath?
    /// Options that choose among upgrades.
    var importance: [String] = []
    var removesUnneeded = false
    var refreshes = false

    let sources = RemotePath("/etc/yum.repos.d")
    let refreshesFirst = false
    let hasWishes = false

    func isKnown(_ spec: String, for goal: PackageRequest.Goal) -> Bool {
        guard !spec.hasPrefix("@"), !PackageSpecs.isFile(spec) else { return false }
        return goal == .absent || (goal == .present && !spec.contains { " <>=*?[".contains($0) })
    }

    func question(_ spec: String) -> Command { RpmDatabase.question(spec, root: root) }

    func rehearsal(_ act: PackageAct) -> Command { call(act, answer: "--assumeno", Self.rehearsing) }

    func plan(_ output: CommandOutput) throws(ModuleFailure) -> PackageTransaction {
        if let plan = PackageTransaction(dnf: output) { return plan }
        var words = output
        words.standardOutput = CapturedOutput(output.standardOutput.bytes.prefix { $0 != 0x1F })
        throw Self.refusal(words)
    }

    func command(_ act: PackageAct) -> Command { call(act, answer: "--assumeyes", Self.running) }

    /// What the program has against it.
    static func refusal(_ output: CommandOutput) -> ModuleFailure {
        let lines = (output.standardError.text + output.standardOutput.text).split(separator: "\n").map {
            String($0).trimmed
        }
        let unknown = lines.filter { $0.contains("No match for") || $0.hasPrefix("No package") }
        let told = unknown.isEmpty ? lines.filter { $0.hasPrefix("Error") } : unknown
        var failure = ModuleFailure(
            "the package manager refused: \(told.first ?? output.complaint)", output: output)
        failure.result["failures"] = .list(told.map(Value.string))
        return failure
    }
}

extension DnfTool {
    private func call(_ act: PackageAct, answer: String, _ script: String) -> Command {
        var flags = [answer] + options + (refreshes ? ["--refresh"] : [])
        let verb: [String]
        switch act {
        case .install(let specs, let newest):
            verb = ["install"] + specs
            let isDecided = options.contains("--best") || options.contains("--nobest")
            if newest, !isDecided { flags.append("--setopt=best=True") }
        case .upgrade(let specs): verb = ["upgrade"] + importance + specs
        case .upgradeAll: verb = ["upgrade"] + importance
        case .remove(let specs):
            verb = ["remove"] + specs
            flags.append("--setopt=clean_requirements_on_remove=\(removesUnneeded ? "True" : "False")")
        case .autoremove: verb = ["autoremove"]
        case .refresh: verb = ["makecache"]
        }
        let words = ["/bin/sh", "-c", script, "sh", programs] + flags + verb
        // The table is as wide as its longest line.
        let environment = [EnvironmentVariable("LC_ALL", "C"), EnvironmentVariable("FORCE_COLUMNS", "500")]
        return Command(.arguments(words), environment: environment)
    }

    private static let choosing = #"""
        program=
        for name in $1; do program=$(command -v "$name") && break; done
        [ -n "$program" ] || { echo "the host has none of these: $1" >&2; exit 127; }
        shift
        """#

    private static let running =
        choosing + "\n" + #"""
            root=; for word; do case $word in --installroot=*) root=--root=${word#*=} ;; esac; done
            list() { rpm $root -qa --qf '\#(RpmDatabase.format)'; }
            set -- "$program" "$@"

            """# + PackageOutcome.comparing

    /// The program's words, and behind a line of its own what rpm knows of the packages that they name.
    private static let rehearsing =
        choosing + "\n" + #"""
            said=$("$program" "$@"); code=$?
            printf '%s\n\037\n' "$said"
            names=$(printf '%s\n' "$said" |
                sed -n 's/^ \{1,5\}\(replacing  *\)\{0,1\}\([A-Za-z0-9][A-Za-z0-9._+-]*\)\( .*\)\{0,1\}$/\2/p' | sort -u)
            root=; for word; do case $word in --installroot=*) root=--root=${word#*=} ;; esac; done
            rpm $root -q --qf '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH}\n' $names 2>/dev/null
            exit $code
            """#
}

/// What rpm(8) knows.
enum RpmDatabase {
    /// A package in a line.
    static let format = #"%{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}.%{ARCH}\n"#

    /// A name, with its version or not, what a package provides, or a pattern.
    static func question(_ spec: String, root: RemotePath?) -> Command {
        let script = #"""
            command -v rpm >/dev/null 2>&1 || { echo 'the host has no rpm' >&2; exit 127; }
            case $3 in
            *[*?[]*) found=$(rpm $1 -qa --qf "$2" "$3" 2>/dev/null) ;;
            *)
                found=$(rpm $1 -q --qf "$2" "$3" 2>/dev/null) || found=$(rpm $1 -q --whatprovides --qf "$2" "$3" 2>/dev/null) ||
                    exit 1 ;;
            esac
            [ -n "$found" ] && printf '%s\n' "$found"
            """#
        let words = [root.map { "--root=\($0.text)" } ?? "", format, spec]
        return Command(
            .arguments(["/bin/sh", "-c", script, "sh"] + words), environment: [EnvironmentVariable("LC_ALL", "C")])
    }
}
