import ModuleKit
import Values

/// Installs, upgrades and removes packages with APT.
struct Apt: Module {
    enum Goal: String, ArgumentChoice {
        case present, latest, absent
        case buildDep = "build-dep"
        case fixed
    }

    enum Upgrade: String, ArgumentChoice {
        case no, yes, safe, full, dist
    }

    static let doc = ModuleDoc(
        "apt", "Manage packages of Debian and its derivatives.",
        checkMode: .partly(except: exceptionOfForecast), ignored: ["force_apt_get": "apt-get is always used"],
        returns: [
            ReturnValue("cache_updated", "Whether the package lists were updated."),
            ReturnValue("cache_update_time", "When they were last updated, in seconds since 1970."),
        ] + .ofPrograms,
        differences: """
            aptitude is never used: `upgrade: full` is apt-get's dist-upgrade. `force` allows unauthenticated, \
            downgraded, essential and held packages.
            """,
        examples: """
            - apt: { name: curl }
            - apt: { name: [jq, "xz-utils=5.4*", "tar>=1.34"], update_cache: true, cache_valid_time: 7200 }
            - apt: { name: tmux, state: latest, default_release: stable-backports }
            - apt: { name: telnetd, state: absent, purge: true, autoremove: true }
            - apt: { name: "*", state: latest }
            - apt: { upgrade: full, update_cache: true, dpkg_options: "force-confnew,force-overwrite" }
            - apt: { deb: /srv/orchard/orchard_7_all.deb }
            - apt: { pkg: jq, state: build-dep }
            - apt: { update_cache: true }
            - apt: { autoremove: true, purge: true }
            - apt: { clean: true }
            """)

    static let exceptionOfForecast = "what newer package lists would offer, and what the scripts of packages do"

    @Argument(
        "Packages: names, patterns such as `apt*`, or with a version, such as `foo=1.0*` or `foo>=1.0`.",
        aliases: "package",
        "pkg")
    var name: [String] = []
    @Argument("The desired state of the packages.") var state: Goal = .present
    @Argument("Update the package lists first.", aliases: "update-cache") var updateCache: Bool?
    @Argument("How many seconds package lists stay fresh; older ones are updated.")
    var cacheValidTime: Int = 0
    @Argument("How often to try to update the lists.") var updateCacheRetries: Int = 5
    @Argument("Longest pause between attempts to update the lists, in seconds.") var updateCacheRetryMaxDelay: Int = 12
    @Argument("Upgrade all packages: `yes` and `safe` remove none, `full` and `dist` may.") var upgrade: Upgrade = .no
    @Argument("Package files to install, comma-separated: paths on the host or URLs.") var deb: String?
    @Argument("Release to take packages from (`apt-get -t`).", aliases: "default-release") var defaultRelease: String?
    @Argument(
        "Whether recommended packages are installed too; if not given, the host decides.", aliases: "install-recommends"
    )
    var installRecommends: Bool?
    @Argument("Allow unauthenticated, downgraded, essential and held packages.") var force: Bool = false
    @Argument("Use apt-get rather than aptitude.") var forceAptGet: Bool = false
    @Argument("Remove packages that nothing depends on any more.") var autoremove: Bool = false
    @Argument("Delete downloaded package files that no repository offers any more.") var autoclean: Bool = false
    @Argument("Delete all downloaded package files first.") var clean: Bool = false
    @Argument("Remove configuration files with the packages.") var purge: Bool = false
    @Argument("Options for dpkg, comma-separated, without dashes.") var dpkgOptions: String =
        "force-confdef,force-confold"
    @Argument("Install packages that cannot be authenticated.", aliases: "allow-unauthenticated")
    var allowUnauthenticated: Bool = false
    @Argument(
        "Replace a package by an older version.", aliases: "allow-downgrade", "allow_downgrades", "allow-downgrades")
    var allowDowngrade: Bool = false
    @Argument("Change packages that are on hold.") var allowChangeHeldPackages: Bool = false
    @Argument("Upgrade packages only where they are installed.") var onlyUpgrade: Bool = false
    @Argument("Fail rather than remove any package.") var failOnAutoremove: Bool = false
    @Argument("Seconds to wait for another program's lock.") var lockTimeout: Int = 60
    @Argument("Exit code of policy-rc.d during the task: 101 keeps services from being started.") var policyRcD: Int?

    static let rules: [ArgumentRule] = [.exclusive("deb", "name", "upgrade")]

    func validate() throws(ModuleFailure) {
        let isAsked = deb != nil || $name.isGiven || upgrade != .no || wantsUpdate || autoremove || autoclean || clean
        guard isAsked || state == .fixed else {
            throw ModuleFailure("\(MatchedPhrase.oneIsRequired): name, deb, upgrade, update_cache, autoremove")
        }
        let others = name.contains { $0.trimmed != "*" }
        if state == .latest, upgradesAll, others {
            throw ModuleFailure("`name: \"*\"` upgrades everything and cannot be combined with other names")
        }
        try checkOptions()
        _ = try specs
    }

    var touches: [Footprint] { [.packages] + ((try? specs) ?? []).map { .package($0.name) } }

    var probe: Probe<AptHost> {
        get throws(ModuleFailure) { try hostProbe }
    }

    func changes(from host: AptHost) throws(ModuleFailure) -> [Change] {
        try AptPlan(apt: self, host: host).changes()
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<AptHost>) -> ModuleFailure? {
        AptReport.failure(of: command, output)
    }

    func result(_ applied: Applied<AptHost>) throws(ModuleFailure) -> ModuleResult {
        try AptReport(apt: self, applied: applied).result()
    }
}

extension Apt {
    var wantsUpdate: Bool { updateCache == true || cacheValidTime > 0 }

    var upgradesAll: Bool { name.contains { $0.trimmed == "*" } }

    /// The packages named, without the star that stands for all.
    var specs: [PackageSpec] {
        get throws(ModuleFailure) {
            var specs: [PackageSpec] = []
            for entry in name where entry.trimmed != "*" && !entry.trimmed.isEmpty {
                specs.append(try PackageSpec(entry.trimmed))
            }
            return specs
        }
    }

    /// Whether the lists are too old, or their age does not matter.
    func isStale(_ host: AptHost) -> Bool {
        guard wantsUpdate else { return false }
        guard cacheValidTime > 0, let now = host.now else { return true }
        return host.cacheTime + cacheValidTime < now
    }

    /// Words that go into an argument of apt-get, where an option or a second word could be smuggled in.
    private func checkOptions() throws(ModuleFailure) {
        for option in dpkgOptionList {
            guard option.consists(of: .letters, .digits, "-=/._"), !option.hasPrefix("-") else {
                throw ModuleFailure("not a dpkg option: \(option)", hint: "for example force-confdef,force-confold")
            }
        }
        if let defaultRelease, defaultRelease.hasPrefix("-") || defaultRelease.contains(where: \.isWhitespace) {
            throw ModuleFailure("not a release: \(defaultRelease)")
        }
    }

    var dpkgOptionList: [String] {
        dpkgOptions.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}
