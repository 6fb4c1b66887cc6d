import ModuleKit
import Values

/// Manages packages with whatever package manager the host has.
struct Package: Module {
    static let doc = ModuleDoc(
        "package", "Manage packages with the host's package manager.",
        checkMode: .partly(except: Apt.exceptionOfForecast), ignored: Apt.doc.ignored,
        handsOnTo: HandingOn(
            by: "pkg_mgr", of: .packages,
            to: [
                "apt": Apt.doc.allNames, "dnf": Dnf.doc.allNames, "dnf5": Dnf.doc.allNames, "yum": Dnf.doc.allNames,
                "zypper": Zypper.doc.allNames, "pacman": Pacman.doc.allNames, "apk": Apk.doc.allNames,
            ]),
        returns: Apt.doc.returns.map { ReturnValue($0.name, $0.help, only: $0.condition ?? "with APT") } + [
            ReturnValue("results", "The packages that come and go.", only: "with DNF and Yum"),
            ReturnValue("packages", "The packages that come and go.", only: "with pacman and apk"),
            ReturnValue("rc", "0.", only: "with DNF, Yum and zypper"),
            ReturnValue("msg", "That there was nothing to do.", only: "with DNF and Yum"),
        ],
        differences: """
            The package managers are APT, DNF, Yum, zypper, pacman and apk. All arguments of `apt` are accepted, and those of \
            the others that the list below names. An argument that is for another manager than the host's fails the task when \
            it runs, and so do other values of `use`.
            """,
        examples: """
            - package: { name: curl, state: present }
            - package: { name: [jq, tmux], state: latest, update_cache: true }
            - package: { name: cider-press, enablerepo: [orchard] }
            """)

    @ArgumentGroup var apt: Apt
    @ArgumentGroup var foreign: ForeignPackageArguments
    @Argument("The package manager; `auto` detects the host's own.") var use: String = "auto"

    func validate() throws(ModuleFailure) {
        guard use == "auto" || Self.manager(use) != nil else {
            throw ModuleFailure("the package manager `use: \(use)` is not supported yet")
        }
        if Self.manager(use) == .apt { try apt.validate() }
    }

    var touches: [Footprint] { apt.touches }

    /// The questions of APT go along, so that its hosts, which are the most, are asked once.
    var probe: Probe<HostWithPackages> {
        get throws(ModuleFailure) {
            let own = use == "auto" ? nil : Self.manager(use)
            if own == .apt { return try aptProbe }
            let facts = Probe<Mapping>.facts([.packages], localFacts: FactTopic.localFacts)
            let likely = own == nil ? (try? aptProbe)?.queries ?? [] : []
            let first = Probe<Manager>(facts.queries + likely) { answers throws(ModuleFailure) in
                if let own { return own }
                let told = try facts.state(answers)["pkg_mgr"]?.text
                guard let told, told != "unknown" else { return .apt }
                guard let manager = Self.manager(told) else {
                    throw ModuleFailure("the host's package manager \(told) is not supported yet")
                }
                return manager
            }
            return first.then { manager throws(ModuleFailure) in
                if let unfit = unfit(for: manager) { throw unfit }
                guard manager != .apt else { return try aptProbe }
                let request = request(by: manager)
                try request.validate()
                return request.probe.map { HostWithPackages.other(manager, $0) }
            }
        }
    }

    private var aptProbe: Probe<HostWithPackages> {
        get throws(ModuleFailure) {
            try apt.validate()
            return try apt.hostProbe.map { HostWithPackages.apt($0) }
        }
    }

    func recheck(of host: HostWithPackages) throws(ModuleFailure) -> Probe<HostWithPackages> {
        switch host {
        case .apt: return try apt.hostProbe.map { HostWithPackages.apt($0) }
        case .other(let manager, let host):
            return request(by: manager).recheck(of: host).map { HostWithPackages.other(manager, $0) }
        }
    }

    func changes(from host: HostWithPackages) throws(ModuleFailure) -> [Change] {
        switch host {
        case .apt(let host): try apt.changes(from: host)
        case .other(let manager, let host): try request(by: manager).changes(from: host)
        }
    }

    func failure(of command: Command, _ output: CommandOutput, in applied: Applied<HostWithPackages>)
        -> ModuleFailure?
    {
        if case .apt = applied.before { AptReport.failure(of: command, output) } else { .packages(output) }
    }

