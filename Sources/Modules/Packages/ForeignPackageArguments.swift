import ModuleKit
import Values

/// Arguments of package managers that are not there yet: `package` hands on what belongs to the host's own.
struct ForeignPackageArguments: ArgumentGroupContents {
    @Argument("Of dnf and yum: repositories to use besides.") var enablerepo: [String]?
    @Argument("Of dnf and yum: repositories not to use.") var disablerepo: [String]?
    @Argument("Of dnf and yum: packages to leave out.") var exclude: [String]?
    @Argument("Of dnf and yum: whether signatures are not checked.") var disableGpgCheck: Bool?
    @Argument("Of dnf and yum: configuration that does not count for exclusions.") var disableExcludes: String?
    @Argument("Of dnf and yum: root of another system to work on.") var installroot: RemotePath?
    @Argument("Of dnf and yum: version of the distribution to take packages from.") var releasever: String?
    @Argument("Of dnf and yum: configuration file to use.") var confFile: RemotePath?
    @Argument("Of dnf and yum: a list to tell instead.") var list: String?
    @Argument("Of dnf and yum: only what mends a fault of security.") var security: Bool?
    @Argument("Of dnf and yum: only what mends a fault.") var bugfix: Bool?
    @Argument("Of dnf: whether the best version need not be taken.") var nobest: Bool?
    @Argument("Of dnf: whether installed packages may go.") var allowerasing: Bool?
    @Argument("Of apk: repository to use.") var repository: [String]?
    @Argument("Of pacman and zypper: further options.") var extraArgs: String?

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
