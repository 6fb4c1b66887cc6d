import ModuleKit
import Values

/// Installs, upgrades and removes packages with zypper.
struct Zypper: Module {
    enum Goal: String, ArgumentChoice {
        case present, latest, absent
        case distUpgrade = "dist-upgrade"
        case installed, removed
    }

    enum Kind: String, ArgumentChoice {
        case package, patch, pattern, product, srcpackage, application
    }

    static let doc = ModuleDoc(
        "zypper", "Manage packages of SUSE.", collection: "community.general",
        ignored: ["quiet": "what zypper prints is read, and shown only where it fails"],
        returns: [
            ReturnValue("name", "The packages."), ReturnValue("state", "What they should be."),
            ReturnValue("rc", "0."),
        ] + .ofPrograms,
        differences:
            "Names that begin with `-`, `~` or `+` are not supported; use a task for what goes and one for what comes.",
        examples: """
            - name: Have the tools of the press
              community.general.zypper: { name: [cider-press, "barrel>=2.1"], state: present }
            - zypper: { name: "*", state: latest, update_cache: true }
            - zypper: { name: cider-press, state: absent, clean_deps: true }
            - zypper: { name: "*", state: dist-upgrade, allow_vendor_change: true }
            - zypper: { name: orchard, type: pattern }
            """)

    @Argument("With `dist-upgrade`: packages may come from another vendor.") var allowVendorChange: Bool = false
    @Argument("Remove what was installed for the packages only.") var cleanDeps: Bool = false
    @Argument("Install packages whose signature cannot be checked.") var disableGpgCheck: Bool = false
    @Argument("Leave out what packages recommend.") var disableRecommends: Bool = true
    @Argument("Further options behind the command.") var extraArgs: String?
    @Argument("Further options before the command.") var extraArgsPrecommand: String?
    @Argument("Install even if it is the same, older, or of another vendor.") var force: Bool = false
    @Argument("Let zypper remove what is in the way.") var forceResolution: Bool = false
    @Argument("Packages: names, with a comparison, files or URLs; `*` is all.", aliases: "pkg") var name: [String]
    @Argument("Allow an older version.") var oldpackage: Bool = false
    @Argument("Print little.") var quiet: Bool = true
    @Argument("Replace files of other packages.") var replacefiles: Bool = false
    @Argument("Tell only what zypper says in words where it fails.") var simpleErrors: Bool = false
    @Argument("Go on where a script of a package fails behind its installation.") var skipPostErrors: Bool = false
    @Argument("What the packages should be.") var state: Goal = .present
    @Argument("What the names are of.") var type: Kind = .package
    @Argument("Bring the lists up to date first.", aliases: "refresh") var updateCache: Bool = false

    func validate() throws(ModuleFailure) {
        try request.validate()
        guard !PackageSpecs.split(name).contains(where: { "~+".contains($0.prefix(1)) }) else {
            throw ModuleFailure("names with `~` or `+` are not supported", hint: "use a task of its own for what goes")
        }
    }

    var touches: [Footprint] { request.touches }
    var probe: Probe<PackageHost> { request.probe }
    func recheck(of host: PackageHost) -> Probe<PackageHost> { request.recheck(of: host) }
    func changes(from host: PackageHost) throws(ModuleFailure) -> [Change] { try request.changes(from: host) }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PackageHost>)
        -> ModuleFailure?
    {
        if skipPostErrors, output.exitCode == 107 { return nil }
        let told = simpleErrors ? ZypperTool.messages(output).joined(separator: "\n") : ""
        return told.isEmpty ? .packages(output) : ModuleFailure("zypper refused: \(told)", output: output)
    }

    func result(_ applied: Applied<PackageHost>) -> ModuleResult {
        let outcome = PackageOutcome(applied)
        var result = outcome.result
        result["name"] = .list(name.map(Value.string))
        result["state"] = .string(state.rawValue)
        result["rc"] = 0
        result.changed = outcome.changed
        return result
    }
}

extension Zypper {
    private var request: PackageRequest {
        let specs = PackageSpecs.split(name)
        var request = PackageRequest(tool: tool, specs: specs, goal: .present)
        switch state {
        case .present, .installed: break
        case .latest, .distUpgrade: request.goal = .latest
        case .absent, .removed: request.goal = .absent
        }
        request.upgradesAll = specs == ["*"] && request.goal == .latest
        if request.upgradesAll { request.specs = [] }
        request.refreshes = updateCache
        return request
    }

    private var tool: ZypperTool {
        let isVersioned = name.contains { spec in "=<>".contains { spec.contains($0) } }
        let installs: [(Bool, String)] = [
            (disableRecommends, "--no-recommends"), (force, "--force"), (replacefiles, "--replacefiles"),
            (oldpackage || isVersioned, "--oldpackage"),
        ]
        var tool = ZypperTool(kind: type.rawValue)
        tool.isDistributionUpgrade = state == .distUpgrade
        tool.globalOptions = (disableGpgCheck ? ["--no-gpg-checks"] : []) + Shlex(extraArgsPrecommand ?? "").texts
        let resolution = forceResolution ? ["--force-resolution"] : []
        tool.installOptions = ["--auto-agree-with-licenses"] + resolution + installs.filter(\.0).map(\.1)
        tool.upgradeOptions = allowVendorChange && state == .distUpgrade ? ["--allow-vendor-change"] : []
        tool.removeOptions = resolution + (cleanDeps ? ["--clean-deps"] : [])
        tool.options = Shlex(extraArgs ?? "").texts
        return tool
    }
}
