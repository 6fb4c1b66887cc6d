import ModuleKit
import Values

/// Arguments of other package managers than APT, which `package` hands on where they belong to the host's own.
struct ForeignPackageArguments: ArgumentGroupContents {
    @Argument("For dnf and yum: repositories to enable.") var enablerepo: [String]?
    @Argument("For dnf and yum: repositories to disable.") var disablerepo: [String]?
    @Argument("For dnf and yum: packages to exclude.") var exclude: [String]?
    @Argument("For dnf, yum and zypper: whether to skip the check of signatures.") var disableGpgCheck: Bool?
    @Argument("For dnf and yum: configuration whose exclusions are ignored.") var disableExcludes: String?
    @Argument("For dnf and yum: root directory of another system to work on.") var installroot: RemotePath?
    @Argument("For dnf and yum: version of the distribution to take packages from.") var releasever: String?
    @Argument("For dnf and yum: configuration file to use.") var confFile: RemotePath?
    @Argument("For dnf and yum: a list to return instead; not supported.") var list: String?
    @Argument("For dnf and yum: only security updates.") var security: Bool?
    @Argument("For dnf and yum: only bug fixes.") var bugfix: Bool?
    @Argument("For dnf: whether a version other than the best is acceptable.") var nobest: Bool?
    @Argument("For dnf: whether installed packages may be removed.") var allowerasing: Bool?
    @Argument("For apk: repository to use.") var repository: [String]?
    @Argument("For pacman and zypper: further options.") var extraArgs: String?

    /// Those that are given, and for which managers they are.
    var given: [(name: String, managers: Set<Package.Manager>)] {
        let marks: [(String, Bool, Set<Package.Manager>)] = [
            ("enablerepo", $enablerepo.isGiven, [.dnf]), ("disablerepo", $disablerepo.isGiven, [.dnf]),
            ("exclude", $exclude.isGiven, [.dnf]), ("disable_gpg_check", $disableGpgCheck.isGiven, [.dnf, .zypper]),
            ("disable_excludes", $disableExcludes.isGiven, [.dnf]), ("installroot", $installroot.isGiven, [.dnf]),
            ("releasever", $releasever.isGiven, [.dnf]), ("conf_file", $confFile.isGiven, [.dnf]),
            ("list", $list.isGiven, []), ("security", $security.isGiven, [.dnf]), ("bugfix", $bugfix.isGiven, [.dnf]),
            ("nobest", $nobest.isGiven, [.dnf]), ("allowerasing", $allowerasing.isGiven, [.dnf]),
            ("repository", $repository.isGiven, [.apk]), ("extra_args", $extraArgs.isGiven, [.pacman, .zypper]),
        ]
        return marks.filter(\.1).map { ($0.0, $0.2) }
    }

    var dnfOptions: [String] {
        let words: [(String, [String]?)] = [
            ("--enablerepo", enablerepo), ("--disablerepo", disablerepo), ("--exclude", exclude),
            ("--disableexcludes", disableExcludes.map { [$0] }), ("--installroot", installroot.map { [$0.text] }),
            ("--releasever", releasever.map { [$0] }), ("--config", confFile.map { [$0.text] }),
        ]
        let flags = [
            (disableGpgCheck, "--nogpgcheck"), (nobest, "--nobest"), (nobest.map { !$0 }, "--best"),
            (allowerasing, "--allowerasing"),
        ]
        return words.flatMap { name, values in (values ?? []).map { "\(name)=\($0)" } }
            + flags.filter { $0.0 == true }.map(\.1)
    }

    var importance: [String] {
        (security == true ? ["--security"] : []) + (bugfix == true ? ["--bugfix"] : [])
    }

    var updatesOnly: Bool { !importance.isEmpty }

    var extraOptions: [String] { Shlex(extraArgs ?? "").texts }
}
