import ModuleKit
import Values

/// Sets figures of one's own, which the end of the run tells with `show_custom_stats`.
struct SetStats: Action {
    static let doc = ModuleDoc(
        "set_stats", "Set statistics of the run or of hosts, which show_custom_stats shows at the end.",
        checkMode: .runs,
        examples: """
            - set_stats:
                data: { restarted: "{{ services | length }}" }
                per_host: true
            """)

    @Argument("Names and values.") var data: Mapping = [:]
    @Argument("Whether they belong to the host instead of the whole run.") var perHost: Bool = false
    @Argument("Whether values are added to existing ones.") var aggregate: Bool = true

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        for name in data.keys where !(name.text?.isVariableName ?? false) { throw .noVariableName(name) }
        let stats: Mapping = ["data": .map(data), "per_host": .bool(perHost), "aggregate": .bool(aggregate)]
        return ActionResult(
            fields: ["ansible_stats": .map(stats)],
            effects: [.setStats(StatsToSet(data: data, isPerHost: perHost, aggregates: aggregate))])
    }
}
