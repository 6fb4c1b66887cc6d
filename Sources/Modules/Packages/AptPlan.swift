import ModuleKit
import Values

/// Decides what apt-get(8) must do on a host.
struct AptPlan {
    let apt: Apt
    let host: AptHost

    func changes() throws(ModuleFailure) -> [Change] {
        let rest = try mainChanges()
        var changes: [Change] = []
        if apt.isStale(host) { changes.append(update(counts: !hasMainTask)) }
        if apt.clean { changes.append(run("clean", ["clean"], counts: !hasMainTask)) }
        return changes + rest
    }

    /// Whether the task names packages or an upgrade; an update of the lists is then no change of its own.
    private var hasMainTask: Bool { !apt.name.isEmpty || apt.upgrade != .no || apt.deb != nil }

    private func mainChanges() throws(ModuleFailure) -> [Change] {
        if apt.upgrade != .no || (apt.upgradesAll && apt.state == .latest) {
            return try simulated("upgrade all packages", apt.upgradeArguments)
        }
        if apt.deb != nil { return try fileChanges() }
        guard !host.packages.isEmpty || !host.unmatched.isEmpty || !apt.name.isEmpty else { return try housekeeping() }
        switch apt.state {
        case .present, .latest: return try installChanges()
        case .absent: return removeChanges()
        case .buildDep, .fixed: return try simulated(apt.state.rawValue, try apt.repairArguments())
        }
    }

    private func update(counts: Bool) -> Change {
        let command = AptCommand.update(
            retries: apt.updateCacheRetries, longestPause: apt.updateCacheRetryMaxDelay,
            options: apt.force || apt.allowUnauthenticated ? ["--allow-unauthenticated"] : [])
        return Change("update the package lists", steps: [.run(command)], counts: counts, touches: [.nothing])
    }

    /// Cleaning, and mending what is broken, when no package is named.
    private func housekeeping() throws(ModuleFailure) -> [Change] {
        var changes: [Change] = []
        if apt.state == .fixed { changes += try simulated("fix broken dependencies", try apt.repairArguments()) }
        if apt.autoclean { changes += try simulated("delete old package files", ["autoclean"]) }
        if apt.autoremove {
            changes += try simulated("remove unneeded packages", apt.autoremoveArguments)
        }
        return changes
    }
}

extension AptPlan {
    private func installChanges() throws(ModuleFailure) -> [Change] {
        let isStale = apt.isStale(host)
        if let pattern = host.unmatched.first, !isStale {
            throw ModuleFailure("\(MatchedPhrase.noPackage) '\(pattern)' was found")
        }
        let missing = host.packages.filter { !$0.isSatisfied && !(apt.onlyUpgrade && $0.state?.installed == nil) }
        if !isStale { for package in missing { try checkAvailable(package) } }
        let newer = apt.state == .latest ? host.packages.filter { $0.isSatisfied && $0.upgrade != nil } : []
        // After an update of the lists any package may turn out to be old: apt-get is asked, and its words decide.
        let doubtful =
            apt.state == .latest && isStale
            ? host.packages.filter { $0.state?.installed != nil && !newer.contains($0) } : []
        let chosen = host.packages.filter { missing.contains($0) || newer.contains($0) || doubtful.contains($0) }
        let unmatched = isStale ? host.unmatched : []
        guard !chosen.isEmpty || !unmatched.isEmpty else { return [] }
        try checkHolds(chosen)
        try checkDowngrades(chosen)
        let arguments = apt.installArguments + chosen.map(\.argument) + unmatched
        let counts = !missing.isEmpty || !newer.isEmpty || !unmatched.isEmpty
        return [
            Change(
                "install \((chosen.map(\.argument) + unmatched).joined(separator: ", "))",
                diff: diff(missing + newer), steps: [.run(command(arguments))], counts: counts,
                touches: [.packages], expects: forecast(missing + newer), rehearsal: rehearsal(arguments))
        ]
    }

    /// apt-get(8) changes no package on hold unless told to.
    private func checkHolds(_ chosen: [AptPackage]) throws(ModuleFailure) {
        guard !apt.allowChangeHeldPackages, !apt.force else { return }
        let held = chosen.filter { $0.state?.isHeld == true && $0.state?.installed != nil }.map(\.spec.name)
        guard !held.isEmpty else { return }
        throw ModuleFailure(
            "packages are on hold: \(held.joined(separator: ", "))", hint: "set `allow_change_held_packages: true`")
    }

    /// apt-get(8) replaces no package by an older one unless told to.
    private func checkDowngrades(_ chosen: [AptPackage]) throws(ModuleFailure) {
        guard !apt.allowDowngrade, !apt.force, !apt.isStale(host) else { return }
        for package in chosen {
            guard let installed = package.state?.installed, let wanted = package.newestFitting,
                package.spec.version != nil,
                DebianVersion(wanted) < DebianVersion(installed)
            else { continue }
            throw ModuleFailure(
                "\(package.argument) is older than the installed version: \(installed)",
                hint: "set `allow_downgrade: true`"
            )
        }
    }

    private func checkAvailable(_ package: AptPackage) throws(ModuleFailure) {
        guard package.state != nil else {
            throw ModuleFailure("\(MatchedPhrase.noPackage) '\(package.spec.name)' was found")
        }
        guard package.spec.version != nil, package.newestFitting == nil else { return }
        throw ModuleFailure(
            "no available version matches \(package.argument)",
            hint: package.versions.isEmpty ? nil : "available: \(package.versions.joined(separator: ", "))")
    }

