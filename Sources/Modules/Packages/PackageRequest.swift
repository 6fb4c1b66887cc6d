import ModuleKit
import Values

/// What a task wants of packages, whichever program manages them: for `dnf`, `zypper`, `pacman`, `apk` and `package`.
///
/// What is there the database of packages tells. What would come the manager itself tells in a rehearsal, which is asked only
/// where that matters.
struct PackageRequest: Sendable {
    enum Goal: Sendable {
        case present, latest, absent
    }

    var tool: any PackageTool
    /// Words of the task that mean packages.
    var specs: [String]
    var goal: Goal
    /// Whether all that is installed is to be brought up to date.
    var upgradesAll = false
    /// Whether what nothing needs any more goes, where no package is named.
    var autoremoves = false
    /// Whether what is not installed stays so.
    var updatesOnly = false
    /// Whether the lists of what is to be had are brought up to date first.
    var refreshes = false
    var allowsDowngrades = false

    func validate() throws(ModuleFailure) {
        for spec in specs where spec.hasPrefix("-") || spec.contains(where: \.isNewline) {
            throw ModuleFailure("not a name of a package: \(spec)")
        }
        guard !specs.isEmpty || upgradesAll || autoremoves || refreshes else {
            throw ModuleFailure("\(MatchedPhrase.oneIsRequired): name, upgrade, autoremove, update_cache")
        }
        if goal == .absent, let file = specs.first(where: PackageSpecs.isFile) {
            throw ModuleFailure("a package is removed by its name, and not by its file: \(file)")
        }
    }

    var touches: [Footprint] { [.packages] + specs.map { .package($0) } }
}

/// What a package manager is to do.
enum PackageAct: Sendable {
    /// - Parameter newest: Whether what is there is upgraded.
    case install([String], newest: Bool)
    case upgrade([String])
    case upgradeAll
    case remove([String])
    case autoremove
    case refresh

    var text: String {
        switch self {
        case .install(let specs, _): "install \(specs.joined(separator: ", "))"
        case .upgrade(let specs): "upgrade \(specs.joined(separator: ", "))"
        case .upgradeAll: "upgrade all packages"
        case .remove(let specs): "remove \(specs.joined(separator: ", "))"
        case .autoremove: "remove unneeded packages"
        case .refresh: "update the lists of packages"
        }
    }
}

/// A program that manages packages, with the options of a task.
protocol PackageTool: Sendable {
    /// Prints the packages that a word means and that are installed, each in a line; ends with 1 where there are none.
    func question(_ spec: String) -> Command
    /// Tells what an act would do, and does nothing.
    func rehearsal(_ act: PackageAct) -> Command
    /// - Throws: where the program refuses.
    func plan(_ output: CommandOutput) throws(ModuleFailure) -> PackageTransaction
    func command(_ act: PackageAct) -> Command
    /// Whether ``question(_:)`` tells if a word's package is there; if not, only a rehearsal does.
    func isKnown(_ spec: String, for goal: PackageRequest.Goal) -> Bool
    /// Files by which it knows what is to be had.
    var sources: RemotePath { get }
    /// Whether the lists are brought up to date by a call of their own, behind which a rehearsal is out of date.
    var refreshesFirst: Bool { get }
    /// Whether it has to act where its database wants something, even if no package comes or goes.
    var hasWishes: Bool { get }
}

/// Which packages came and went, or would.
struct PackageOutcome {
    private(set) var coming: [String]
    private(set) var going: [String]
    /// What only the manager could tell; `nil` where the decision did.
    private(set) var changed: Bool?
    /// What it printed.
    private(set) var result: ModuleResult = [:]

