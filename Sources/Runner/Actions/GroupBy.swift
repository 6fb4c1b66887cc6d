import ModuleKit
import Values

/// Puts the host into a group named by a value.
struct GroupBy: Action {
    static let doc = ModuleDoc(
        "group_by", "Add the host to a group named after a value.", checkMode: .runs,
        traits: [.changesInventory, .takesRawParameters],
        examples: """
            - group_by:
                key: os_{{ ansible_facts.distribution }}
            """)

    @Argument("Name of the group; spaces become dashes.") var key: String
    @Argument("Groups the new one belongs to.") var parents: [String] = ["all"]

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        let group = key.replacing(" ", with: "-")
        return ActionResult(
            fields: ["add_group": .string(group), "parent_groups": .list(parents.map(Value.string))], changed: true,
            effects: [.groupBy(key: group, parents: parents)])
    }
}