    private func removeChanges() -> [Change] {
        let leaving = host.packages.filter { package in
            package.state?.installed != nil || (apt.purge && package.state?.hasConfigurationLeft == true)
        }
        guard !leaving.isEmpty else { return [] }
        let names = leaving.map(\.spec.name)
        let gone = leaving.map { ($0.spec.name, $0.state?.installed ?? "configuration files", "not installed") }
        let after = leaving.map { package in
            let state = PackageState(
                candidate: package.state?.candidate, hasConfigurationLeft: !apt.purge, providers: [])
            return (Query.package(package.spec.name, .apt), Answer.package(state))
        }
        let arguments = apt.options + apt.purgeFlag + ["remove"] + names
        return [
            Change(
                "remove \(names.joined(separator: ", "))", diff: Self.diff(gone), steps: [.run(command(arguments))],
                touches: [.packages], expects: Dictionary(after) { $1 }, rehearsal: rehearsal(arguments))
        ]
    }

    private func fileChanges() throws(ModuleFailure) -> [Change] {
        let wanted = host.files.filter { file in
            guard let installed = file.installed else { return true }
            let (have, want) = (DebianVersion(installed), DebianVersion(file.version))
            return have < want || (want < have && (apt.allowDowngrade || apt.force))
        }
        var changes: [Change] = []
        if !wanted.isEmpty {
            let words = wanted.map { ($0.name, $0.installed ?? "not installed", $0.version) }
            let arguments = apt.installArguments + wanted.map { $0.path.hasPrefix("/") ? $0.path : "./\($0.path)" }
            changes.append(
                Change(
                    "install \(wanted.map(\.path).joined(separator: ", "))", diff: Self.diff(words),
                    steps: [.run(command(arguments))], rehearsal: rehearsal(arguments)))
        }
        return changes + apt.fileURLs.map(downloaded)
    }

    private func downloaded(_ url: String) -> Change {
        let name = url.split(separator: "/").last.map(String.init) ?? "package.deb"
        let path = RemotePath("/var/cache/apt/archives/").appending(name.hasPrefix("-") ? "package.deb" : name)
        let download = Download(HTTPRequest("GET", url), to: FileWrite.Target(path))
        return Change(
            "install \(url)",
            steps: [.download(download), .run(command(apt.installArguments + [path.text]))])
    }
}

extension AptPlan {
    /// A call whose effect only apt-get knows: forecast by a simulation, which an update of the lists outdates.
    private func simulated(_ summary: String, _ arguments: [String]) throws(ModuleFailure) -> [Change] {
        guard let simulation = host.simulation else { return [] }
        let isStale = apt.isStale(host)
        guard simulation.exitCode == 0 || isStale else {
            throw ModuleFailure(
                "'apt-get \(arguments.joined(separator: " "))' failed: \(simulation.complaint)", output: simulation)
        }
        let words = simulation.standardOutput.text
        let acts = AptOutput(words).acts
        guard acts || isStale else { return [] }
        return [
            Change(
                summary, diff: acts ? .prepared(words) : nil, steps: [.run(command(arguments))], counts: acts,
                expects: isStale ? [:] : AptOutput(words).packages)
        ]
    }

    /// What to ask apt-get beforehand; `nil` if the states of packages tell enough.
    static func simulated(_ apt: Apt) -> [String]? {
        if apt.upgrade != .no || (apt.upgradesAll && apt.state == .latest) { return apt.upgradeArguments }
        if apt.deb != nil { return nil }
        if apt.state == .buildDep || apt.state == .fixed { return try? apt.repairArguments() }
        guard apt.name.isEmpty else { return nil }
        if apt.autoremove { return apt.autoremoveArguments }
        return apt.autoclean ? ["autoclean"] : nil
    }

    /// Which packages come or go along with those that are named, only apt-get knows.
    private func rehearsal(_ arguments: [String]) -> Rehearsal {
        Rehearsal(AptCommand.simulation(arguments)) {
            $0.exitCode == 0 ? AptOutput($0.standardOutput.text).packages : [:]
        }
    }

    private func run(_ summary: String, _ arguments: [String], counts: Bool) -> Change {
        Change(summary, steps: [.run(command(arguments))], counts: counts)
    }

    private func command(_ arguments: [String]) -> Command {
        AptCommand(arguments: arguments, policy: apt.policyRcD).command
    }

    private func diff(_ packages: [AptPackage]) -> Diff {
        Self.diff(
            packages.map { ($0.spec.name, $0.state?.installed ?? "not installed", Self.newVersion($0) ?? "installed") })
    }

    private static func diff(_ rows: [(name: String, before: String, after: String)]) -> Diff {
        .prepared(rows.map { "\($0.name): \($0.before) → \($0.after)\n" }.joined())
    }

    private static func newVersion(_ package: AptPackage) -> String? {
        package.spec.version == nil ? package.state?.candidate : package.newestFitting
    }

    private func forecast(_ packages: [AptPackage]) -> [Query: Answer] {
        var answers: [Query: Answer] = [:]
        for package in packages {
            let version = Self.newVersion(package)
            guard version != nil, !apt.isStale(host) else {
                answers[.package(package.spec.name, .apt)] = .unknown
                continue
            }
            answers[.package(package.spec.name, .apt)] = .package(
                PackageState(
                    installed: version, candidate: package.state?.candidate ?? version))
        }
        return answers
    }
}
