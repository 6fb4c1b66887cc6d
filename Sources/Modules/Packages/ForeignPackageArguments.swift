import ModuleKit
import Values

/// Arguments of package managers that are not there yet: `package` hands on what belongs to the host's own.
struct ForeignPackageArguments: ArgumentGroupContents {
    @Argument("For dnf and yum: repositories to enable.") var enablerepo: [String]?
    @Argument("For dnf and yum: repositories to disable.") var disablerepo: [String]?
    @Argument("For dnf and yum: packages to exclude.") var exclude: [String]?
    @Argument("For dnf and yum: whether to skip the check of signatures.") var disableGpgCheck: Bool?
    @Argument("For dnf and yum: configuration whose exclusions are ignored.") var disableExcludes: String?
    @Argument("For dnf and yum: root directory of another system to work on.") var installroot: RemotePath?
    @Argument("For dnf and yum: version of the distribution to take packages from.") var releasever: String?
    @Argument("For dnf and yum: configuration file to use.") var confFile: RemotePath?
    @Argument("For dnf and yum: a list to return instead.") var list: String?
    @Argument("For dnf and yum: only security updates.") var security: Bool?
    @Argument("For dnf and yum: only bug fixes.") var bugfix: Bool?
    @Argument("For dnf: whether a version other than the best is acceptable.") var nobest: Bool?
    @Argument("For dnf: whether installed packages may be removed.") var allowerasing: Bool?
    @Argument("For apk: repository to use.") var repository: [String]?
    @Argument("For pacman and zypper: further options.") var extraArgs: String?

    /// The name of one that is given.
    var given: String? {
        let marks = [
            ("enablerepo", $enablerepo.isGiven), ("disablerepo", $disablerepo.isGiven), ("exclude", $exclude.isGiven),
            ("disable_gpg_check", $disableGpgCheck.isGiven), ("disable_excludes", $disableExcludes.isGiven),
            ("installroot", $installroot.isGiven), ("releasever", $releasever.isGiven),
            ("conf_file", $confFile.isGiven),
            ("list", $list.isGiven), ("security", $security.isGiven), ("bugfix", $bugfix.isGiven),
            ("nobest", $nobest.isGiven), ("allowerasing", $allowerasing.isGiven),
            ("repository", $repository.isGiven), ("extra_args", $extraArgs.isGiven),
        ]
        return marks.first(where: \.1)?.0
    }
}
