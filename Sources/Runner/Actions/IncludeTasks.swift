import ModuleKit
import Values

/// Brings in a file of tasks while the run goes on.
struct IncludeTasks: Action {
    static let doc = ModuleDoc(
        "include_tasks", "Include a task file during the run.", checkMode: .runs,
        traits: [.includesTasks, .endsLookAhead],
        freeForm: "_raw_params",
        examples: """
            - include_tasks: "{{ ansible_facts.os_family | lower }}.yml"
            - include_tasks:
                file: users.yml
                apply: { tags: [users] }
            """)

    @Argument("The task file, relative to this file or to the role's tasks.", aliases: "_raw_params", "free_form")
    var file: String
    @Argument("Keywords to apply to each task of the file.") var apply: Mapping = [:]

    func run(_ context: ActionContext) async throws(ModuleFailure) -> ActionResult {
        ActionResult(fields: ["include": .string(file)], effects: [.includeTasks(file)])
    }
}
