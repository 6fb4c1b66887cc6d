package import ModuleKit
import Values

/// Sets figures of one's own, which the end of the run tells with `show_custom_stats`.
package struct SetStats: Action {
    package static let doc = ModuleDoc(
        "set_stats", "Set figures of the run or of hosts, which its end tells with show_custom_stats.",
        examples: """
            - set_stats:
                data: { restarted: "{{ services | length }}" }
                per_host: true
            """)

    @Argument("Names and values.") var data: Mapping = [:]
    @Argument("Whether they are of the host and not of the whole run.") var perHost: Bool = false
    @Argument("Whether values are added to those that were set before.") var aggregate: Bool = true

    package init() {}

    package func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        for name in data.keys where !(name.text?.isVariableName ?? false) { throw .noVariableName(name) }
        let stats: Mapping = ["data": .map(data), "per_host": .bool(perHost), "aggregate": .bool(aggregate)]
        return ActionResult(
            fields: ["ansible_stats": .map(stats)],
            effects: [.setStats(StatsToSet(data: data, isPerHost: perHost, aggregates: aggregate))])
    }
}
