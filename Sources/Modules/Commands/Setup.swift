import ModuleKit
import Values

/// Gathers what a host tells about itself.
struct Setup: Module {
    static let doc = ModuleDoc(
        "setup", "Gather facts about a host.", aliases: ["gather_facts"],
        traits: [.gathersFacts, .bringsFacts],
        ignored: [
            "gather_timeout": "facts are gathered in one go, within the timeout of the connection",
            "parallel": "all facts are gathered at once",
        ],
        returns: [ReturnValue("ansible_facts", "The facts.")],
        examples: """
            - setup:
            - setup: { filter: "ansible_mem*" }
            - setup: { gather_subset: ["!all", mounts, dns] }
            """)

    @Argument("Facts to return, as shell-style patterns for their names.") var filter: [String] = []
    @Argument("Groups of facts to gather; a leading `!` excludes a group.") var gatherSubset: [String] = ["all"]
    @Argument("The directory of the host's local facts, `*.fact`.") var factPath: RemotePath = FactTopic.localFacts
    @Argument("Seconds that one fact may take.") var gatherTimeout: Int = 10
    @Argument("Whether facts are gathered at the same time.") var parallel: Bool = false

    func validate() throws(ModuleFailure) { _ = try FactSubsets(gatherSubset) }

    /// It changes nothing.
    var touches: [Footprint] { [] }

    var probe: Probe<Mapping> {
        get throws(ModuleFailure) { .facts(try FactSubsets(gatherSubset).topics, localFacts: factPath) }
    }

    func changes(from facts: Mapping) -> [Change] { [] }

    func result(_ applied: Applied<Mapping>) -> ModuleResult {
        var facts = Mapping()
        for (key, value) in applied.before {
            let name = key.text ?? ""
            let full = name.hasPrefix("ansible_") ? name : "ansible_" + name
            if isWanted(full) { facts[full] = value }
        }
        if filter.isEmpty {
            facts["gather_subset"] = .list(gatherSubset.map(Value.string))
            facts["module_setup"] = true
        }
        return ModuleResult(facts: facts)
    }

    private func isWanted(_ name: String) -> Bool {
        let patterns = filter.filter { !$0.isEmpty && $0 != "*" }
        return patterns.isEmpty
            || patterns.contains { FileNamePattern($0).matches(name) || FileNamePattern("ansible_" + $0).matches(name) }
    }
}
