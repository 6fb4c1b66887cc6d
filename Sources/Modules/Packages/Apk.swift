import ModuleKit
import Values

/// Installs, upgrades and removes packages with apk.
struct Apk: Module {
    enum Goal: String, ArgumentChoice {
        case present, absent, latest, installed, removed
    }

    static let doc = ModuleDoc(
        "apk", "Manage packages of Alpine Linux.", collection: "community.general",
        returns: [
            ReturnValue("packages", "The packages that came or went, or would.", only: "if something changed")
        ] + .ofPrograms,
        examples: """
            - name: Have the tools of the press
              community.general.apk: { name: [cider-press, "barrel=~2"], state: present, update_cache: true }
            - apk: { upgrade: true, available: true, update_cache: true }
            - apk: { name: cider-press, state: latest, repository: ["https://apk.example.net/press"] }
            - apk: { name: cider-press, state: absent }
            """)

    @Argument("With `upgrade`: take what repositories have, even if it is older.") var available: Bool = false
    @Argument("The packages, with a version or not.") var name: [String]?
    @Argument("Keep no lists and no packages on the host.") var noCache: Bool = false
    @Argument("Repositories instead of the host's own.") var repository: [String] = []
    @Argument("What the packages should be.") var state: Goal = .present
    @Argument("Bring the lists up to date first.") var updateCache: Bool = false
    @Argument("Upgrade all packages.") var upgrade: Bool = false
    @Argument("The file of the packages that somebody asked for.") var world: RemotePath = "/etc/apk/world"

    static let rules: [ArgumentRule] = [
        .exclusive("name", "upgrade"), .atLeastOne("name", "update_cache", "upgrade"),
    ]

    func validate() throws(ModuleFailure) { try request.validate() }
    var touches: [Footprint] { request.touches }
    var probe: Probe<PackageHost> { request.probe }
    func recheck(of host: PackageHost) -> Probe<PackageHost> { request.recheck(of: host) }
    func changes(from host: PackageHost) throws(ModuleFailure) -> [Change] { try request.changes(from: host) }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<PackageHost>)
        -> ModuleFailure?
    {
        .packages(output)
    }

    func result(_ applied: Applied<PackageHost>) -> ModuleResult {
        let outcome = PackageOutcome(applied)
        var result = outcome.result
        result.changed = outcome.changed
        if outcome.changed ?? applied.changed {
            result["packages"] = .list(Set(outcome.coming + outcome.going).sorted().map(Value.string))
        }
        return result
    }
}

extension Apk {
    private var request: PackageRequest {
        var tool = ApkTool(world: world)
        tool.options = noCache ? ["--no-cache"] : []
        if !repository.isEmpty {
            tool.options += ["--repositories-file", "/dev/null"] + repository.flatMap { ["--repository", $0] }
        }
        tool.takesWhatIsThere = available
        var request = PackageRequest(tool: tool, specs: PackageSpecs.split(name ?? []), goal: .present)
        switch state {
        case .present, .installed: break
        case .latest: request.goal = .latest
        case .absent, .removed: request.goal = .absent
        }
        request.upgradesAll = upgrade
        request.refreshes = updateCache
        request.allowsDowngrades = true
        return request
    }
}

/// apk(8).
struct ApkTool: PackageTool {
    /// The file of the packages that somebody asked for.
    var world = RemotePath("/etc/apk/world")
    var options: [String] = []
    /// Whether an upgrade may bring what is older.
    var takesWhatIsThere = false

    let sources = RemotePath("/etc/apk/repositories")
    let refreshesFirst = true
    let hasWishes = true

    func isKnown(_ spec: String, for goal: PackageRequest.Goal) -> Bool { !PackageSpecs.isFile(spec) }

    /// What is there only because others need it is not there as a wish, but can be removed.
    func question(_ spec: String) -> Command {
        let name = String(spec.prefix { !"<>=~@".contains($0) })
        let script = #"""
            command -v apk >/dev/null 2>&1 || { echo 'the host has no apk' >&2; exit 127; }
            apk info -e "$1" >/dev/null 2>&1 || exit 1
            while read -r word; do
                case $word in "$2"|"$2"[\<\>=~@]*) exec apk info -v -e "$2" ;; esac
            done <"$3"
            exit 1
            """#
        return Command(.arguments(["/bin/sh", "-c", script, "sh", spec, name, world.text]))
    }

    func rehearsal(_ act: PackageAct) -> Command { Command(.arguments(words(act, ["--simulate"]))) }

    /// It tells each package in a line: `(1/2) Upgrading press (3-r0 -> 4-r0)`.
    func plan(_ output: CommandOutput) throws(ModuleFailure) -> PackageTransaction {
        guard output.exitCode == 0 else { throw .packages(output) }
        var plan = PackageTransaction()
        for line in output.standardOutput.text.split(separator: "\n") where line.hasPrefix("(") {
            let words = String(line).words.dropFirst()
            guard words.count >= 3, let verb = words.first else { continue }
            let name = words[words.startIndex + 1]
            let versions = words.dropFirst(2).map { $0.filter { !"()".contains($0) } }.filter { $0 != "->" }
            let packages = versions.map { "\(name)-\($0)" }
            let isGoing = verb == "Purging"
            let hasBoth = packages.count == 2
            plan.rows.append(
                PackageTransaction.Row(
                    name: name, before: isGoing || hasBoth ? Array(packages.prefix(1)) : [],
                    after: isGoing ? [] : Array(packages.suffix(1))))
        }
        return plan
    }

    func command(_ act: PackageAct) -> Command {
        let script = "list() { apk info -v 2>/dev/null | sort; }\n" + PackageOutcome.comparing
        return Command(.arguments(["/bin/sh", "-c", script, "sh"] + words(act, [])))
    }

    private func words(_ act: PackageAct, _ flags: [String]) -> [String] {
        switch act {
        case .install(let specs, let newest):
            ["apk"] + options + ["add"] + (newest ? ["--upgrade"] : []) + flags + specs
        case .upgrade(let specs): ["apk"] + options + ["add", "--upgrade"] + flags + specs
        case .upgradeAll: ["apk"] + options + ["upgrade"] + (takesWhatIsThere ? ["--available"] : []) + flags
        case .remove(let specs): ["apk"] + options + ["del", "--purge"] + flags + specs
        case .autoremove, .refresh: ["apk"] + options + ["update"]
        }
    }
}
