import ModuleKit
import Values

/// Builds calls of apt-get(8): never a question to the user, output in a language we can read.
struct AptCommand {
    var arguments: [String]
    /// The exit code that `/usr/sbin/policy-rc.d` gives meanwhile.
    var policy: Int?

    var command: Command {
        let call = ["apt-get"] + arguments
        guard let policy else { return Command(.arguments(call), environment: Self.environment) }
        let wrapped = ["/bin/sh", "-c", Self.withPolicy, "sh", String(policy)] + call
        return Command(.arguments(wrapped), environment: Self.environment)
    }

    /// An update of the package lists, tried again after growing pauses.
    ///
    /// - Parameter longestPause: In seconds.
    static func update(retries: Int, longestPause: Int, options: [String]) -> Command {
        let call = ["apt-get", "-q", "-o", "APT::Update::Error-Mode=any"] + options + ["update"]
        let counts = [String(max(1, retries)), String(max(1, longestPause))]
        return Command(
            .arguments(["/bin/sh", "-c", withRetries, "sh"] + counts + call), environment: environment)
    }

    static let environment = [
        EnvironmentVariable("DEBIAN_FRONTEND", "noninteractive"), EnvironmentVariable("DEBIAN_PRIORITY", "critical"),
        EnvironmentVariable("LANG", "C.UTF-8"), EnvironmentVariable("LC_ALL", "C.UTF-8"),
    ]
    /// A question to APT in `program`. Caches are made in memory and no plan is logged, for a question leaves no trace.
    static func question(_ program: String, _ arguments: [String]) -> Command {
        let inMemory = ["-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache=", "-o", "Dir::Log::Planner="]
        return Command(.arguments([program] + arguments + inMemory), environment: language)
    }

    /// What apt-get(8) would do.
    static func simulation(_ arguments: [String]) -> Command { question("apt-get", ["-s", "-q"] + arguments) }

    /// For questions: the same language, nothing else.
    private static let language = [EnvironmentVariable("LC_ALL", "C.UTF-8")]

    /// `$1` tries, pauses of 1, 2, 4 … up to `$2` seconds between them.
    private static let withRetries = """
        left=$1 longest=$2 pause=1; shift 2
        while :; do
            "$@" && exit 0
            code=$?; left=$((left - 1))
            [ "$left" -gt 0 ] || exit "$code"
            [ "$pause" -le "$longest" ] || pause=$longest
            sleep "$pause"; pause=$((pause * 2))
        done
        """

    /// Puts a `policy-rc.d` that ends with `$1` in place, and what stood there back in the end.
    private static let withPolicy = """
        policy=/usr/sbin/policy-rc.d kept=
        restore() { rm -f "$policy"; [ -z "$kept" ] || { mv "$kept/policy" "$policy" && rmdir "$kept"; }; }
        if [ -e "$policy" ] || [ -L "$policy" ]; then
            kept=$(mktemp -d "$policy.XXXXXX") && mv "$policy" "$kept/policy" || exit
        fi
        trap restore EXIT
        trap 'exit 129' HUP
        trap 'exit 130' INT
        trap 'exit 143' TERM
        printf '#!/bin/sh\\nexit %s\\n' "$1" >"$policy" && chmod 755 "$policy" || exit
        shift
        "$@"
        """
}
