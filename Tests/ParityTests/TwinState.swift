import Foundation

/// In what two hosts differ that were treated alike.
enum TwinState {
    /// What may differ, and why. Patterns of glob(7) on paths below `/`.
    private static let excused: [(pattern: String, reason: String)] = [
        ("etc/hostname", "each host has its own name"),
        ("etc/hosts", "each host has its own name"),
        ("etc/machine-id", "made at random"),
        ("etc/ssh/ssh_host_*", "made at random"),
        ("etc/systemd/network/10-lab.network", "each host has its own address"),
        ("home/*/.ansible*", "Ansible's folder for its modules; swiftplay needs none"),
        ("root/.ansible*", "Ansible's folder for its modules; swiftplay needs none"),
        ("tmp/systemd-private-*", "named at random"),
        ("var/tmp/systemd-private-*", "named at random"),
        ("var/log/*", "tells times and commands"),
        ("var/cache/apt/*pkgcache.bin", "holds times"),
        ("var/cache/ldconfig/*", "holds times"),
        ("var/lib/apt/*", "package lists with times"),
        ("var/lib/dpkg/*-old", "the state before the last package, in the order apt chose"),
        ("var/lib/systemd/*", "seeds, counters and times"),
        ("*/__pycache__*", "Python's own cache"),
        // Branches that were not asked for, reflogs, packs: the checked-out files and HEAD must be alike.
        ("*.git/[!H]*", "what a clone keeps besides is a matter of how it was fetched"),
        ("home/developer/model/trained/*.log", "tells times"),
    ]

    static func differences(ours: String, theirs: String) async throws -> [String] {
        async let one = HostTree(of: ours, timed: false)
        async let other = HostTree(of: theirs, timed: false)
        let trees = try await (one, other)
        let paths = trees.0.differences(from: trees.1) { path in
            excused.contains { fnmatch($0.pattern, path, 0) == 0 } || isCrontab(path) || isServing(path)
        }
        return try await paths + crontabDifferences(ours, theirs) + servingDifferences(ours, theirs)
            + unitDifferences(ours, theirs)
    }

    private static func isCrontab(_ path: String) -> Bool { path.hasPrefix("var/spool/cron/crontabs/") }

    /// crontab(1) writes into each table when and from what it was installed.
    private static func crontabDifferences(_ ours: String, _ theirs: String) async throws -> [String] {
        try await difference(
            ours, theirs,
            "cd /var/spool/cron/crontabs 2>/dev/null && stat -c '%n %a %U %G' * && grep -v ' installed on ' *")
    }

    private static func isServing(_ path: String) -> Bool { path.hasSuffix("/serving.json") }

    /// The service writes which versions answer, and since when.
    private static func servingDifferences(_ ours: String, _ theirs: String) async throws -> [String] {
        try await difference(
            ours, theirs, #"cd /opt/model-service/models 2>/dev/null && sed 's/"since"[^,}]*//g' */serving.json"#)
    }

    private static func unitDifferences(_ ours: String, _ theirs: String) async throws -> [String] {
        try await difference(
            ours, theirs,
            "systemctl list-units --type=service,timer,socket --all --no-legend --plain; systemctl list-unit-files --no-legend"
        )
    }

    private static func difference(_ ours: String, _ theirs: String, _ command: String) async throws -> [String] {
        async let one = Lab.ssh(ours, command + "; true")
        async let other = Lab.ssh(theirs, command + "; true")
        let (mine, others) = try await (lines(one), lines(other))
        return mine.symmetricDifference(others).sorted().map { (mine.contains($0) ? "ours: " : "theirs: ") + $0 }
    }

    /// Logins come and go.
    private static func lines(_ text: String) -> Set<Substring> {
        Set(text.split(separator: "\n").filter { !$0.contains("session") && !$0.contains("ssh@") })
    }
}
