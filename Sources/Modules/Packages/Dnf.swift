import ModuleKit
import Values

/// Installs, upgrades and removes packages with DNF or Yum.
struct Dnf: Module {
    enum Goal: String, ArgumentChoice {
        case absent, present, installed, removed, latest
    }

    enum Backend: String, ArgumentChoice {
        case auto, dnf, dnf4, dnf5, yum, yum4
    }

    static let doc = ModuleDoc(
        "dnf", "Manage packages of Fedora, Red Hat and their relatives.", aliases: ["dnf5", "yum"],
        refused: ["list": "`package_facts` tells what is installed"],
        ignored: [
            "install_repoquery": "nothing needs to be installed on the host",
            "lock_timeout": "the program waits for its lock by itself",
        ],
        returns: [
            ReturnValue("results", "The packages that come and go, or would."), ReturnValue("rc", "0."),
            ReturnValue("msg", "That there was nothing to do.", only: "if it is so"),
        ],
        differences: """
            The host's dnf5, dnf or yum does the work, and tells beforehand what it would do; for that it may refresh its \
            cache, in a check, too. `security` and `bugfix` are those of `dnf upgrade`. With Yum 3 no package is replaced by \
            an older version.
            """,
        examples: """
            - name: Have the tools of the press
              dnf: { name: [cider-press, "barrel-2.1", "@Cider Making"], state: present }
            - yum: { name: "*", state: latest, exclude: [kernel*], security: true }
            - dnf: { name: "https://rpm.example.net/press-3.noarch.rpm", disable_gpg_check: true }
            - dnf: { name: cider-press, state: latest, enablerepo: [orchard], disablerepo: ["*"], update_cache: true }
            - dnf: { name: cider-press, state: absent, autoremove: true }
            - dnf5: { autoremove: true }
            """)

    @Argument("Replace a package by an older version where the name asks for one.") var allowDowngrade: Bool = false
    @Argument("Remove installed packages that are in the way.") var allowerasing: Bool = false
    @Argument("Remove what was installed for other packages only and is needed no more.") var autoremove: Bool = false
    @Argument("Take the newest version or fail; the host decides if not given.") var best: Bool?
    @Argument("With `latest`: only what mends mistakes.") var bugfix: Bool = false
    @Argument("Take metadata as it is in the cache.") var cacheonly: Bool = false
    @Argument("A configuration file of the program.") var confFile: RemotePath?
    @Argument("Whose exclusions do not count: `all`, `main` or a repository.") var disableExcludes: String?
    @Argument("Install packages whose signature cannot be checked.") var disableGpgCheck: Bool = false
    @Argument("Plugins that are not used.") var disablePlugin: [String] = []
    @Argument("Repositories that are not used.") var disablerepo: [String] = []
    @Argument("Where packages are put with `download_only`.") var downloadDir: RemotePath?
    @Argument("Only download the packages.") var downloadOnly: Bool = false
    @Argument("Plugins that are used although they are off.") var enablePlugin: [String] = []
    @Argument("Repositories that are used although they are off.") var enablerepo: [String] = []
    @Argument("Packages to leave out.") var exclude: [String] = []
    @Argument("Install what the module itself needs.") var installRepoquery: Bool = true
    @Argument("Install what packages recommend.") var installWeakDeps: Bool = true
    @Argument("Root directory of the system to work on.") var installroot: RemotePath = "/"
    @Argument("Seconds to wait for the lock.") var lockTimeout: Int = 30
    @Argument(
        "Packages: names, with a version or a comparison, patterns, files, URLs, or `@` and a group; `*` is all.",
        aliases: "pkg")
    var name: [String] = []
    @Argument("The opposite of `best`.") var nobest: Bool?
    @Argument("Version of the distribution to take packages from.") var releasever: String?
    @Argument("With `latest`: only what mends weaknesses.") var security: Bool = false
    @Argument("Leave out what is not to be had or does not fit.") var skipBroken: Bool = false
    @Argument("Whether certificates of repositories are checked.") var sslverify: Bool = true
    @Argument("What the packages should be; `absent` if not given with `autoremove`, else `present`.") var state: Goal?
    @Argument("Look for newer metadata first.", aliases: "expire-cache") var updateCache: Bool = false
    @Argument("With `latest`: leave alone what is not installed.") var updateOnly: Bool = false
    @Argument("Which program to use.") var useBackend: Backend = .auto
    @Argument("Whether certificates of URLs are checked.") var validateCerts: Bool = true