    init(_ applied: Applied<PackageHost>) {
        let rows = applied.changed ? applied.before.plan?.rows ?? [] : []
        (coming, going) = (rows.flatMap(\.after), rows.flatMap(\.before))
        guard let output = applied.outputs.last, applied.changes.last?.touches != [.nothing] else { return }
        let parts = output.standardOutput.text.split(separator: "\u{1F}\n", omittingEmptySubsequences: false)
        result = ["stdout": .string(String(parts[0])), "stderr": .string(output.standardError.text)]
        guard parts.count > 1 else { return }
        let lines = parts[1].split(separator: "\n").filter { $0.count > 1 }.sorted()
        coming = lines.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
        going = lines.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) }
        if applied.changes.contains(where: { $0.doubt != nil }) { changed = !coming.isEmpty || !going.isEmpty }
    }

    /// Runs the words behind it, and prints behind a line of 0x1F which lines of `list` came (`+`) and went (`-`).
    static let comparing = #"""
        before=$(list); "$@" || exit
        { printf '%s\n\037\n' "$before"; list; } | {
            printf '\037\n'
            awk '/^\037$/ { new = 1; next } !new { old[$0] = 1; next } $0 in old { delete old[$0]; next } { print "+" $0 }
                END { for (line in old) print "-" line }'
        }
        """#
}

/// Words that mean packages.
enum PackageSpecs {
    /// Commas separate names within one, too.
    static func split(_ names: [String]) -> [String] {
        names.flatMap { $0.split(separator: ",").map { String($0).trimmed } }.filter { !$0.isEmpty }
    }

    /// A package's file, here or on a server.
    static func isFile(_ spec: String) -> Bool {
        spec.contains("://") || (spec.contains("/") && [".rpm", ".apk"].contains { spec.hasSuffix($0) })
            || spec.contains(".pkg.tar")
    }
}

/// What must be known of a host's packages.
struct PackageHost: Sendable {
    /// Packages that are there, by the words of the task that mean them.
    var installed: [String: [String]] = [:]
    /// What the program would do; `nil` if it was not asked.
    var plan: PackageTransaction?
    /// Whether an earlier task decides what the program would do.
    var isOpen = false
    /// The words of the task that ask for what is older than what is there.
    var outdated: [String] = []
}

/// What is asked.
extension PackageRequest {
    var probe: Probe<PackageHost> {
        known.then { host in asking(host) }.then { host in
            let older = host.plan?.downgrades ?? []
            let outdated = specs.filter { spec in older.contains { spec.hasPrefix($0 + "-") } }
            guard !allowsDowngrades, goal == .present, !outdated.isEmpty else { return .known(host) }
            return asking(PackageHost(installed: host.installed, outdated: outdated))
        }
    }

    func recheck(of host: PackageHost) -> Probe<PackageHost> {
        known.map { PackageHost(installed: $0.installed, plan: host.plan) }
    }

    private var known: Probe<PackageHost> {
        let facts = asked.map { ($0, installed($0)) }
        let queries = facts.map(\.1.query)
        return Probe(queries) { answers throws(ModuleFailure) in
            var host = PackageHost()
            for (spec, fact) in facts {
                guard case .known(let found) = try fact.probe.stage(answers) else { continue }
                host.installed[spec] = found
            }
            return host
        }
    }

    private var asked: [String] { specs.filter { tool.isKnown($0, for: goal) } }

    private func asking(_ host: PackageHost) -> Probe<PackageHost> {
        guard let act = act(on: host), !act.isRefresh else { return .known(host) }
        let fact = plan(act)
        return Probe([fact.query]) { answers throws(ModuleFailure) in
            var host = host
            if answers[fact.query] == .unknown, isCertain(host) {
                host.isOpen = true
            } else if case .known(let plan) = try fact.probe.stage(answers) {
                host.plan = plan
            }
            return host
        }
    }

    /// Whether what is there tells that something must come or go.
    private func isCertain(_ host: PackageHost) -> Bool {
        host.installed.values.contains { $0.isEmpty == (goal != .absent) } && !updatesOnly
    }

    private func installed(_ spec: String) -> HostFact<[String]> {
        HostFact(tool.question(spec), reads: .package(spec)) { output throws(ModuleFailure) in
            guard output.exitCode <= 1 else { throw ModuleFailure(output.complaint, output: output) }
            return output.exitCode == 0 ? output.standardOutput.text.split(separator: "\n").map(String.init) : []
        }
    }

    private func plan(_ act: PackageAct) -> HostFact<PackageTransaction> {
        let tool = tool
        return HostFact(tool.rehearsal(act), reads: .packages, .path(tool.sources)) { output throws(ModuleFailure) in
            try tool.plan(output)
        }
    }
}

extension PackageAct {
    fileprivate var isRefresh: Bool { if case .refresh = self { true } else { false } }
}

/// What is done.
extension PackageRequest {
    /// `nil` where there is nothing to do, and nothing to ask.
    private func act(on host: PackageHost) -> PackageAct? {
        let there = { (spec: String) in host.installed[spec]?.isEmpty == false }
        if upgradesAll { return .upgradeAll }
        guard !specs.isEmpty else { return autoremoves ? .autoremove : refreshes ? .refresh : nil }
        switch goal {
        case .absent:
            let leaving = specs.filter { !tool.isKnown($0, for: goal) || there($0) }
            return leaving.isEmpty ? nil : .remove(leaving)
        case .present:
            let missing = specs.filter {
                (!tool.isKnown($0, for: goal) || !there($0)) && !host.outdated.contains($0)
            }
            return missing.isEmpty ? nil : .install(missing, newest: false)
        case .latest: return updatesOnly ? .upgrade(specs) : .install(specs, newest: true)
        }
    }

    func changes(from host: PackageHost) throws(ModuleFailure) -> [Change] {
        guard let act = act(on: host) else { return [] }
        guard !act.isRefresh else {
            return [Change(act.text, steps: [.run(tool.command(act))], counts: false, touches: [.nothing])]
        }
        let isCertain = host.isOpen || host.plan?.isEmpty == false || (tool.hasWishes && isCertain(host))
        let isStale = refreshes && tool.refreshesFirst
        guard isCertain || (isStale && goal != .absent) else { return [] }
        let names = host.plan?.rows.map { Footprint.package($0.name) } ?? []
        var change = Change(
            act.text, diff: host.plan.map { .prepared($0.text) }, steps: [.run(tool.command(act))], counts: isCertain,
            touches: touches + names, expects: expectation(host))
        if isStale { change.doubt = "newer lists of packages may offer something else" }
        let refresh = Change(
            PackageAct.refresh.text, steps: [.run(tool.command(.refresh))], counts: false, touches: [.nothing])
        return isStale ? [refresh, change] : [change]
    }

    private func expectation(_ host: PackageHost) -> [Query: Answer] {
        var expects: [Query: Answer] = [:]
        for row in host.plan?.rows ?? [] { expects.merge(installed(row.name).becoming(row.after)) { $1 } }
        for spec in asked {
            let old = host.installed[spec] ?? []
            let coming = host.plan?.rows.filter { $0.isMeant(by: spec) }.flatMap(\.after) ?? []
            let new = goal == .absent ? [] : !coming.isEmpty ? coming : old.isEmpty ? [spec] : old
            expects.merge(installed(spec).becoming(new) { $0.isEmpty == new.isEmpty }) { $1 }
        }
        return expects
    }
}

extension ModuleFailure {
    static func packages(_ output: CommandOutput) -> ModuleFailure {
        ModuleFailure("the package manager refused: \(output.complaint)", output: output)
    }
}
