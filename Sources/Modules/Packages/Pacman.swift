import ModuleKit
import Values

/// Installs, upgrades and removes packages with pacman.
struct Pacman: Module {
    enum Goal: String, ArgumentChoice {
        case absent, installed, latest, present, removed
    }

    static let doc = ModuleDoc(
        "pacman", "Manage packages of Arch Linux.", collection: "community.general",
        refused: [
            "reason": "let a task with `command: pacman --database --asdeps NAME` tell it",
            "reason_for": "as `reason`",
        ],
        returns: [
            ReturnValue(
                "packages", "The packages that came or went, or would.", only: "if packages are named or upgraded"),
            ReturnValue("cache_updated", "Whether the lists were brought up to date.", only: "if that was asked for"),
        ] + .ofPrograms,
        examples: """
            - name: Have the tools of the press
              community.general.pacman: { name: [cider-press, barrel], state: present, update_cache: true }
            - pacman: { upgrade: true, update_cache: true }
            - pacman: { name: cider-press, state: absent, extra_args: --recursive }
            - pacman: { name: /srv/cider-press-3-1-any.pkg.tar.zst }
            """)

    @Argument("The program, or one that takes the same words.") var executable: String = "pacman"
    @Argument("Further options where packages are installed or removed.") var extraArgs: String = ""
    @Argument("Remove packages that others need; with `update_cache`, fetch all lists again.") var force: Bool = false
    @Argument("Packages: names, groups, files or URLs.", aliases: "package", "pkg") var name: [String]?
    @Argument("Keep no changed configuration files.") var removeNosave: Bool = false
    @Argument("What the packages should be.") var state: Goal = .present
    @Argument("Bring the lists up to date first.") var updateCache: Bool = false
    @Argument("Further options where the lists are brought up to date.") var updateCacheExtraArgs: String = ""
    @Argument("Upgrade all packages.") var upgrade: Bool = false
    @Argument("Further options where all is upgraded.") var upgradeExtraArgs: String = ""

    static let rules: [ArgumentRule] = [
        .exclusive("name", "upgrade"), .atLeastOne("name", "update_cache", "upgrade"),
    ]

    func validate() throws(ModuleFailure) {
        try request.validate()
        guard Shlex(executable).texts.count == 1 else { throw ModuleFailure("not a program: \(executable)") }
    }

    var touches: [Footprint] { request.touches }
    var probe: Probe<PackageHost> { request.probe }
    func recheck(of host: PackageHost) -> Probe<PackageHost> { request.recheck(of: host) }

    func changes(from host: PackageHost) throws(ModuleFailure) -> [Change] {
        try request.changes(from: host)
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PackageHost>)
        -> ModuleFailure?
    {
        .packages(output)
    }

    func result(_ applied: Applied<PackageHost>) -> ModuleResult {
        let outcome = PackageOutcome(applied)
        var result = outcome.result
        result.changed = outcome.changed
        if updateCache { result["cache_updated"] = true }
        guard name != nil || upgrade else { return result }
        let names = Set((outcome.coming + outcome.going).map { String($0.prefix { $0 != " " }) })
        result["packages"] = .list(names.sorted().map(Value.string))
        return result
    }
}

extension Pacman {
    private var request: PackageRequest {
        var request = PackageRequest(tool: tool, specs: PackageSpecs.split(name ?? []), goal: goal)
        request.upgradesAll = upgrade
        request.refreshes = updateCache
        request.allowsDowngrades = true
        return request
    }

    private var goal: PackageRequest.Goal {
        switch state {
        case .present, .installed: .present
        case .latest: .latest
        case .absent, .removed: .absent
        }
    }

    private var tool: PacmanTool {
        var tool = PacmanTool(program: executable)
        tool.options = Shlex(extraArgs).texts
        tool.refreshOptions = (force ? ["--refresh"] : []) + Shlex(updateCacheExtraArgs).texts
        tool.upgradeOptions = Shlex(upgradeExtraArgs).texts
        tool.removeOptions = (force ? ["--nodeps", "--nodeps"] : []) + (removeNosave ? ["--nosave"] : [])
        return tool
    }
}