    func result(_ applied: Applied<HostWithPackages>) throws(ModuleFailure) -> ModuleResult {
        switch applied.before {
        case .apt(let before): return try apt.result(applied.with(before, applied.after?.apt))
        case .other(let manager, let before):
            let own = applied.with(before, applied.after?.other)
            if manager == .dnf { return .dnf(own) }
            let outcome = PackageOutcome(own)
            var result = outcome.result
            result.changed = outcome.changed
            if manager == .zypper { result["rc"] = 0 }
            if manager != .zypper {
                result["packages"] = .list((outcome.coming + outcome.going).map(Value.string))
            }
            return result
        }
    }
}

/// What `package` must know of the host.
enum HostWithPackages: Sendable {
    case apt(AptHost)
    case other(Package.Manager, PackageHost)

    var apt: AptHost? { if case .apt(let host) = self { host } else { nil } }
    var other: PackageHost? { if case .other(_, let host) = self { host } else { nil } }
}

extension Package {
    /// Closed, because a host's facts must not choose code.
    enum Manager: Sendable {
        case apt, dnf, zypper, pacman, apk

        /// For people.
        fileprivate var title: String {
            switch self {
            case .apt: "APT"
            case .dnf: "DNF"
            case .zypper: "zypper"
            case .pacman: "pacman"
            case .apk: "apk"
            }
        }
    }

    private static func manager(_ name: String) -> Manager? {
        let known: [(Manager, [String])] = [
            (.apt, ["apt"]), (.dnf, ["dnf", "dnf4", "dnf5", "yum", "yum4"]), (.zypper, ["zypper"]),
            (.pacman, ["pacman"]), (.apk, ["apk"]),
        ]
        let short = name.withoutBuiltinCollection.split(separator: ".").last.map(String.init) ?? name
        return known.first { $0.1.contains(short) }?.0
    }

    /// Why an argument is not for the host's manager.
    private func unfit(for manager: Manager) -> ModuleFailure? {
        let given = manager == .apt ? foreign.given : foreign.given.filter { !$0.managers.contains(manager) }
        guard let first = given.first else { return nil }
        return ModuleFailure(
            "`\(first.name)` is for another package manager than this host's, which is \(manager.title)")
    }

    private func request(by manager: Manager) -> PackageRequest {
        let specs = PackageSpecs.split(apt.name)
        let upgradesAll = specs == ["*"] && apt.state == .latest
        var request = PackageRequest(tool: tool(manager), specs: upgradesAll ? [] : specs, goal: .present)
        if apt.state == .latest { request.goal = .latest }
        if apt.state == .absent { request.goal = .absent }
        request.upgradesAll = upgradesAll
        request.refreshes = apt.updateCache == true
        request.autoremoves = apt.autoremove
        request.updatesOnly = apt.onlyUpgrade || foreign.updatesOnly
        request.allowsDowngrades = apt.allowDowngrade
        return request
    }

    private func tool(_ manager: Manager) -> any PackageTool {
        switch manager {
        case .apt, .dnf:
            var tool = DnfTool()
            tool.options = foreign.dnfOptions
            tool.root = foreign.installroot
            tool.importance = foreign.importance
            (tool.removesUnneeded, tool.refreshes) = (apt.autoremove, apt.updateCache == true)
            return tool
        case .zypper:
            var tool = ZypperTool()
            tool.options = foreign.extraOptions
            if foreign.disableGpgCheck == true { tool.globalOptions = ["--no-gpg-checks"] }
            return tool
        case .pacman:
            var tool = PacmanTool()
            tool.options = foreign.extraOptions
            return tool
        case .apk:
            var tool = ApkTool()
            if let repositories = foreign.repository {
                tool.options = ["--repositories-file", "/dev/null"] + repositories.flatMap { ["--repository", $0] }
            }
            return tool
        }
    }
}

extension Applied {
    /// The same of a module that this one hands on to.
    fileprivate func with<Other>(_ before: Other, _ after: Other?) -> Applied<Other> {
        Applied<Other>(before: before, after: after, changes: changes, outcomes: outcomes, isCheckMode: isCheckMode)
    }
}

extension Apt: ArgumentGroupContents {}
