import ModuleKit
import Values

/// Tells which packages a host has, as facts.
struct PackageFacts: Module {
    enum Strategy: String, ArgumentChoice {
        case first, all
    }

    static let doc = ModuleDoc(
        "package_facts", "List the packages of a host as facts.",
        traits: [.bringsFacts, .bringsFactsOfAnyName],
        returns: [ReturnValue("ansible_facts", "The packages by name, each with its versions, in `packages`.")],
        differences: """
            Asks `dpkg-query` (with `apt-cache` for the origin), `rpm`, `pacman`, `apk` and `qlist`; the package managers of \
            BSD are never found. No libraries of Python are needed.
            """,
        examples: """
            - name: Put the packages into ansible_facts.packages
              package_facts:
            - package_facts: { manager: [apt, rpm], strategy: all }
            """)

    @Argument("Package managers to ask; `auto` stands for all.") var manager: [String] = ["auto"]
    @Argument("Whether only the first that the host has is asked.") var strategy: Strategy = .first

    func validate() throws(ModuleFailure) {
        for name in manager.map({ $0.lowercased() }) where name != "auto" && PackageLister.named(name) == nil {
            throw ModuleFailure(
                "not a package manager: \(name)", hint: Suggestion.question(for: name, among: PackageLister.names))
        }
    }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var facts: [String] { ["packages"] }

    var probe: Probe<CommandOutput> {
        let call = ["/bin/sh", "-c", PackageLister.question, "sh", strategy.rawValue] + listers.map(\.rawValue)
        let command = Command(.arguments(call), environment: [EnvironmentVariable("LC_ALL", "C")])
        return .command(command, reading: [.packages])
    }

    func changes(from output: CommandOutput) -> [Change] { [] }

    func result(_ applied: Applied<CommandOutput>) throws(ModuleFailure) -> ModuleResult {
        let sections = PackageLister.sections(of: applied.before.standardOutput.text)
        guard !sections.isEmpty else {
            throw ModuleFailure(
                "the host has none of these package managers: \(listers.map(\.rawValue).joined(separator: ", "))",
                output: applied.before)
        }
        var packages: Mapping = [:]
        for (lister, lines) in sections { packages.merge(lister.packages(lines)) }
        return ModuleResult(facts: ["packages": .map(packages)])
    }

    /// Each once, in the order in which they are named.
    private var listers: [PackageLister] {
        let named = manager.flatMap { name -> [PackageLister] in
            name.lowercased() == "auto" ? PackageLister.allCases : PackageLister.named(name).map { [$0] } ?? []
        }
        var once: [PackageLister] = []
        for lister in named where !once.contains(lister) { once.append(lister) }
        return once
    }
}