    static let rules: [ArgumentRule] = [.exclusive("best", "nobest")]

    func validate() throws(ModuleFailure) {
        try request.validate()
        guard !autoremove || request.goal == .absent else { throw ModuleFailure("`autoremove` is for `state: absent`") }
    }

    var touches: [Footprint] { request.touches }

    var probe: Probe<PackageHost> { request.probe }

    func recheck(of host: PackageHost) -> Probe<PackageHost> { request.recheck(of: host) }

    func changes(from host: PackageHost) throws(ModuleFailure) -> [Change] { try request.changes(from: host) }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PackageHost>)
        -> ModuleFailure?
    {
        DnfTool.refusal(output)
    }

    func result(_ applied: Applied<PackageHost>) -> ModuleResult { .dnf(applied) }
}

extension ModuleResult {
    /// What DNF did, as Ansible tells it.
    static func dnf(_ applied: Applied<PackageHost>) -> ModuleResult {
        let outcome = PackageOutcome(applied)
        let results = outcome.coming.map { "Installed: \($0)" } + outcome.going.map { "Removed: \($0)" }
        var result: ModuleResult = ["rc": 0, "results": .list(results.map(Value.string))]
        if !applied.changed { result["msg"] = "Nothing to do" }
        return result
    }
}

extension Dnf {
    private var request: PackageRequest {
        let specs = PackageSpecs.split(name)
        let upgradesAll = specs == ["*"] && goal == .latest
        var request = PackageRequest(tool: tool, specs: upgradesAll ? [] : specs, goal: goal)
        request.upgradesAll = upgradesAll
        request.autoremoves = autoremove
        request.updatesOnly = updateOnly || security || bugfix
        request.refreshes = updateCache
        request.allowsDowngrades = allowDowngrade
        return request
    }

    private var tool: DnfTool {
        var tool = DnfTool()
        switch useBackend {
        case .auto, .yum: break
        case .dnf5: tool.programs = "dnf5"
        case .dnf, .dnf4, .yum4: tool.programs = "dnf-3 dnf"
        }
        tool.root = installroot.text == "/" ? nil : installroot
        tool.options = options
        tool.importance = (security ? ["--security"] : []) + (bugfix ? ["--bugfix"] : [])
        (tool.removesUnneeded, tool.refreshes) = (autoremove, updateCache)
        return tool
    }

    private var goal: PackageRequest.Goal {
        switch state {
        case .present, .installed: .present
        case .latest: .latest
        case .absent, .removed: .absent
        case nil: autoremove ? .absent : .present
        }
    }

    private var options: [String] {
        let flags: [(Bool, String)] = [
            (allowerasing, "--allowerasing"), (best == true || nobest == false, "--best"),
            (nobest == true || best == false, "--nobest"), (cacheonly, "--cacheonly"),
            (disableGpgCheck, "--nogpgcheck"), (downloadOnly, "--downloadonly"),
            (!installWeakDeps, "--setopt=install_weak_deps=False"), (skipBroken, "--skip-broken"),
            (skipBroken, "--setopt=strict=False"), (!sslverify || !validateCerts, "--setopt=sslverify=False"),
        ]
        let words: [(String, String?)] = [
            ("--config", confFile?.text), ("--disableexcludes", disableExcludes), ("--downloaddir", downloadDir?.text),
            ("--installroot", installroot.text == "/" ? nil : installroot.text), ("--releasever", releasever),
        ]
        let lists = [
            ("--disableplugin", disablePlugin), ("--disablerepo", disablerepo), ("--enableplugin", enablePlugin),
            ("--enablerepo", enablerepo), ("--exclude", exclude),
        ]
        return flags.filter(\.0).map(\.1) + words.compactMap { name, value in value.map { "\(name)=\($0)" } }
            + lists.flatMap { name, values in values.map { "\(name)=\($0)" } }
    }
}
